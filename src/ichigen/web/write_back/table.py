"""ステータス紐付け: edit, 試し実行, save as a version, restore one."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.domain.status_table import Row, StatusTable, row_problem
from ichigen.domain.write_back import GuardRefusal, MallState
from ichigen.services.views.status_tables import TableAccount, row_views, versions
from ichigen.services.write_back.status_table import (
    restore_table,
    rows_in_force,
    save_table,
    table_of,
    version_in_force,
)
from ichigen.services.write_back.targets import USUAL_DAYS, Preview, preview
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import whole
from ichigen.web.write_back.targets import account_or_404

#: Orders shown of a 試し実行; all are counted.
SHOWN = 20


@allowed(Action.WRITE_BACK_RUN)
def table(request: StaffRequest, account_id: int) -> HttpResponse:
    """The table as it is in force, and its versions."""
    account = account_or_404(account_id)
    declared = _declared(account)
    return _answer(request, account, rows_in_force(account_id, declared))


@allowed(Action.STATUS_TABLE_EDIT)
@post_of("write_back:table", "account_id")
def save(request: StaffRequest, account_id: int) -> HttpResponse:
    """試し実行 shows what the rows on the screen would write; 更新 saves them and leads to 更新対象の確認."""
    account = account_or_404(account_id)
    declared = _declared(account)
    before = rows_in_force(account_id, declared)
    rows = _rows(request, before)
    if request.POST.get("do") != "save":
        problem = next((found for row in rows.values() if (found := row_problem(declared, row))), None)
        if problem:
            return _answer(request, account, rows, refused=gettext(problem.message), status=422)
        tried = preview(account_id, declared, USUAL_DAYS, rows)
        return _answer(request, account, rows, tried=tried, now=preview(account_id, declared, USUAL_DAYS))
    seen = whole(request.POST.get("number"), 0, least=0)
    saved = save_table(account_id, list(rows.values()), seen, request.POST.get("note", ""), request.user.pk)
    if isinstance(saved, GuardRefusal):
        return _answer(request, account, rows, refused=gettext(saved.message), status=409)
    return _to_targets(request, account_id)


@allowed(Action.STATUS_TABLE_EDIT)
@post_of("write_back:table", "account_id")
def restore(request: StaffRequest, account_id: int) -> HttpResponse:
    """Bring an older version back, as a new one."""
    account = account_or_404(account_id)
    saved = restore_table(account_id, whole(request.POST.get("version"), 0, least=0), request.user.pk)
    if isinstance(saved, GuardRefusal):
        rows = rows_in_force(account_id, _declared(account))
        return _answer(request, account, rows, refused=gettext(saved.message), status=409)
    return _to_targets(request, account_id)


def _to_targets(request: StaffRequest, account_id: int) -> HttpResponse:
    text = gettext("ステータス紐付けを更新しました。モールへはまだ書き出していません。更新対象を確認してください。")
    return say(request, redirect("write_back:targets", account_id=account_id), text)


def _rows(request: StaffRequest, before: Mapping[str, Row]) -> dict[str, Row]:
    post = request.POST
    return {
        code: Row(
            code, f"enabled-{code}" in post, MallState(post.get(f"order-{code}", ""), post.get(f"ship-{code}", ""))
        )
        for code in before
    }


def _declared(account: TableAccount) -> StatusTable:
    found = table_of(account.mall_id)
    assert found is not None
    return found


def _answer(
    request: StaffRequest,
    account: TableAccount,
    rows: Mapping[str, Row],
    *,
    tried: Preview | None = None,
    now: Preview | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    declared = _declared(account)
    version = version_in_force(account.id)
    context = {
        "account": account,
        "rows": row_views(declared, rows),
        "order_states": declared.order_states,
        "ship_states": declared.ship_states,
        "number": version.number if version else 0,
        "versions": versions(account.id, declared),
        "note": request.POST.get("note", ""),
        "tried": tried,
        "now": now,
        "shown": tried.targets[:SHOWN] if tried else (),
        "refused": refused,
    }
    return page(request, "write_back/table.html", context, part="write_back/table_part.html", status=status)
