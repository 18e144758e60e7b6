"""商品: SKUs with what they are called, and one of them with what may be a hindrance on some mall."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ichigen.domain.codes import JAN_CHECK, code_warnings
from ichigen.domain.json import Json
from ichigen.domain.sheets.values import check_digit_fits
from ichigen.services.sheets.now import fields_of
from ichigen.services.views.order_list import words_of
from ichigen.store.goods import Sku
from ichigen.store.stock import StockLevel


@dataclass(frozen=True, slots=True)
class GoodsFilter:
    """What the list is narrowed to."""

    text: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One SKU; money in yen; `listings` it is part of, `kept` of them by the mall; `warnings` about its codes."""

    id: int
    product: str
    code: str
    title: str
    variant: str
    jan: str
    price: int | None
    one_off: bool
    on_hand: int
    listings: int
    kept: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodsDetail:
    """One SKU with the fields a person may change (keys of `domain.sheets.goods.CHANGES`) and the others of its product."""

    row: GoodsRow
    fields: Mapping[str, Json]
    siblings: tuple[tuple[int, str, str], ...]


def goods_list(wanted: GoodsFilter) -> tuple[tuple[GoodsRow, ...], int]:
    """Return one page and how many there are."""
    found = Sku.objects.select_related("product")
    for word in words_of(wanted.text):
        found = found.filter(
            Q(code__icontains=word)
            | Q(title__icontains=word)
            | Q(variant__icontains=word)
            | Q(jan=word)
            | Q(product__code__icontains=word)
        )
    start = (wanted.page - 1) * wanted.size
    rows = _counted(found).order_by("code")[start : start + wanted.size]
    return tuple(_row(sku) for sku in rows), found.count()


def goods_detail(sku_id: int) -> GoodsDetail | None:
    """Return one SKU, None where there is none."""
    sku = _counted(Sku.objects.select_related("product").filter(pk=sku_id)).first()
    if sku is None:
        return None
    others = Sku.objects.filter(product_id=sku.product_id).exclude(pk=sku_id).order_by("code")
    siblings = tuple(others.values_list("id", "code", "variant")[:50])
    return GoodsDetail(_row(sku), fields_of(sku), siblings)


def _counted(found: QuerySet[Sku]) -> QuerySet[Sku]:
    levels = StockLevel.objects.filter(sku_id=OuterRef("pk")).order_by().values("sku_id")
    return found.annotate(
        on_hand=Coalesce(Subquery(levels.annotate(n=Sum("on_hand")).values("n")), 0),
        listings=Count("components"),
        kept=Count("components", filter=Q(components__listing__kept_by_mall=True)),
    )


def _row(sku: Sku) -> GoodsRow:
    warnings = code_warnings(sku.code, sku.product.code, sku.horizontal, sku.vertical)
    if sku.jan.isascii() and sku.jan.isdigit() and not check_digit_fits(sku.jan):
        warnings = (*warnings, JAN_CHECK)
    return GoodsRow(
        id=sku.pk,
        product=sku.product.code,
        code=sku.code,
        title=sku.title,
        variant=sku.variant,
        jan=sku.jan,
        price=sku.price,
        one_off=sku.one_off,
        on_hand=vars(sku)["on_hand"],
        listings=vars(sku)["listings"],
        kept=vars(sku)["kept"],
        warnings=warnings,
    )
