"""What the rows of a file are about, as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from ichigen.domain.json import Json
from ichigen.domain.sheets.goods import CHANGES, GoodsNow
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.stock import StockNow
from ichigen.domain.sheets.values import narrow
from ichigen.store import opening
from ichigen.store.goods import Location, Sku
from ichigen.store.stock import StockLevel


@dataclass(frozen=True, slots=True)
class Known:
    """A SKU that a row names."""

    id: int
    code: str
    now: GoodsNow


def goods_now(codes: Iterable[str]) -> dict[str, Known]:
    """Return the SKUs by the code of the row: the very code, else its half-width form."""
    wanted = {code: narrow(code) for code in codes if code}
    skus = {sku.code: sku for sku in Sku.objects.filter(code__in={*wanted, *wanted.values()}).select_related("product")}
    units = pieces([sku.pk for sku in skus.values()])
    found: dict[str, Known] = {}
    for code, half in wanted.items():
        sku = skus.get(code) or skus.get(half)
        if sku is not None:
            found[code] = Known(sku.pk, sku.code, GoodsNow(sku.product.code, fields_of(sku), units.get(sku.pk, 0)))
    return found


def fields_of(sku: Sku) -> dict[str, Json]:
    """The fields that a row can change."""
    return {key: getattr(sku, key) for key in CHANGES}


def pieces(sku_ids: Sequence[int]) -> dict[int, int]:
    """Return the pieces of SKUs at all locations."""
    rows = StockLevel.objects.filter(sku_id__in=sku_ids).order_by().values_list("sku_id")
    return dict(rows.annotate(n=Sum("on_hand")))


def stock_now(wanted: Sequence[tuple[str, str]], location_id: int) -> list[StockNow | Problem]:
    """Return what each (SKU code, place) is about; a place that is not named is `location_id`."""
    codes = {code for code, _ in wanted} | {narrow(code) for code, _ in wanted}
    skus = {
        code: (pk, one_off)
        for pk, code, one_off in Sku.objects.filter(code__in=codes).values_list("id", "code", "one_off")
    }
    places = _places({place for _, place in wanted})
    sku_ids = [pk for pk, _ in skus.values()]
    levels = {
        (sku_id, place): units
        for sku_id, place, units in StockLevel.objects.filter(sku_id__in=sku_ids).values_list(
            "sku_id", "location_id", "on_hand"
        )
    }
    everywhere, fresh = pieces(sku_ids), opening.never_counted(sku_ids)
    found: list[StockNow | Problem] = []
    for code, place in wanted:
        sku = skus.get(code) or skus.get(narrow(code))
        at = places.get(place) if place else location_id
        if sku is None:
            fault = Fault.SKU_UNKNOWN if code else Fault.REQUIRED
            found.append(Problem(fault, "SKUコード", code))
        elif at is None:
            found.append(Problem(Fault.LOCATION_UNKNOWN, "店舗・倉庫", place))
        else:
            found.append(
                StockNow(
                    sku[0], at, levels.get((sku[0], at), 0), everywhere.get(sku[0], 0), sku[1], sku[0] not in fresh
                )
            )
    return found


def _places(names: set[str]) -> Mapping[str, int]:
    """Locations by code or by name; a code goes before a name, a name that two have is nobody's."""
    rows = list(Location.objects.filter(Q(code__in=names) | Q(name__in=names)).values_list("id", "code", "name"))
    by_name: dict[str, int] = {}
    for pk, _, name in rows:
        by_name[name] = -1 if name in by_name else pk
    return {name: pk for name, pk in by_name.items() if pk > 0} | {code: pk for pk, code, _ in rows}
