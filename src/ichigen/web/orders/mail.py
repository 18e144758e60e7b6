"""A mail to the buyer, from the page of the order."""

from django.http import HttpResponse
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.orders.mail_buyer import Letter, mail_buyer
from ichigen.web.orders.actions import done
from ichigen.web.orders.forms import MailForm
from ichigen.web.orders.views import detail_answer, detail_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.standing import post_of


@allowed(Action.ORDER_MAIL)
@post_of("orders:detail", "order_id")
def send(request: StaffRequest, order_id: int) -> HttpResponse:
    """Send it now; what was written stays in the form where it could not be sent."""
    found = detail_or_404(order_id)
    form = MailForm(request.POST)
    if not form.is_valid():
        return detail_answer(request, found, mail=form, status=422)
    letter = Letter(form.cleaned_data["subject"], form.cleaned_data["body"])
    refusal = mail_buyer(order_id, letter, request.POST.get("once", ""), request.user.pk)
    if refusal is not None:
        return detail_answer(request, detail_or_404(order_id), mail=form, refused=gettext(refusal.message), status=422)
    return done(request, order_id, gettext("購入者にメールを送りました。"))
