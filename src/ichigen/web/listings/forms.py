"""The forms of 出品の紐付け."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ichigen.web.stock.forms import WideInteger


class BindForm(forms.Form):
    """Which SKU, and how many pieces of it one sale takes."""

    code = forms.CharField(max_length=210, widget=forms.HiddenInput)
    sku = forms.IntegerField(
        label=_("SKU"), error_messages={"required": _("SKUを選んでください。見つからないときは検索してください。")}
    )
    per_sale = WideInteger(
        label=_("1回の販売で減る数"),
        min_value=1,
        max_value=1000,
        initial=1,
        help_text=_("2個セットの商品なら 2 です。"),
        error_messages={"invalid": _("整数で入力してください。"), "required": _("数量を入力してください。")},
    )


class UnbindForm(forms.Form):
    """Why the SKUs are taken off."""

    unbind_reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        error_messages={"required": _("理由を入力してください。操作履歴に残ります。")},
    )
