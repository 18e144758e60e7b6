"""同梱 on 受注詳細: make orders to the same address 子注文 of this one, or take this one out."""

from django.http import HttpResponse
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.orders.bundle import join_orders, leave_bundle
from ichigen.web.orders.actions import done
from ichigen.web.orders.views import detail_answer, detail_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.standing import post_of


@allowed(Action.ORDER_SHIP)
@post_of("orders:detail", "order_id")
def join(request: StaffRequest, order_id: int) -> HttpResponse:
    """Make the ticked orders 子注文; only what the page offered."""
    found = detail_or_404(order_id)
    ticked = set(request.POST.getlist("child"))
    chosen = [member.id for member in found.joinable if str(member.id) in ticked]
    if not chosen:
        return detail_answer(request, found, refused=gettext("同梱する受注を選んでください。"), status=422)
    refusal = join_orders(order_id, chosen, request.user.pk)
    if refusal is not None:
        return detail_answer(request, found, refused=gettext(refusal.message), status=422)
    return done(request, order_id, gettext("同梱しました。この受注が親注文です。"))


@allowed(Action.ORDER_SHIP)
@post_of("orders:detail", "order_id")
def leave(request: StaffRequest, order_id: int) -> HttpResponse:
    """Take this 子注文 out of its bundle."""
    found = detail_or_404(order_id)
    refusal = leave_bundle(order_id, request.user.pk)
    if refusal is not None:
        return detail_answer(request, found, refused=gettext(refusal.message), status=422)
    return done(request, order_id, gettext("同梱を解除しました。"))
