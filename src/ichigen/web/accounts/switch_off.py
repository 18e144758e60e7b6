"""無効にする and 有効に戻す on the page of an account (R1-14)."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.accounts.switch_off import disable_account, enable_account
from ichigen.web.accounts.views import account_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of

_TURNS = {
    "0": (disable_account, _("ECアカウントを無効にしました。")),
    "1": (enable_account, _("ECアカウントを有効に戻しました。")),
}


@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:detail", "account_id")
def active(request: StaffRequest, account_id: int) -> HttpResponse:
    """Switch an account off (`active` = 0), or on again (1)."""
    account_or_404(account_id)
    back, wanted = redirect("accounts:detail", account_id=account_id), request.POST.get("active", "")
    if wanted not in _TURNS:
        return back
    turn, done = _TURNS[wanted]
    refusal = turn(account_id, request.user.pk)
    if refusal is not None:
        return say(request, back, gettext(refusal.message), tone="failed")
    return say(request, back, str(done))
