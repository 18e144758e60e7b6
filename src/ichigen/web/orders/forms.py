"""The forms of 受注詳細: ship, cancel, status."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ichigen.domain.carriers import LABELS, NO_NUMBER_REASONS, Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import CANCEL_LABELS, CancelReason
from ichigen.services.orders.mail_buyer import Letter


class ShipForm(forms.Form):
    """One parcel. Needs a number, or the reason why there is none."""

    carrier = forms.ChoiceField(label=_("配送会社"), choices=[(code.value, _(LABELS[code])) for code in Carrier])
    tracking_number = forms.CharField(label=_("お荷物伝票番号"), max_length=40, required=False)
    shipped_on = forms.DateField(
        label=_("出荷日"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    no_number_reason = forms.ChoiceField(
        label=_("配送伝票番号なしの理由"),
        required=False,
        choices=[("", _("伝票番号あり")), *((reason, _(reason)) for reason in NO_NUMBER_REASONS)],
    )

    def __init__(self, *args: Any, reasons: Sequence[str] = (), **kwargs: Any) -> None:
        """`reasons`: the mall's own values of 配送伝票番号なしの理由, where it has such a list (G4-16)."""
        super().__init__(*args, **kwargs)
        field = self.fields["no_number_reason"]
        assert isinstance(field, forms.ChoiceField)
        if reasons:
            field.choices = [("", _("伝票番号あり")), *((reason, _(reason)) for reason in reasons)]

    def clean_tracking_number(self) -> str:
        """Half-width, without blanks and hyphens: 「１２３４-５６７８」 → 12345678."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["tracking_number"])
        number = "".join(text.replace("-", "").split())
        if number and not (number.isascii() and number.isalnum()):
            raise forms.ValidationError(_("伝票番号は半角英数字で入力してください。"))
        return number

    def clean(self) -> dict[str, Any]:
        """Hold the rule of the number."""
        values = super().clean() or self.cleaned_data
        number, reason = values.get("tracking_number"), values.get("no_number_reason")
        if "tracking_number" not in self.errors and not number and not reason:
            self.add_error(
                "tracking_number",
                _("伝票番号を入力するか、番号がない場合は「配送伝票番号なしの理由」を選んでください。"),
            )
        if number and reason:
            self.add_error("no_number_reason", _("伝票番号があるときは「伝票番号あり」を選んでください。"))
        return values

    def parcel(self) -> Parcel:
        """Return the parcel of a valid form."""
        values = self.cleaned_data
        return Parcel(values["carrier"], values["tracking_number"], values["shipped_on"], values["no_number_reason"])


class CancelForm(forms.Form):
    """Reason, and whether the units go back on sale."""

    reason = forms.ChoiceField(label=_("キャンセル理由"))
    detail = forms.CharField(
        label=_("理由の詳細"),
        help_text=_("モールによっては、モールにも送ります。購入者に見せられる内容を書いてください。"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    restock = forms.BooleanField(label=_("在庫に戻す（モールの在庫も増やす）"), required=False, initial=True)

    def __init__(self, *args: Any, reasons: Sequence[CancelReason] = tuple(CancelReason), **kwargs: Any) -> None:
        """`reasons`: those that the mall takes."""
        super().__init__(*args, **kwargs)
        self.offer(reasons)

    def tell(self, where: str) -> None:
        """Say what becomes of the details: what the mall does with them, by its manifest; empty = they stay in the shop."""
        self.fields["detail"].help_text = _(where) if where else _("店舗内の記録です。モールには送りません。")

    def offer(self, reasons: Sequence[CancelReason]) -> None:
        """Let a person choose from these reasons alone."""
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code.value, _(CANCEL_LABELS[code])) for code in reasons]


class MailForm(forms.Form):
    """A mail to the buyer."""

    template = forms.ChoiceField(
        label=_("テンプレート"),
        required=False,
        error_messages={"invalid_choice": _("このメールテンプレートはもうありません。選び直してください。")},
        help_text=_("選ぶと、件名と本文がこの受注の内容で置き換わります。送信する前に書き直せます。"),
    )
    subject = forms.CharField(label=_("件名"), max_length=120)
    body = forms.CharField(label=_("本文"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, order_id: int = 0, templates: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """`templates`: those that mails of this order may begin as, (id, name)."""
        super().__init__(*args, **kwargs)
        self.auto_id = "mail_%s"  # beside the other forms of the order
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("（テンプレートを使わない）")), *((str(pk), name) for pk, name in templates)]
        field.widget.attrs = {
            "hx-get": reverse("orders:mail_draft", args=[order_id]),
            "hx-target": f"#mail-text-{order_id}",
            "hx-swap": "outerHTML",
            "hx-sync": "this:replace",
        }

    def letter(self) -> Letter:
        """Return what a valid form says."""
        values = self.cleaned_data
        return Letter(values["subject"], values["body"], int(values["template"]) if values["template"] else None)

    def clean_subject(self) -> str:
        """One line: a header of the mail has no more."""
        return " ".join(self.cleaned_data["subject"].split())


class StatusForm(forms.Form):
    """The status a person sets; it stays until the phase changes."""

    status = forms.CharField(label=_("ステータス"), max_length=40)
