"""What a bulk action asks for before it starts."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.domain.json import JsonObject
from ichigen.domain.write_back import Cancel, CancelReason
from ichigen.web.orders.forms import CancelForm
from ichigen.web.ui.composed import retold

#: From this many rows on, the count is typed.
TYPED_ABOVE = 100

#: The dialog stays in the document beside the drawer with its own forms.
AUTO_ID = "bulk_%s"


class BulkForm(forms.Form):
    """Asks for nothing but, for many rows, their count."""

    #: From more rows than this on, a form that asks for the count asks.
    typed_above = TYPED_ABOVE

    def __init__(self, *args: Any, count: int = 0, typed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = AUTO_ID
        self.count = count
        if typed and count > self.typed_above:
            self.fields["typed"] = forms.CharField(
                label=_("確認のため、件数を数字で入力してください"),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "data-digits": True, "autocomplete": "off"}),
                error_messages={"required": _("件数を入力してください。")},
            )

    def clean_typed(self) -> str:
        """The count as shown, full-width digits and separators allowed."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["typed"]).replace(",", "").strip()
        if text != str(self.count):
            raise forms.ValidationError(_("件数が違います。ボタンに書かれた件数を入力してください。"))
        return text

    def params(self) -> JsonObject:
        """What the operation needs, the same for each row."""
        return {}


class StatusBulkForm(BulkForm):
    """The new status; none is chosen beforehand, so that nobody moves orders to the first of the list."""

    status = forms.ChoiceField(
        label=_("新しいステータス"), error_messages={"required": _("ステータスを選んでください。")}
    )

    def __init__(self, *args: Any, statuses: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", "—"), *((code, retold(name)) for code, name in statuses)]  # type: ignore[attr-defined]  # of a choice field

    def params(self) -> JsonObject:
        """The status code."""
        return {"status": self.cleaned_data["status"]}


class LabelBulkForm(BulkForm):
    """Which label; a new name makes one."""

    name = forms.CharField(
        label=_("ラベル"),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "bulk-label-names", "autocomplete": "off"}),
    )


class MemoBulkForm(BulkForm):
    """What is added to the memo."""

    text = forms.CharField(label=_("メモに追記する文"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def params(self) -> JsonObject:
        """The text."""
        return {"text": self.cleaned_data["text"]}


class CancelBulkForm(BulkForm, CancelForm):
    """Reason and what becomes of the stock, for all; more than one is confirmed by its count: there is no way back."""

    typed_above = 1

    def intent(self) -> Cancel:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Cancel(CancelReason(values["reason"]), values["detail"], values["restock"])

    def params(self) -> JsonObject:
        """Reason, detail and restock."""
        intent = self.intent()
        return {"reason": intent.reason.value, "detail": intent.detail, "restock": intent.restock}


class ShipBulkForm(forms.Form):
    """受注番号 and 伝票番号, one order a line; carrier and day for all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = AUTO_ID

    lines = forms.CharField(
        label=_("受注番号と伝票番号（表計算ソフトから貼り付け）"),
        help_text=_("1 行に 1 件。列は 受注番号・伝票番号・配送会社（省略可）の順です。"),
        widget=forms.Textarea(attrs={"rows": 10, "class": "code", "spellcheck": "false"}),
        max_length=200_000,
    )
    carrier = forms.ChoiceField(label=_("配送会社"), choices=[(code.value, _(LABELS[code])) for code in Carrier])
    shipped_on = forms.DateField(
        label=_("出荷日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    typed = forms.CharField(
        label=_("101 件以上のときは、件数を数字で入力してください"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-digits": True, "autocomplete": "off"}),
    )
