"""ECアカウント: list, adding, one account, its call log."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.mallkit import registry
from ichigen.mallkit.exchange import CheckResult
from ichigen.mallkit.manifest import Mall
from ichigen.services.accounts.check import check_account
from ichigen.services.accounts.link import link_account
from ichigen.services.accounts.verify import verify_values, with_renewed
from ichigen.services.first_link.steps import first_link
from ichigen.services.views.account_detail import AccountDetail, account_detail
from ichigen.services.views.account_health import account_health
from ichigen.services.views.frame import writing
from ichigen.services.views.malls import mall_face
from ichigen.web.accounts.fields import drawn_endpoints, drawn_fields, last_to_type
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@allowed(Action.ACCOUNT_VIEW)
def accounts(request: StaffRequest) -> HttpResponse:
    """Every account with its 接続状態."""
    rows = account_health(timezone.now(), writing().stopped_at is not None)
    return page(request, "accounts/list.html", {"accounts": rows})


@allowed(Action.ACCOUNT_EDIT)
def choose(request: StaffRequest) -> HttpResponse:
    """Which mall to link."""
    return page(request, "accounts/choose.html", {"malls": [(m, mall_face(m.id)) for m in registry.malls().values()]})


@allowed(Action.ACCOUNT_EDIT)
def add(request: StaffRequest, mall_id: str) -> HttpResponse:
    """Paste the values of one mall; they are checked at once."""
    mall = registry.malls().get(mall_id)
    if mall is None:
        raise Http404
    if request.method != "POST":
        return _form(request, mall, mall.label, {}, {}, {})
    post = request.POST
    values, endpoints = typed(mall, post)
    renewed = with_renewed(values, post.get("renewed", ""))
    outcome = link_account(mall_id, post.get("label", ""), renewed, endpoints, request.user.pk)
    if outcome.account_id is None or outcome.report is None or outcome.kept:
        missing = outcome.report.failed if outcome.report else ()
        return _form(request, mall, post.get("label", ""), values, endpoints, outcome.errors, missing)
    link = first_link(outcome.account_id)
    where = "accounts:detail" if link is None or link.mode != "reading" else "first_link:connect"
    return say(request, redirect(where, account_id=outcome.account_id), _said(outcome.report.ok))


@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:add", "mall_id")
def verify(request: StaffRequest, mall_id: str) -> HttpResponse:
    """Try the pasted values on the mall at once; nothing is stored (R1-27, R1-41)."""
    mall = registry.malls().get(mall_id)
    if mall is None:
        raise Http404
    values, endpoints = typed(mall, request.POST)
    verified = verify_values(mall_id, with_renewed(values, request.POST.get("renewed", "")), endpoints)
    context = {"verified": verified, "mall": mall, "renewed": verified.renewed or request.POST.get("renewed", "")}
    return render(request, "accounts/verified.html", context)


@allowed(Action.ACCOUNT_VIEW)
def account(request: StaffRequest, account_id: int) -> HttpResponse:
    """One account."""
    return _answer(request, account_or_404(account_id))


@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:detail", "account_id")
def check(request: StaffRequest, account_id: int) -> HttpResponse:
    """Run 接続チェック."""
    account_or_404(account_id)
    report = check_account(account_id)
    tone = "done" if report.ok else "failed"
    if request.POST.get("step"):  # asked for on the way through the first link: it goes on there
        return say(request, redirect("first_link:connect", account_id=account_id), _said(report.ok), tone=tone)
    return _done(request, account_id, _said(report.ok), tone=tone)


def typed(mall: Mall, post: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """The values of the form by the names of the manifest, and the hosts."""
    values = {row.name: post.get(row.name, "") for row in (*mall.credentials, *mall.settings)}
    return values, {row.name: post.get(f"endpoint_{row.name}", "").strip() for row in mall.endpoints}


def _form(
    request: StaffRequest,
    mall: Mall,
    label: str,
    values: Mapping[str, str],
    endpoints: Mapping[str, str],
    errors: Mapping[str, str],
    missing: Sequence[CheckResult] = (),
) -> HttpResponse:
    fields = drawn_fields(mall, values, errors)
    hosts = drawn_endpoints(mall, endpoints, errors)
    context = {
        "mall": mall,
        "face": mall_face(mall.id),
        "label": label,
        "label_error": errors.get("label", ""),
        "fields": [field for field in fields if not field.folded],
        "folded": [field for field in fields if field.folded],
        "unfold": any(field.folded and field.shows_itself for field in fields),
        "endpoints": hosts,
        "last": last_to_type(mall),
        "missing": missing,
        "failed": [field for field in (*fields, *hosts) if field.error],
    }
    return page(request, "accounts/add.html", context, status=422 if errors or missing else 200)


def account_or_404(account_id: int) -> AccountDetail:
    """Return an account; 404 where there is none."""
    found = account_detail(account_id, timezone.now())
    if found is None:
        raise Http404
    return found


def _answer(request: StaffRequest, found: AccountDetail) -> HttpResponse:
    return page(request, "accounts/account.html", {"account": found}, part="accounts/account_part.html")


def _done(request: StaffRequest, account_id: int, text: str, tone: str = "done") -> HttpResponse:
    if not request.htmx:
        return say(request, redirect("accounts:detail", account_id=account_id), text, tone=tone)
    return say(request, _answer(request, account_or_404(account_id)), text, tone=tone)


def _said(ok: bool) -> str:
    if ok:
        return gettext("接続チェックに合格しました。")
    return gettext("接続チェックで不足が見つかりました。表の内容を直してから、もう一度確認してください。")
