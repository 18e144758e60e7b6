"""Stock through `Caller`: read at our location, written by compare-and-set (section 6)."""

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from ichigen.domain.json import Json
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.exchange import Problem, StockAnswer, StockReading, StockRefusal, StockSeen, StockWrite
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect, StockCapability, StockMode
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.errors import Kind, UserError
from ichigen.malls.shopify.gids import ITEM, gid, is_number
from ichigen.malls.shopify.wire_stock import StockRow, read_stock_rows
from ichigen.malls.shopify.wire_values import child

#: The mall takes ± this much (section 6).
MAXIMUM = 1_000_000_000

#: 250 items a call cost 750 points: every ten minutes that is 5 a second for a thousand of them, of 100.
CAPABILITY = StockCapability(
    modes=(StockMode.COMPARE_AND_SET,),
    write_batch=documents.STOCK_BATCH,
    read_batch=documents.STOCK_BATCH,
    settle_s=1.0,
    read_every_s=600.0,
    read_every_night_s=1_800.0,
    hidden_sale_s=300.0,
    maximum=MAXIMUM,
)

UNTRACKED = "在庫を追跡しない商品です。Shopifyの商品画面で「在庫を追跡する」を有効にすると、在庫を連動できます。"
NOT_STOCKED = (
    "連動するロケーションで在庫を保管していません。Shopifyの商品画面で、このロケーションの保管を有効にしてください。"
)


class Stock:
    """The stock of one account at one location. `location` returns its gid, asking the mall where needed."""

    def __init__(self, caller: Caller, location: Callable[[], str]) -> None:
        self._caller = caller
        self._location = location

    def read(self, codes: Sequence[str]) -> StockReading:
        """Read at most a batch; an item that is untracked or not stocked at our location is a problem that says what to do."""
        _check_batch(len(codes))
        known = [code for code in dict.fromkeys(codes) if is_number(code)]
        strange = tuple(StockSeen(code, None) for code in codes if not is_number(code))
        if not known:
            return StockReading(strange)
        variables: dict[str, Json] = {"ids": [gid(ITEM, code) for code in known], "location": self._location()}
        nodes = self._caller.nodes(documents.READ_STOCK, variables, rows=len(known))
        rows, problems = read_stock_rows(tuple(node for node in nodes.found if node))
        failed = {known[position]: said for position, said in nodes.faults.items() if position < len(known)}
        rows = tuple(row for row in rows if row.code not in failed)
        problems += tuple(Problem(code, "row_failed", said) for code, said in failed.items())
        told = {*(row.code for row in rows), *(problem.where for problem in problems)}
        seen = (*(StockSeen(code, None) for code in known if code not in told), *strange)
        return StockReading(
            (*(StockSeen(row.code, row.available) for row in rows if _is_kept(row)), *seen),
            (*problems, *(_not_kept(row) for row in rows if not _is_kept(row))),
        )

    def write(self, rows: Sequence[StockWrite]) -> StockAnswer:
        """Write at most a batch in one request. Nothing is overwritten: each row goes with the number it must replace.

        Where a row is refused the others are left open and read again: that the mall writes all or nothing is recalled
        and nowhere stated (section 6).
        """
        _check_batch(len(rows))
        if not rows:
            return StockAnswer(frozenset())
        for position, row in enumerate(rows):
            _check_row(row, position)
        location = self._location()
        given: dict[str, Json] = {
            "name": "available",
            "reason": "correction",
            "quantities": [_quantity(row, location) for row in rows],
        }
        # One key for one intended change; what was lost is read and never sent again, so no key is ever used twice.
        variables: dict[str, Json] = {"input": given, "key": str(uuid4())}
        payload = self._caller.mutate(documents.WRITE_STOCK, variables, rows=len(rows))
        try:
            said = errors.user_errors(payload)
        except Unreadable as error:
            raise errors.unreadable(Effect.WRITE) from error
        if not said:
            if child(payload, "inventoryAdjustmentGroup") is None and "userErrors" not in payload:
                raise errors.unreadable(Effect.WRITE)
            return StockAnswer(frozenset(row.code for row in rows))
        return StockAnswer(frozenset(), self._refusals(rows, said))

    def _refusals(self, rows: Sequence[StockWrite], said: Sequence[UserError]) -> tuple[StockRefusal, ...]:
        """Return the refused rows by the index in their path; an error that names no row is that of the whole call."""
        named = {position: one for one in said if (position := _position(one.field)) is not None}
        general = [one for one in said if _position(one.field) is None or _position(one.field) not in range(len(rows))]
        whole = [*general, *(one for one in said if errors.TABLE.get(one.code, (Kind.REFUSED,))[0] is not Kind.REFUSED)]
        fault = errors.user_error(whole, Effect.WRITE, self._caller.now())
        if fault is not None:
            raise fault
        return tuple(
            StockRefusal(rows[position].code, one.code, errors.words_of(one)) for position, one in named.items()
        )


def _quantity(row: StockWrite, location: str) -> Mapping[str, Json]:
    """`changeFromQuantity` is demanded at run time though the schema does not say so, and null would mean no check."""
    return {
        "inventoryItemId": gid(ITEM, row.code),
        "locationId": location,
        "quantity": row.quantity,
        "changeFromQuantity": row.compare,
    }


def _check_batch(rows: int) -> None:
    if rows > documents.STOCK_BATCH:
        raise ValueError(f"at most {documents.STOCK_BATCH} codes in one call, not {rows}")


def _check_row(row: StockWrite, position: int) -> None:
    if row.mode is not StockMode.COMPARE_AND_SET or row.compare is None:
        raise Refused("stock.mode", "比べる数のない在庫の書込みは、Shopifyには送りません。", position)
    if row.quantity < 0:
        raise Refused("stock.negative", "在庫数に負の数は書けません。", position)
    if not is_number(row.code):
        raise Refused("stock.bad_code", f"「{row.code}」はShopifyの在庫の番号ではありません。", position)


def _position(path: Sequence[str]) -> int | None:
    """The row in a path such as input, quantities, 3, locationId (section 2)."""
    if len(path) > 2 and path[:2] == ("input", "quantities") and path[2].isascii() and path[2].isdigit():
        return int(path[2][:9])
    return None


def _is_kept(row: StockRow) -> bool:
    return row.tracked and row.available is not None


def _not_kept(row: StockRow) -> Problem:
    return Problem(row.code, *(("not_stocked", NOT_STOCKED) if row.tracked else ("untracked", UNTRACKED)))
