"""モール詳細設定: what a shop chooses for an account, drawn from the options its mall declares; taking orders in by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.accounts.options import OptionRow, keep_options, option_rows
from ichigen.services.orders.intake_asked import ask_for_intake
from ichigen.web.accounts.views import account_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@dataclass(frozen=True, slots=True)
class Group:
    """Options below one heading."""

    name: str
    rows: tuple[OptionRow, ...]


@allowed(Action.ACCOUNT_EDIT)
def options(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show the options of an account; take new values."""
    account_or_404(account_id)
    rows = option_rows(account_id)
    if not rows:
        raise Http404
    if request.method != "POST":
        return _answer(request, account_id, rows)
    typed = {row.option.name: request.POST.get(row.option.name, "") for row in rows}
    problems = keep_options(account_id, typed, request.user.pk)
    if problems:
        return _answer(request, account_id, option_rows(account_id, typed, problems), problems)
    text = gettext("モール詳細設定を保存しました。")
    return say(request, redirect("accounts:options", account_id=account_id), text)


@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:detail", "account_id")
def intake(request: StaffRequest, account_id: int) -> HttpResponse:
    """いま受注を取り込む (G3-07)."""
    account_or_404(account_id)
    ask_for_intake(account_id, request.user.pk)
    text = gettext("受注の取込みを始めました。終わると受注一覧に表示されます。")
    return say(request, redirect("accounts:detail", account_id=account_id), text)


def _answer(
    request: StaffRequest, account_id: int, rows: Sequence[OptionRow], problems: Mapping[str, str] | None = None
) -> HttpResponse:
    grouped = groupby(rows, key=lambda row: row.option.group)
    context = {
        "account": account_or_404(account_id),
        "groups": [Group(name, tuple(found)) for name, found in grouped],
        "failed": [row for row in rows if row.problem],
    }
    return page(request, "accounts/options.html", context, status=422 if problems else 200)
