"""商品CSV: SKUs are made and changed, each only where it still is what the person saw."""

from collections.abc import Mapping, Sequence

from ichigen.domain.json import Json, JsonObject
from ichigen.domain.sheets.goods import CHANGES, CODE, LABELS, PRODUCT, as_cell
from ichigen.domain.sheets.problems import Fault, Problem
from ichigen.domain.sheets.verdict import Verdict
from ichigen.services.sheets.now import fields_of, pieces
from ichigen.services.sheets.problem_json import as_json
from ichigen.store.csv_imports import CsvImport, CsvRow
from ichigen.store.csv_rows import SettledRow, set_fields
from ichigen.store.goods import Product, Sku

APPLIED, FAILED = CsvRow.Outcome.APPLIED, CsvRow.Outcome.FAILED


def apply_goods(made: CsvImport, rows: Sequence[CsvRow]) -> list[SettledRow]:
    """Do the rows, inside the caller's transaction; SKUs are locked by id."""
    fresh = [row for row in rows if row.verdict == Verdict.NEW]
    return [*_make(fresh), *_change([row for row in rows if row.verdict == Verdict.CHANGED])]


def _change(rows: Sequence[CsvRow]) -> list[SettledRow]:
    locked = Sku.objects.select_for_update(no_key=True).filter(code__in=[row.key for row in rows]).order_by("id")
    skus = {sku.code: sku for sku in locked}
    units = pieces([sku.pk for sku in skus.values()])
    changes: list[tuple[int, JsonObject]] = []
    settled: list[SettledRow] = []
    for row in rows:
        sku = skus.get(row.key)
        problem = _moved_on(row, sku, units)
        if problem or sku is None:
            settled.append(_failed(row, problem or Problem(Fault.SKU_UNKNOWN, LABELS[CODE], row.code)))
            continue
        changes.append((sku.pk, row.after))
        settled.append(SettledRow(row.pk, APPLIED, {"sku": sku.pk, "before": row.before, "after": row.after}))
    set_fields(changes)
    return settled


def _moved_on(row: CsvRow, sku: Sku | None, units: Mapping[int, int]) -> Problem | None:
    """Say what is no longer as the person saw it."""
    if sku is None:
        return Problem(Fault.SKU_UNKNOWN, LABELS[CODE], row.code)
    if row.after.get("one_off") and units.get(sku.pk, 0) > 1:
        return Problem(Fault.ONE_OFF, LABELS["one_off"], "1", str(units[sku.pk]))
    return differs(fields_of(sku), row.before)


def differs(fields: Mapping[str, Json], wanted: Mapping[str, Json]) -> Problem | None:
    """Say which field is not what is wanted, None where all are."""
    for key, value in wanted.items():
        if fields[key] != value:
            return Problem(Fault.CHANGED_SINCE, LABELS[key], as_cell(value), as_cell(fields[key]))
    return None


def _make(rows: Sequence[CsvRow]) -> list[SettledRow]:
    codes = [str(row.after[CODE]) for row in rows]
    taken = set(Sku.objects.filter(code__in=codes).values_list("code", flat=True))
    wanted = [row for row in rows if row.after[CODE] not in taken]
    products, new_products = _products(wanted)
    skus = Sku.objects.bulk_create(_sku(products[str(row.after[PRODUCT])], row.after) for row in wanted)
    settled = [
        SettledRow(
            row.pk,
            APPLIED,
            {"sku": sku.pk, "made": True, "after": fields_of(sku), "product": new_products.get(sku.product_id)},
        )
        for row, sku in zip(wanted, skus, strict=True)
    ]
    late = [row for row in rows if row.after[CODE] in taken]
    return settled + [_failed(row, Problem(Fault.CHANGED_SINCE, LABELS[CODE], row.code, row.code)) for row in late]


def _sku(product: Product, after: Mapping[str, Json]) -> Sku:
    sku = Sku(product=product, code=str(after[CODE]))
    for key in CHANGES:
        if key in after:
            setattr(sku, key, after[key])
    return sku


def _products(rows: Sequence[CsvRow]) -> tuple[dict[str, Product], dict[int, int]]:
    """The products of new SKUs by code, and the ids of those made here."""
    titles = {str(row.after[PRODUCT]): str(row.after["title"]) for row in reversed(rows)}
    known = set(Product.objects.filter(code__in=titles).values_list("code", flat=True))
    Product.objects.bulk_create(
        (Product(code=code, title=title) for code, title in titles.items() if code not in known), ignore_conflicts=True
    )
    found = {product.code: product for product in Product.objects.filter(code__in=titles)}
    return found, {product.pk: product.pk for code, product in found.items() if code not in known}


def _failed(row: CsvRow, problem: Problem) -> SettledRow:
    return SettledRow(row.pk, FAILED, {}, [as_json(problem)])
