"""商品: the list, one SKU, and changing it."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.json import Json
from ichigen.domain.permissions import Action
from ichigen.services.goods.edit import GoodsRefused, edit_sku
from ichigen.services.views.goods import GoodsDetail, GoodsFilter, goods_detail, goods_list
from ichigen.web.goods.columns import COLUMNS
from ichigen.web.goods.forms import SkuForm
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query


@staff_only
def goods(request: StaffRequest) -> HttpResponse:
    """The list of SKUs."""
    get = request.GET
    wanted = GoodsFilter(get.get("q", "").strip()[:200], whole(get.get("page"), 1), page_size(get.get("size")))
    rows, total = goods_list(wanted)
    table = draw(
        "goods", _("商品"), COLUMNS, rows, Paging(wanted.page, wanted.size, total, get), row_id=lambda row: row.id
    )
    context = {"wanted": wanted, "table": table, "without_text": with_query(get, q="", page="")}
    return page(request, "goods/list.html", context, part="goods/rows.html")


@staff_only
def sku(request: StaffRequest, sku_id: int) -> HttpResponse:
    """One SKU, as a page or for the drawer."""
    return _answer(request, _sku_or_404(sku_id))


@allowed(Action.GOODS_EDIT)
@post_of("goods:sku", "sku_id")
def edit(request: StaffRequest, sku_id: int) -> HttpResponse:
    """Change the fields of a SKU."""
    found, form = _sku_or_404(sku_id), SkuForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, form=form, status=422)
    try:
        changed = edit_sku(sku_id, _seen(request.POST), form.cleaned_data, request.user.pk)
    except GoodsRefused as refusal:
        return _answer(request, _sku_or_404(sku_id), refused=gettext(refusal.message), status=409)
    text = gettext("保存しました。") if changed else gettext("変わったところはありません。")
    answer = _answer(request, _sku_or_404(sku_id)) if request.htmx else redirect("goods:sku", sku_id=sku_id)
    return say(request, answer, text, "goods-changed")


def _seen(post: QueryDict) -> dict[str, Json]:
    """What the person saw when the form was drawn."""
    seen: dict[str, Json] = {key[5:]: str(post[key]) for key in post if key.startswith("seen_")}
    price = str(seen.get("price") or "")
    return seen | {
        "price": int(price) if price.isascii() and price.isdigit() else None,
        "one_off": seen.get("one_off") == "1",
    }


def _sku_or_404(sku_id: int) -> GoodsDetail:
    found = goods_detail(sku_id)
    if found is None:
        raise Http404
    return found


def _answer(
    request: StaffRequest, found: GoodsDetail, *, form: SkuForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    seen = [
        (key, int(value) if isinstance(value, bool) else "" if value is None else value)
        for key, value in found.fields.items()
    ]
    context = {"goods": found, "form": form or SkuForm(initial=dict(found.fields)), "seen": seen, "refused": refused}
    return page(request, "goods/sku.html", context, part="goods/sku_part.html", status=status)
