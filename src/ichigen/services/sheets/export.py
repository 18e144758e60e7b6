"""商品CSV and 在庫CSV out: what is written here can be read in again and changes nothing."""

from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ichigen.domain.sheets.decode import Encoding
from ichigen.domain.sheets.goods import FIELDS
from ichigen.domain.sheets.write import Unwritable, write_sheet
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.store import opening
from ichigen.store.goods import Location, Sku
from ichigen.store.stock import StockLevel

STOCK_HEADER = ("SKUコード", "商品名", "店舗・倉庫", "店舗・倉庫名", "在庫", "確保", "販売可能")
PORTION = 2000


def export_goods(encoding: Encoding) -> bytes:
    """Return every SKU, by code. Raises `SheetsRefused` for a character that the encoding does not have."""
    return _written(tuple(field.label for field in FIELDS), _goods(), encoding)


def export_stock(encoding: Encoding) -> bytes:
    """Return every SKU at every location; 在庫 is empty where nobody ever said how many there are.

    Raises `SheetsRefused` for a character that the encoding does not have.
    """
    return _written(STOCK_HEADER, _stock(), encoding)


def _written(header: tuple[str, ...], rows: Iterator[tuple[str | int | None, ...]], encoding: Encoding) -> bytes:
    try:
        return write_sheet(header, rows, encoding)
    except Unwritable as refusal:
        raise SheetsRefused(
            "not_in_encoding",
            f"「{refusal.row}」の文字「{refusal.sign}」は Shift_JIS (CP932) にありません。UTF-8 で書き出してください。",
        ) from refusal


def _goods() -> Iterator[tuple[str | int | None, ...]]:
    for sku in _skus().select_related("product").iterator(PORTION):
        on_hand, reserved = vars(sku)["on_hand"], vars(sku)["reserved"]
        yield (
            sku.product.code,
            sku.code,
            sku.horizontal,
            sku.vertical,
            sku.title,
            sku.variant,
            sku.jan,
            sku.price,
            int(sku.one_off),
            on_hand,
            reserved,
            on_hand - reserved,
        )


def _stock() -> Iterator[tuple[str | int | None, ...]]:
    places = list(Location.objects.all())
    levels = {
        (sku_id, place): (on_hand, reserved)
        for sku_id, place, on_hand, reserved in StockLevel.objects.values_list(
            "sku_id", "location_id", "on_hand", "reserved"
        )
    }
    uncounted = opening.never_counted(list(Sku.objects.values_list("id", flat=True)))
    for pk, code, title in Sku.objects.order_by("code").values_list("id", "code", "title").iterator(PORTION):
        for place in places:
            on_hand, reserved = levels.get((pk, place.pk), (0, 0))
            known = None if pk in uncounted else on_hand
            yield code, title, place.code, place.name, known, reserved, on_hand - reserved


def _skus() -> QuerySet[Sku]:
    levels = StockLevel.objects.filter(sku_id=OuterRef("pk")).order_by().values("sku_id")
    return Sku.objects.annotate(
        on_hand=Coalesce(Subquery(levels.annotate(n=Sum("on_hand")).values("n")), 0),
        reserved=Coalesce(Subquery(levels.annotate(n=Sum("reserved")).values("n")), 0),
    ).order_by("code")
