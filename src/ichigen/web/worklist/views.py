"""要対応: the list that must reach zero."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action, may
from ichigen.services.settle import retry_item, settle_item
from ichigen.services.stock.drift import accept_drift, give_up_provisional
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.views.bindings import waiting_codes
from ichigen.services.views.worklist import CLOSED, OPEN, WorklistFilter, WorklistRow, worklist, worklist_item
from ichigen.web.ui.access import StaffRequest, allowed, forbidden, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query
from ichigen.web.worklist.columns import CLOSED_COLUMNS, COLUMNS
from ichigen.web.worklist.ways import Way, retry_needs, ways

TABS = ((OPEN, _("未対応")), (CLOSED, _("対応済み")))


class CloseForm(forms.Form):
    """How it was settled."""

    resolution = forms.CharField(
        label=_("対応内容"),
        max_length=200,
        error_messages={"required": _("どう対応したかを入力してください。操作履歴に残ります。")},
    )


class DriftForm(forms.Form):
    """モール側で変更: which number is right, and why."""

    ACCEPT, GIVE_UP = "accept", "give_up"

    right = forms.ChoiceField(choices=[(ACCEPT, _("モールの数に合わせる")), (GIVE_UP, _("仮確保を解除"))])
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        error_messages={"required": _("理由を入力してください。操作履歴に残ります。")},
    )


@staff_only
def items(request: StaffRequest) -> HttpResponse:
    """The list."""
    get = request.GET
    wanted = WorklistFilter(
        state=get.get("state", OPEN),
        text=get.get("q", "").strip()[:200],
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )
    found = worklist(wanted)
    table = draw(
        "worklist",
        _("要対応"),
        CLOSED_COLUMNS if wanted.state == CLOSED else COLUMNS,
        found.rows,
        Paging(wanted.page, wanted.size, found.total, get),
        row_id=lambda row: row.id,
        row_class=lambda row: "is-urgent" if row.urgent and row.closed_at is None else "",
    )
    context = {
        "wanted": wanted,
        "table": table,
        "tabs": [
            (key, name, found.counts[key], with_query(get, state="" if key == OPEN else key, page=""))
            for key, name in TABS
        ],
        "without_text": with_query(get, q="", page=""),
    }
    return page(request, "worklist/list.html", context, part="worklist/rows.html")


@staff_only
def item(request: StaffRequest, item_id: int) -> HttpResponse:
    """One item, as a page or for the drawer."""
    return _answer(request, _item_or_404(item_id))


@allowed(Action.WORKLIST_RETRY)
@post_of("worklist:item", "item_id")
def retry(request: StaffRequest, item_id: int) -> HttpResponse:
    """Try this one record again."""
    found = _item_or_404(item_id)
    needs = retry_needs(found.code)
    if not may(request.user.role, needs):
        return forbidden(request, needs)
    refusal = retry_item(item_id, request.user.pk)
    if refusal is not None:
        return _answer(request, found, refused=gettext(refusal.message), status=422)
    return _done(request, item_id, gettext("この 1 件をもう一度実行します。"))


@allowed(Action.WORKLIST_CLOSE)
@post_of("worklist:item", "item_id")
def close(request: StaffRequest, item_id: int) -> HttpResponse:
    """Settle it, with what was done."""
    found = _item_or_404(item_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, form=form, status=422)
    settle_item(item_id, form.cleaned_data["resolution"], request.user.pk)
    return _done(request, item_id, gettext("対応済みにしました。"))


@allowed(Action.STOCK_RELEASE)
@post_of("worklist:item", "item_id")
def settle_drift(request: StaffRequest, item_id: int) -> HttpResponse:
    """Say whether the mall's number is right or ours (モール側で変更)."""
    found = _item_or_404(item_id)
    form = DriftForm(request.POST)
    if not form.is_valid() or found.listing_id is None or not found.drift:
        return _answer(request, found, drift=form, status=422)
    accept = form.cleaned_data["right"] == DriftForm.ACCEPT
    use_case = accept_drift if accept else give_up_provisional
    try:
        use_case(found.listing_id, form.cleaned_data["reason"], request.user.pk)
    except StockRefused as refusal:
        return _answer(request, found, refused=gettext(refusal.message), status=409)
    text = gettext("在庫をモールの数に合わせました。") if accept else gettext("仮確保を解除しました。")
    return _done(request, item_id, text)


def _item_or_404(item_id: int) -> WorklistRow:
    found = worklist_item(item_id)
    if found is None:
        raise Http404
    return found


def _answer(
    request: StaffRequest,
    found: WorklistRow,
    *,
    form: CloseForm | None = None,
    drift: DriftForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    found_ways = ways(found.code) if found.closed_at is None else frozenset()
    context = {
        "item": found,
        "ways": found_ways,
        "retryable": found.retryable and may(request.user.role, retry_needs(found.code)),
        "codes": waiting_codes(found.order_id) if Way.BIND in found_ways and found.order_id else (),
        "form": form or CloseForm(),
        "drift": drift or DriftForm(),
        "refused": refused,
    }
    return page(request, "worklist/item.html", context, part="worklist/item_part.html", status=status)


def _done(request: StaffRequest, item_id: int, text: str) -> HttpResponse:
    answer = _answer(request, _item_or_404(item_id)) if request.htmx else redirect("worklist:item", item_id=item_id)
    return say(request, answer, text, "worklist-changed")
