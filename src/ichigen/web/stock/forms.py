"""The forms of 在庫: adjust, release."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 1_000_000


class WideInteger(forms.IntegerField):
    """A whole number that may be typed in full-width digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-digits": ""})

    def to_python(self, value: object) -> int | None:
        """Normalise the width (３ → 3, －２ → -2), then read."""
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)


class AdjustForm(forms.Form):
    """Change by a difference, or set to what was counted."""

    DELTA, COUNTED = "delta", "counted"

    location = forms.IntegerField(label=_("店舗・倉庫"))
    how = forms.ChoiceField(label=_("方法"), choices=[(DELTA, _("増減する")), (COUNTED, _("数えた数にする"))])
    number = WideInteger(
        label=_("数量"),
        min_value=-LARGEST,
        max_value=LARGEST,
        error_messages={"invalid": _("整数で入力してください。"), "required": _("数量を入力してください。")},
    )
    reason = forms.CharField(
        label=_("理由"), max_length=200, error_messages={"required": _("理由を入力してください。在庫台帳に残ります。")}
    )

    def clean(self) -> dict[str, Any]:
        """A count cannot be negative; a difference of zero changes nothing."""
        values = super().clean() or self.cleaned_data
        number = values.get("number")
        if number is not None and values.get("how") == self.COUNTED and number < 0:
            self.add_error("number", _("数えた数は 0 以上で入力してください。"))
        if number == 0 and values.get("how") == self.DELTA:
            self.add_error("number", _("増減する数を入力してください。"))
        return values


class ReleaseForm(forms.Form):
    """Why held units are let go."""

    reason = forms.CharField(
        label=_("解放する理由"),
        max_length=200,
        error_messages={"required": _("理由を入力してください。操作履歴に残ります。")},
    )
