"""The form of one SKU."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.sheets.problems import Problem
from ichigen.domain.sheets.values import jan_code, short_text, whole_number
from ichigen.web.sheets.words import told

NARROW = {"data-narrow": "", "autocomplete": "off"}


class SkuForm(forms.Form):
    """What a person may change of a SKU; each field comes with what was seen (`seen_…`)."""

    title = forms.CharField(label=_("商品名"), error_messages={"required": _("商品名を入力してください。")})
    variant = forms.CharField(label=_("選択肢"), required=False)
    horizontal = forms.CharField(label=_("横軸"), required=False, widget=forms.TextInput(attrs=NARROW))
    vertical = forms.CharField(label=_("縦軸"), required=False, widget=forms.TextInput(attrs=NARROW))
    jan = forms.CharField(label=_("JAN"), required=False, widget=forms.TextInput(attrs=NARROW))
    price = forms.CharField(
        label=_("価格 (税込・円)"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", **NARROW})
    )
    one_off = forms.BooleanField(label=_("一点物 (在庫は 0 か 1)"), required=False)

    def clean_title(self) -> str:
        """A name of one line."""
        return self._text("title", 300)

    def clean_variant(self) -> str:
        """A text of one line."""
        return self._text("variant", 200)

    def clean_horizontal(self) -> str:
        """A text of one line."""
        return self._text("horizontal", 50)

    def clean_vertical(self) -> str:
        """A text of one line."""
        return self._text("vertical", 50)

    def clean_jan(self) -> str:
        """Digits of a JAN code, where it was changed: one that was there before is left as it is."""
        text = self.cleaned_data["jan"]
        return text if not text or text == self.data.get("seen_jan") else str(_or_raise(jan_code(text, gettext("JAN"))))

    def clean_price(self) -> int | None:
        """Whole yen, or nothing."""
        text = self.cleaned_data["price"]
        return int(_or_raise(whole_number(text, gettext("価格"), 0, 100_000_000))) if text else None

    def _text(self, name: str, most: int) -> str:
        text = self.cleaned_data[name]
        return text if text == self.data.get(f"seen_{name}") else str(_or_raise(short_text(text, name, most)))


def _or_raise(value: str | int | Problem) -> str | int:
    if isinstance(value, Problem):
        raise forms.ValidationError(" ".join(told(value)))
    return value
