"""在庫: the matrix, and who holds it."""

from functools import partial

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action, may
from ichigen.services.sent_once import TWICE, act_once
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.release import release_reservation
from ichigen.services.views.frame import account_faces
from ichigen.services.views.holders import SkuDetail, sku_detail
from ichigen.services.views.stock_matrix import VIEWS, StockFilter, stock_matrix
from ichigen.web.stock.cells import state_word
from ichigen.web.stock.columns import columns
from ichigen.web.stock.forms import AdjustForm, ReleaseForm
from ichigen.web.stock.live import live_words
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query

#: Rows of the matrix unless another size is chosen: people count a whole shelf at once.
PAGE = 200


@staff_only
def stock(request: StaffRequest) -> HttpResponse:
    """The matrix SKU × account."""
    get = request.GET
    faces = account_faces()
    wanted = _wanted(get)
    found = stock_matrix(wanted, faces)
    editable = may(request.user.role, Action.STOCK_ADJUST)
    table = draw(
        "stock",
        _("在庫表"),
        columns(found.accounts, found.places, whole=found.places == found.all_places, editable=editable),
        found.rows,
        Paging(wanted.page, wanted.size, found.total, get),
        row_id=lambda row: row.id,
        row_class=lambda row: "is-short" if row.available < 0 else "",
    )
    context = {
        "wanted": wanted,
        "table": table,
        "tabs": [(key, name, found.counts[key], with_query(get, view=key, page="")) for key, name in VIEWS.items()],
        "faces": faces,
        "places": found.all_places,
        "editable": editable,
        "words": live_words(),
        "first_time": not found.counts[""] and not get,
        "without_text": with_query(get, q="", page=""),
    }
    return page(request, "stock/list.html", context, part="stock/rows.html")


def _wanted(get: QueryDict) -> StockFilter:
    return StockFilter(
        text=get.get("q", "").strip()[:200],
        view=get.get("view", ""),
        account_id=whole(get.get("account"), 0, least=0) or None,
        location_id=whole(get.get("place"), 0, least=0) or None,
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size"), PAGE),
    )


@staff_only
def sku(request: StaffRequest, sku_id: int) -> HttpResponse:
    """Who holds it, as a page or for the drawer."""
    return _answer(request, _sku_or_404(sku_id))


@allowed(Action.STOCK_ADJUST)
@post_of("stock:sku", "sku_id")
def adjust(request: StaffRequest, sku_id: int) -> HttpResponse:
    """Change the stock by a difference or to a counted number."""
    found = _sku_or_404(sku_id)
    form = AdjustForm(request.POST)
    if form.is_valid() and form.cleaned_data["location"] not in {level.location_id for level in found.levels}:
        form.add_error("location", gettext("店舗・倉庫を選んでください。"))
    if not form.is_valid():
        return _answer(request, found, adjust=form, status=422)
    values = form.cleaned_data
    counted = values["how"] == AdjustForm.COUNTED
    act = partial(
        adjust_stock,
        sku_id,
        values["location"],
        delta=None if counted else values["number"],
        counted=values["number"] if counted else None,
        reason=values["reason"],
        actor_id=request.user.pk,
    )
    try:
        done = act_once(request.POST.get("once", ""), act)
    except StockRefused as refusal:
        return _answer(request, found, adjust=form, refused=gettext(refusal.message), status=422)
    return _done(request, sku_id, gettext("在庫を調整しました。各モールへ反映します。") if done else gettext(TWICE))


@allowed(Action.STOCK_RELEASE)
@post_of("stock:sku", "sku_id")
def release(request: StaffRequest, sku_id: int, reservation_id: int) -> HttpResponse:
    """Let go of units that something holds."""
    found = _sku_or_404(sku_id)
    form = ReleaseForm(request.POST)
    if reservation_id not in {holder.id for holder in found.holders}:
        return _answer(request, found, refused=gettext("この確保はすでに解放されています。"), status=409)
    if not form.is_valid():
        return _answer(request, found, release=form, releasing=reservation_id, status=422)
    try:
        release_reservation(reservation_id, form.cleaned_data["reason"], request.user.pk)
    except StockRefused as refusal:
        return _answer(request, found, refused=gettext(refusal.message), status=409)
    return _done(request, sku_id, gettext("確保を解放しました。"))


def _sku_or_404(sku_id: int) -> SkuDetail:
    found = sku_detail(sku_id)
    if found is None:
        raise Http404
    return found


def _answer(
    request: StaffRequest,
    found: SkuDetail,
    *,
    adjust: AdjustForm | None = None,
    release: ReleaseForm | None = None,
    releasing: int = 0,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "sku": found,
        "listings": [(account, state, state_word(state)) for account, state in found.listings],
        "adjust": adjust or AdjustForm(initial={"location": found.levels[0].location_id if found.levels else None}),
        "release": release or ReleaseForm(),
        "releasing": releasing,
        "refused": refused,
    }
    return page(request, "stock/sku.html", context, part="stock/sku_part.html", status=status)


def _done(request: StaffRequest, sku_id: int, text: str) -> HttpResponse:
    answer = _answer(request, _sku_or_404(sku_id)) if request.htmx else redirect("stock:sku", sku_id=sku_id)
    return say(request, answer, text, "stock-changed")
