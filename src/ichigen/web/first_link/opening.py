"""Steps ⑤, ⑥ and ⑦: 期首在庫の元, 差異の一覧, 在庫連動を開始."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.first_link.differences import CHANGE_LABELS, Change, differences
from ichigen.services.first_link.opening import open_account, opening_state
from ichigen.services.first_link.steps import Step
from ichigen.services.views.order_list import words_of
from ichigen.web.first_link.columns import DIFFERENCE_COLUMNS
from ichigen.web.first_link.frame import answer, link_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query


@allowed(Action.ACCOUNT_EDIT)
def source(request: StaffRequest, account_id: int) -> HttpResponse:
    """Choose where the first numbers come from."""
    link = link_or_404(account_id)
    refused = ""
    if request.method == "POST":
        chosen, held = request.POST.get("source", ""), request.POST.get("held", "")
        refusal = open_account(account_id, chosen, held, request.user.pk)
        if refusal is None:
            text = gettext("期首在庫を登録しました。差異の一覧を確認してください。")
            return say(request, redirect("first_link:go", account_id=account_id), text)
        refused = gettext(refusal.message)
    still_reading = link.reading.stock_read < link.reading.bound
    context = {"state": opening_state(account_id), "still_reading": still_reading, "chosen": request.POST}
    return answer(request, link, Step.SOURCE, context, refused=refused, status=422 if refused else 200)


@allowed(Action.ACCOUNT_EDIT)
def difference_list(request: StaffRequest, account_id: int) -> HttpResponse:
    """Every listing whose number would change."""
    get = request.GET
    link = link_or_404(account_id)
    found = differences(account_id)
    wanted = get.get("change", "")
    change = Change(wanted) if wanted in set(Change) else Change.ALL
    words = words_of(get.get("q", "").strip()[:200])
    rows = [
        row
        for row in found.rows
        if (change is Change.ALL or row.change is change)
        and all(word.lower() in f"{row.code} {row.title} {' '.join(row.sku_codes)}".lower() for word in words)
    ]
    size, place = page_size(get.get("size")), whole(get.get("page"), 1)
    context = {
        "found": found,
        "n": found.counts[Change.ALL],
        "change": change,
        "text": get.get("q", ""),
        "tabs": [(c, CHANGE_LABELS[c], found.counts[c], with_query(get, change=c, page="")) for c in Change],
        "table": draw(
            "differences",
            gettext("差異の一覧"),
            DIFFERENCE_COLUMNS,
            rows[(place - 1) * size : place * size],
            Paging(place, size, len(rows), get),
            row_id=lambda row: row.id,
        ),
    }
    return answer(request, link, Step.DIFFERENCES, context, part="first_link/differences_part.html")


@allowed(Action.ACCOUNT_EDIT)
def start(request: StaffRequest, account_id: int) -> HttpResponse:
    """Start, with the number of differences repeated."""
    link = link_or_404(account_id)
    refused = ""
    if request.method == "POST":
        refusal = begin_stock_sync(account_id, whole(request.POST.get("count"), -1, least=-1), request.user.pk)
        if refusal is None:
            text = gettext("在庫連動を開始しました。")
            return say(request, redirect("accounts:detail", account_id=account_id), text)
        refused = gettext(refusal.message)
        link = link_or_404(account_id)
    found = differences(account_id)
    counts = [(CHANGE_LABELS[c], found.counts[c]) for c in Change if c is not Change.ALL and found.counts[c]]
    context = {"found": found, "n": found.counts[Change.ALL], "changes": counts}
    return answer(request, link, Step.START, context, refused=refused, status=422 if refused else 200)
