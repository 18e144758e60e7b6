"""Stock over the wire (section 3)."""

from collections.abc import Iterable, Sequence

from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockSeen, StockWrite
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import StockCapability, StockMode
from ichigen.malls.rakuten.caller import Caller
from ichigen.malls.rakuten.codes import listing_code, split_code
from ichigen.malls.rakuten.functions import READ_STOCK, WRITE_STOCK
from ichigen.malls.rakuten.wire_stock import parse_inventories

#: Batches of section 3. The mall documents no delay between a write and a reading: settle and hidden sale are [R].
CAPABILITY = StockCapability(
    modes=(StockMode.RELATIVE, StockMode.ABSOLUTE),
    write_batch=400,
    read_batch=1000,
    settle_s=2.0,
    read_every_s=5.0,
    read_every_night_s=30.0,
    hidden_sale_s=300.0,
    maximum=99_999,
    creates_unknown=True,
)

_MODES = {StockMode.RELATIVE: "RELATIVE", StockMode.ABSOLUTE: "ABSOLUTE"}


def write_stock(caller: Caller, rows: Sequence[StockWrite]) -> StockAnswer:
    """Write all rows in one bulk-upsert: 204 accepts all, a 400 applies none and names a row where it can."""
    _at_most(rows, CAPABILITY.write_batch)
    if not rows:
        return StockAnswer(frozenset())
    entries = [_entry(position, row) for position, row in enumerate(rows)]
    caller.command(WRITE_STOCK, {"inventories": entries}, rows=len(rows))
    return StockAnswer(frozenset(row.code for row in rows))


def read_stock(caller: Caller, codes: Sequence[str]) -> StockReading:
    """Read quantities. A key that the mall leaves out of its answer has no record there."""
    _at_most(codes, CAPABILITY.read_batch)
    pairs = {code: pair for code in codes if (pair := split_code(code))}
    strange = tuple(_strange(code) for code in codes if code not in pairs)
    if not pairs:
        return StockReading((), strange)
    keys = [{"manageNumber": manage, "variantId": variant} for manage, variant in dict.fromkeys(pairs.values())]
    document = caller.document(READ_STOCK, {"inventories": keys}, rows=len(keys))
    try:
        found, problems = parse_inventories(document)
    except Unreadable as error:
        raise caller.malformed(READ_STOCK) from error
    quantities = {(row.manage_number, row.variant_id): row.quantity for row in found}
    unread = {problem.where for problem in problems}
    rows = _seen(pairs.items(), quantities, unread)
    return StockReading(rows, (*problems, *strange))


def _seen(
    pairs: Iterable[tuple[str, tuple[str, str]]], quantities: dict[tuple[str, str], int], unread: set[str]
) -> tuple[StockSeen, ...]:
    """A key whose record could not be read is not answered; one without a record has None."""
    return tuple(StockSeen(code, quantities.get(pair)) for code, pair in pairs if listing_code(*pair) not in unread)


def _entry(position: int, row: StockWrite) -> dict[str, str | int]:
    pair = split_code(row.code)
    mode = _MODES.get(row.mode)
    if pair is None or mode is None:
        message = f"「{row.code}」は楽天市場のSKU(商品管理番号/SKU管理番号)ではありません。"
        raise Refused("stock.bad_code", message, position)
    return {"manageNumber": pair[0], "variantId": pair[1], "mode": mode, "quantity": row.quantity}


def _strange(code: str) -> Problem:
    return Problem(code, "stock.bad_code", "商品管理番号/SKU管理番号の形ではありません。")


def _at_most(rows: Sequence[object], batch: int) -> None:
    if len(rows) > batch:
        raise ValueError(f"at most {batch} rows in one call, not {len(rows)}")
