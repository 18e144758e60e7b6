"""Steps ② and ③: 確認のみ, and how far the mall was read."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ichigen.domain.loops import LoopKind
from ichigen.domain.permissions import Action
from ichigen.services.first_link.steps import Step
from ichigen.services.wake import wake_many
from ichigen.web.first_link.frame import answer, link_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say


@allowed(Action.ACCOUNT_EDIT)
def go(request: StaffRequest, account_id: int) -> HttpResponse:
    """Go on where the account stands."""
    return redirect(f"first_link:{link_or_404(account_id).current}", account_id=account_id)


@allowed(Action.ACCOUNT_EDIT)
def readonly(request: StaffRequest, account_id: int) -> HttpResponse:
    """Say clearly that nothing is written yet."""
    return answer(request, link_or_404(account_id), Step.READONLY, {})


@allowed(Action.ACCOUNT_EDIT)
def read(request: StaffRequest, account_id: int) -> HttpResponse:
    """The progress of reading goods and orders; drawn again while it goes on."""
    link = link_or_404(account_id)
    drawn = answer(request, link, Step.READ, {}, part="first_link/read_part.html")
    if request.htmx and link.reading.complete:
        drawn["HX-Refresh"] = "true"  # the steps beside it change too
    return drawn


@require_POST
@allowed(Action.ACCOUNT_EDIT)
def read_now(request: StaffRequest, account_id: int) -> HttpResponse:
    """Read goods and orders again at once."""
    link_or_404(account_id)
    wake_many((account_id, kind) for kind in (LoopKind.CATALOGUE, LoopKind.INTAKE, LoopKind.STOCK))
    back = redirect("first_link:read", account_id=account_id)
    return say(request, back, gettext("モールの商品と受注をもう一度読み込みます。"))
