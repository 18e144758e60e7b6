"""The write-back part of 受注詳細: write now, before payment, お届け指定, 中止."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.set_delivery import set_delivery
from ichigen.services.write_back.drop import drop_write_back
from ichigen.services.write_back.write_status import write_before_payment, write_status
from ichigen.web.orders.views import detail_answer, detail_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of


class DeliveryForm(forms.Form):
    """お届け指定日 and お届け時間帯; both may be empty."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    slot = forms.CharField(required=False, max_length=40)


@allowed(Action.ORDER_SHIP)
@post_of("orders:detail", "order_id")
def write(request: StaffRequest, order_id: int) -> HttpResponse:
    """Write what the status table says of this order."""
    detail_or_404(order_id)
    return _answer(request, order_id, write_status(order_id, request.user.pk), gettext("モールへの書出しを始めます。"))


@allowed(Action.PAYMENT_OVERRIDE)
@post_of("orders:detail", "order_id")
def before_payment(request: StaffRequest, order_id: int) -> HttpResponse:
    """The same before the buyer has paid, with a reason."""
    detail_or_404(order_id)
    refusal = write_before_payment(order_id, request.POST.get("reason", ""), request.user.pk)
    return _answer(request, order_id, refusal, gettext("入金前の書出しを始めます。理由は操作履歴に残りました。"))


@allowed(Action.ORDER_SHIP)
@post_of("orders:detail", "order_id")
def delivery(request: StaffRequest, order_id: int) -> HttpResponse:
    """Keep お届け指定."""
    detail_or_404(order_id)
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        refusal: GuardRefusal | None = GuardRefusal("day_invalid", "お届け指定日を年-月-日で入力してください。")
    else:
        values = form.cleaned_data
        refusal = set_delivery(order_id, values["day"], values["slot"], request.user.pk)
    return _answer(request, order_id, refusal, gettext("お届け指定を変更しました。"))


@allowed(Action.WRITE_BACK_DROP)
@post_of("orders:detail", "order_id")
def drop(request: StaffRequest, order_id: int, write_back_id: int) -> HttpResponse:
    """中止, with a reason; only a write-back of this order."""
    found = detail_or_404(order_id)
    if write_back_id not in {back.id for back in found.write_backs}:
        refusal: GuardRefusal | None = GuardRefusal("other_order", "この受注の書出しではありません。")
    else:
        refusal = drop_write_back(write_back_id, request.POST.get("reason", ""), request.user.pk)
    return _answer(request, order_id, refusal, gettext("書出しを中止しました。"))


def _answer(request: StaffRequest, order_id: int, refusal: GuardRefusal | None, done: str) -> HttpResponse:
    found = detail_or_404(order_id)
    if refusal is not None:
        return detail_answer(request, found, refused=gettext(refusal.message), status=422)
    answer = detail_answer(request, found) if request.htmx else redirect("orders:detail", order_id=order_id)
    return say(request, answer, done, "orders-changed")
