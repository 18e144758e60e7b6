"""A mail to the buyer, from the page of the order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.orders.mail_buyer import mail_buyer
from ichigen.services.orders.mail_draft import draft_mail
from ichigen.web.orders.actions import done
from ichigen.web.orders.views import detail_answer, detail_or_404, mail_form
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import wants_fragment
from ichigen.web.ui.composed import retold
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import whole


@allowed(Action.ORDER_MAIL)
@post_of("orders:detail", "order_id")
def send(request: StaffRequest, order_id: int) -> HttpResponse:
    """Send it now; what was written stays in the form where it could not be sent."""
    found = detail_or_404(order_id)
    form = mail_form(found, request.POST)
    if not form.is_valid():
        return detail_answer(request, found, mail=form, status=422)
    refusal = mail_buyer(order_id, form.letter(), request.POST.get("once", ""), request.user.pk)
    if refusal is not None:
        return detail_answer(request, detail_or_404(order_id), mail=form, refused=retold(refusal.message), status=422)
    return done(request, order_id, gettext("購入者にメールを送りました。"))


@allowed(Action.ORDER_MAIL)
def draft(request: StaffRequest, order_id: int) -> HttpResponse:
    """件名 and 本文 filled from the order; without htmx the order with its mail begun. Without a template nothing changes."""
    found = detail_or_404(order_id)
    drawn = draft_mail(order_id, whole(request.GET.get("template"), 0, least=0))
    if not wants_fragment(request):
        return detail_answer(request, found, draft=drawn)
    if drawn is None:
        return HttpResponse(status=204)
    context = {"order": found, "mail": mail_form(found, draft=drawn), "draft": drawn}
    return render(request, "orders/mail_text.html", context)
