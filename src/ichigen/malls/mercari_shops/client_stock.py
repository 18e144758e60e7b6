"""Stock over the wire: absolute numbers of variants (page section 3.7)."""

from collections.abc import Sequence

from ichigen.domain.json import Json
from ichigen.mallkit.errors import MallError, Refused
from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockRefusal, StockSeen, StockWrite
from ichigen.mallkit.json_values import Document, text
from ichigen.mallkit.manifest import Effect, StockCapability, StockMode
from ichigen.malls.mercari_shops import documents
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.errors import Kind, is_of_shape, kind_of, unreadable
from ichigen.malls.mercari_shops.wire import Answer
from ichigen.malls.mercari_shops.wire_values import entries, number

#: At most 20 SKUs by one mutation (page section 3.7); readings keep to the same number.
BATCH = 20

#: No limit of the mall is known; more than this is a mistake.
MAXIMUM = 999_999

CAPABILITY = StockCapability(
    modes=(StockMode.ABSOLUTE,),
    write_batch=BATCH,
    read_batch=BATCH,
    settle_s=3.0,
    read_every_s=120.0,
    read_every_night_s=300.0,
    hidden_sale_s=900.0,
    maximum=MAXIMUM,
)


def write_stock(caller: Caller, rows: Sequence[StockWrite]) -> StockAnswer:
    """Set numbers. Rows that are neither accepted nor refused are open and are read."""
    if len(rows) > BATCH:
        raise ValueError(f"at most {BATCH} rows at once")
    refused = tuple(_too_many(row) for row in rows if not 0 <= row.quantity <= MAXIMUM)
    good = [row for row in rows if 0 <= row.quantity <= MAXIMUM]
    if not good:
        return StockAnswer(frozenset(), refused)
    if len(good) == 1:
        return StockAnswer(_write_one(caller, good[0]), refused)
    try:
        return StockAnswer(_write_many(caller, good), refused)
    except Refused as error:
        if not is_of_shape(error):  # the input of the bulk mutation is a reconstruction (page section 2)
            raise
    return _one_by_one(caller, good, refused)


def read_stock(caller: Caller, codes: Sequence[str]) -> StockReading:
    """Read numbers, each by the variant's id."""
    if len(codes) > BATCH:
        raise ValueError(f"at most {BATCH} codes at once")
    if not codes:
        return StockReading(())
    query = stock_query(codes)
    answer = caller.ask(query)
    seen: list[StockSeen] = []
    problems: list[Problem] = []
    for at, code in enumerate(codes):
        if f"v{at}" not in answer.data and f"v{at}" not in answer.failed():
            raise caller.whole_error(query, answer)
        row = _seen(caller, query, answer, f"v{at}", code)
        if isinstance(row, StockSeen):
            seen.append(row)
        else:
            problems.append(row)
    return StockReading(tuple(seen), tuple(problems))


def stock_query(codes: Sequence[str]) -> Query:
    """Return the reading of these variants."""
    return Query(
        "stock.read",
        documents.variants_by_id(len(codes)),
        {f"v{at}": code for at, code in enumerate(codes)},
        rows=len(codes),
        cost=documents.cost(documents.VARIANT_FIELDS, len(codes)),
    )


def _seen(caller: Caller, query: Query, answer: Answer, field: str, code: str) -> StockSeen | Problem:
    node = answer.data.get(field)
    if isinstance(node, dict):
        quantity = number(node, "stockQuantity")
        if quantity is None:
            return Problem(code, "stock.unreadable", "在庫数を読み取れませんでした。")
        return StockSeen(code, quantity)
    error = answer.failed().get(field)
    if error is None or kind_of(error) is Kind.MISSING:
        return StockSeen(code, None)
    refusal = caller.refusal(query, answer, field)
    return Problem(code, error.code, refusal.message if refusal else error.message)


def _write_one(caller: Caller, row: StockWrite) -> frozenset[str]:
    query = Query(
        "stock.write",
        documents.UPDATE_STOCK,
        {"by": {"id": row.code}, "in": {"stockQuantity": row.quantity}},
        Effect.WRITE,
    )
    answer = caller.change(query)
    variant = _child(answer, "updateProductVariant", "productVariant")
    return _written(caller, query, [row], [variant])


def _write_many(caller: Caller, rows: Sequence[StockWrite]) -> frozenset[str]:
    variants: list[Json] = [{"by": {"id": row.code}, "stockQuantity": row.quantity} for row in rows]
    query = Query("stock.write", documents.UPDATE_STOCKS, {"in": {"variants": variants}}, Effect.WRITE, len(rows))
    answer = caller.change(query)
    payload = answer.data.get("updateProductVariants")
    return _written(caller, query, rows, list(entries(payload, "productVariants")) if isinstance(payload, dict) else [])


def _written(caller: Caller, query: Query, rows: Sequence[StockWrite], variants: Sequence[Document]) -> frozenset[str]:
    """Accepted is what the answer shows with the number that was sent; an answer without any of it is unreadable."""
    shown = {text(variant, "id"): number(variant, "stockQuantity") for variant in variants}
    accepted = frozenset(row.code for row in rows if shown.get(row.code) == row.quantity)
    if not accepted:
        raise unreadable(caller.call(query))
    return accepted


def _one_by_one(caller: Caller, rows: Sequence[StockWrite], refused: tuple[StockRefusal, ...]) -> StockAnswer:
    """Where the mall has no such bulk mutation. What comes after a passing fault is left open, to be read."""
    accepted: frozenset[str] = frozenset()
    for row in rows:
        try:
            accepted |= _write_one(caller, row)
        except Refused as error:
            refused = (*refused, StockRefusal(row.code, error.code, error.message))
        except MallError:
            if not accepted and not refused:
                raise
            break
    return StockAnswer(accepted, refused)


def _child(answer: Answer, field: str, member: str) -> Document:
    payload = answer.data.get(field)
    found = payload.get(member) if isinstance(payload, dict) else None
    return found if isinstance(found, dict) else {}


def _too_many(row: StockWrite) -> StockRefusal:
    message = f"在庫数は0～{MAXIMUM:,}の範囲で指定してください。"
    return StockRefusal(row.code, "quantity_range", message, reread=False)
