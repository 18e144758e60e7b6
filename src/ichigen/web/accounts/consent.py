"""リフレッシュトークンを取得: to the mall's page of consent and back, where the credential is tried and put in force (R1-49)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from ichigen.domain.permissions import Action
from ichigen.mallkit import registry
from ichigen.mallkit.consent import Consent
from ichigen.mallkit.manifest import Mall
from ichigen.services.accounts.consent import Draft, begin_consent, finish_consent
from ichigen.services.accounts.link import link_account
from ichigen.services.accounts.renew import Renewal, renew_account, renewed_fields
from ichigen.web.accounts.views import account_or_404, typed
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of

KEPT = "mall_consent"


@sensitive_post_parameters()
@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:add", "mall_id")
def ask(request: StaffRequest, mall_id: str) -> HttpResponse:
    """Take what was typed for a new account and show the way to the mall's page."""
    mall, consent = _mall(mall_id)
    values, endpoints = typed(mall, request.POST)
    return _answer(request, consent, Draft(mall_id, None, request.POST.get("label", ""), values, endpoints))


@sensitive_post_parameters()
@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:renew", "account_id")
def ask_again(request: StaffRequest, account_id: int) -> HttpResponse:
    """The same for an account that is there; what was left empty stays as it is."""
    found = account_or_404(account_id)
    mall, consent = _mall(found.health.mall.id)
    values = {name: request.POST.get(name, "") for name in renewed_fields(mall)}
    return _answer(request, consent, Draft(mall.id, account_id, "", values, {}))


@allowed(Action.ACCOUNT_EDIT)
def back(request: StaffRequest) -> HttpResponse:
    """Where the mall leads the person back to."""
    kept = request.session.pop(KEPT, "")
    given = finish_consent(kept, request.GET.get("state", ""), request.GET.get("code", ""))
    draft = given.draft
    if draft is None:
        return say(request, redirect("accounts:list"), gettext(given.problem), tone="failed")
    if draft.account_id is not None:
        return _renewed(request, draft, draft.account_id, given.problem)
    if given.problem:
        return say(request, redirect("accounts:add", mall_id=draft.mall_id), gettext(given.problem), tone="failed")
    outcome = link_account(draft.mall_id, draft.label, draft.values, draft.endpoints, request.user.pk)
    if outcome.account_id is None or outcome.report is None:
        return say(request, redirect("accounts:add", mall_id=draft.mall_id), _bad(), tone="failed")
    passed = outcome.report.ok
    return say(
        request,
        redirect("accounts:detail" if outcome.kept else "first_link:go", account_id=outcome.account_id),
        _good() if passed else _bad(),
        tone="done" if passed else "failed",
    )


def _renewed(request: StaffRequest, draft: Draft, account_id: int, problem: str) -> HttpResponse:
    if problem:
        return say(request, redirect("accounts:renew", account_id=account_id), gettext(problem), tone="failed")
    done = renew_account(account_id, draft.values, request.user.pk).state is Renewal.RENEWED
    there = redirect("accounts:detail", account_id=account_id)
    return say(request, there, _good() if done else _bad(), tone="done" if done else "failed")


def _good() -> str:
    return gettext("同意して取得した認証情報を登録しました。接続チェックに合格しました。")


def _bad() -> str:
    return gettext(
        "取得した認証情報では接続チェックに通りませんでした。ほかの項目を直してから、もう一度取得してください。"
    )


def _mall(mall_id: str) -> tuple[Mall, Consent]:
    mall = registry.malls().get(mall_id)
    if mall is None or mall.consent is None:
        raise Http404
    return mall, mall.consent


def _answer(request: StaffRequest, consent: Consent, draft: Draft) -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:consent_back"))
    started = begin_consent(draft, address)
    if started.draft:
        request.session[KEPT] = started.draft
    return render(request, "accounts/consent.html", {"started": started, "back": address, "consent": consent})
