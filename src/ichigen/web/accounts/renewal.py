"""認証情報を更新する: one page on which new values are pasted, verified and put in force (E2-34)."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from ichigen.domain.permissions import Action
from ichigen.mallkit import registry
from ichigen.services.accounts.renew import Renewal, RenewOutcome, renew_account, renewed_fields
from ichigen.services.views.account_detail import AccountDetail
from ichigen.web.accounts.fields import renewal_fields
from ichigen.web.accounts.views import account_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say


@sensitive_post_parameters()
@allowed(Action.ACCOUNT_EDIT)
def renew(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show the form; take new values. Nothing that was typed as a secret is drawn back."""
    found = account_or_404(account_id)
    if request.method != "POST":
        return _answer(request, found, None)
    values = {name: request.POST.get(name, "") for name in _names(found)}
    outcome = renew_account(account_id, values, request.user.pk)
    if outcome.state is Renewal.RENEWED:
        text = gettext("認証情報を更新しました。止まっていた処理は自動で再開します。")
        return say(request, redirect("accounts:detail", account_id=account_id), text)
    return _answer(request, account_or_404(account_id), outcome, values)


def _names(found: AccountDetail) -> tuple[str, ...]:
    mall = registry.malls().get(found.health.mall.id)
    if mall is None:
        raise Http404
    return renewed_fields(mall)


def _answer(
    request: StaffRequest, found: AccountDetail, outcome: RenewOutcome | None, values: Mapping[str, str] | None = None
) -> HttpResponse:
    names = _names(found)
    errors = outcome.errors if outcome else {}
    mall = registry.mall(found.health.mall.id)
    fields = renewal_fields(mall, names, values or {}, errors)
    report = outcome.report if outcome else None
    context = {
        "account": found,
        "mall": mall,
        "fields": fields,
        "failed": [field for field in fields if field.error],
        "state": outcome.state.value if outcome else "",
        "missing": report.failed if report else (),
        "until": outcome.until if outcome else None,
    }
    status = 200 if outcome is None or outcome.state is Renewal.NOT_YET else 422
    return page(request, "accounts/renewal.html", context, status=status)
