"""受注詳細: doing. Each action calls one use case and draws the order again."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.domain.write_back import CancelReason, GuardRefusal
from ichigen.services.orders.cancel import cancel_order
from ichigen.services.orders.confirm import confirm_order
from ichigen.services.orders.set_status import set_status
from ichigen.services.orders.ship import ship_order
from ichigen.services.orders.untold import is_untold
from ichigen.services.write_back.retry import retry_step
from ichigen.web.orders.forms import ShipForm, StatusForm
from ichigen.web.orders.views import cancel_form, detail_answer, detail_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.composed import retold
from ichigen.web.ui.standing import post_of


@allowed(Action.ORDER_SHIP)
@post_of("orders:detail", "order_id")
def ship(request: StaffRequest, order_id: int) -> HttpResponse:
    """Record the parcel and have the mall told."""
    found = detail_or_404(order_id)
    form = ShipForm(request.POST, reasons=found.no_number_reasons)
    if not form.is_valid():
        return detail_answer(request, found, ship=form, status=422)
    refusal = ship_order(order_id, [form.parcel()], request.user.pk)
    if refusal is not None:
        return detail_answer(request, found, ship=form, refused=retold(refusal.message), status=422)
    if is_untold(order_id):
        told = gettext("出荷を登録しました。ステータス紐付けで有効になっていないため、モールへは書き出していません。")
    else:
        told = gettext("出荷を登録しました。モールへの書出しを始めます。")
    return done(request, order_id, told)


@allowed(Action.ORDER_CANCEL)
@post_of("orders:detail", "order_id")
def cancel(request: StaffRequest, order_id: int) -> HttpResponse:
    """Cancel here and on the mall."""
    found = detail_or_404(order_id)
    form = cancel_form(found, request.POST)
    if not form.is_valid():
        return detail_answer(request, found, cancel=form, status=422)
    values = form.cleaned_data
    refusal = cancel_order(
        order_id, CancelReason(values["reason"]), values["detail"], values["restock"], request.user.pk
    )
    if refusal is not None:
        return detail_answer(request, found, cancel=form, refused=gettext(refusal.message), status=422)
    return done(request, order_id, gettext("キャンセルを受け付けました。モールへの書出しを始めます。"))


@allowed(Action.ORDER_CONFIRM)
@post_of("orders:detail", "order_id")
def confirm(request: StaffRequest, order_id: int) -> HttpResponse:
    """Tell the mall that the order is accepted."""
    return _run(
        request, order_id, lambda: confirm_order(order_id, request.user.pk), gettext("注文確認をモールへ書き出します。")
    )


@allowed(Action.ORDER_STATUS)
@post_of("orders:detail", "order_id")
def status(request: StaffRequest, order_id: int) -> HttpResponse:
    """Set the status by hand."""
    form = StatusForm(request.POST)
    found = detail_or_404(order_id)
    if not form.is_valid() or form.cleaned_data["status"] not in dict(found.statuses):
        return detail_answer(request, found, refused=gettext("ステータスを選んでください。"), status=422)
    code = form.cleaned_data["status"]
    return _run(
        request, order_id, lambda: set_status(order_id, code, request.user.pk), gettext("ステータスを変更しました。")
    )


@allowed(Action.WRITE_BACK_RETRY)
@post_of("orders:detail", "order_id")
def retry(request: StaffRequest, order_id: int, step_id: int) -> HttpResponse:
    """Have one step of a write-back tried again; only a step of this order."""
    found = detail_or_404(order_id)
    if step_id not in {step.id for back in found.write_backs for step in back.steps}:
        return detail_answer(request, found, refused=gettext("この受注の書出しではありません。"), status=422)
    if not retry_step(step_id, request.user.pk):
        return detail_answer(
            request, found, refused=gettext("この書出しはすでに再実行中か、完了しています。"), status=409
        )
    return done(request, order_id, gettext("もう一度モールへ書き出します。"))


def _run(request: StaffRequest, order_id: int, use_case: Callable[[], GuardRefusal | None], text: str) -> HttpResponse:
    found = detail_or_404(order_id)
    refusal = use_case()
    if refusal is not None:
        return detail_answer(request, found, refused=gettext(refusal.message), status=422)
    return done(request, order_id, text)


def done(request: StaffRequest, order_id: int, text: str) -> HttpResponse:
    """Draw the order again, announce `text`, and have the list behind it drawn again."""
    answer = (
        detail_answer(request, detail_or_404(order_id))
        if request.htmx
        else redirect("orders:detail", order_id=order_id)
    )
    return say(request, answer, text, "orders-changed")
