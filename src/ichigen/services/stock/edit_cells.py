"""在庫表: many cells saved in one request, each with its own answer (ui: changed elsewhere)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from ichigen.domain.stock import MovementKind
from ichigen.domain.stock_edit import Typed, read_units
from ichigen.services.stock.goods import LARGEST
from ichigen.services.stock.record import reason_given, record_each
from ichigen.store import ledger, opening
from ichigen.store.goods import Location, Sku
from ichigen.store.ledger import Movement
from ichigen.store.stock import StockLevel

#: Cells in one request: a page of 200 SKUs at five places.
MOST_CELLS = 1000

NOT_A_NUMBER = "整数か、+3・-2 の形で入力してください。"
UNKNOWN = "この SKU か店舗・倉庫は登録されていません。画面を開き直してください。"
BELOW_ZERO = "在庫を 0 個より少なくはできません。"
TOO_MANY = "数量は 1,000,000 以下で入力してください。"
ONE_OFF = "一点物の在庫は 0 か 1 です。別の商品なら、新しい SKU として登録してください。"
CHANGED = "他の人が更新しました。"


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One changed cell: what was typed, and the on_hand the person saw when typing it."""

    sku_id: int
    location_id: int
    shown: int
    typed: str


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """What became of one cell. `state`: applied | refused | conflict; `on_hand`: what is true now, None for unknown goods."""

    sku_id: int
    location_id: int
    state: str
    on_hand: int | None
    code: str = ""
    message: str = ""


@dataclass
class Shelf:
    """The locked goods while the cells are gone through: on_hand by (SKU, location), pieces of each 一点物."""

    one_off: dict[int, bool]
    places: frozenset[int]
    never_counted: frozenset[int]
    on_hand: dict[tuple[int, int], int] = field(default_factory=dict)

    def pieces(self, sku_id: int) -> int:
        """Pieces of a SKU at all locations."""
        return sum(units for (sku, _), units in self.on_hand.items() if sku == sku_id)


@transaction.atomic
def edit_cells(edits: Sequence[CellEdit], reason: str, actor_id: int | None) -> tuple[CellAnswer, ...]:
    """Change on_hand of many cells (調整); a cell that cannot be changed says why and costs no other.

    A cell is changed only while on_hand is still what its person saw. One that already is what was counted counts as
    done, so a request whose answer was lost can be sent again. Raises `StockRefused` without a reason, `ValueError` for
    a cell that comes twice or too many of them.
    """
    reason = reason_given(reason)
    if len(edits) > MOST_CELLS or len({(e.sku_id, e.location_id) for e in edits}) < len(edits):
        raise ValueError("cells")
    shelf = _lock({edit.sku_id for edit in edits})
    decided = [(edit, *_decide(shelf, edit)) for edit in edits]
    movements = [
        Movement(e.sku_id, e.location_id, MovementKind.ADJUST, on_hand=change, note=reason, actor_id=actor_id)
        for e, answer, change in decided
        if change or _first_count(shelf, e, answer)
    ]
    moved = ledger.move_many(movements) if movements else ledger.Moved(())
    record_each(moved, "stock.adjust", _history(decided), reason, actor_id)
    return tuple(answer for _, answer, _ in decided)


def _lock(sku_ids: Iterable[int]) -> Shelf:
    """Lock SKUs, listings, levels, in the order of `store.ledger`."""
    ids = sorted(sku_ids)
    skus = Sku.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    one_off = dict(skus.values_list("pk", "one_off"))
    places = frozenset(Location.objects.values_list("pk", flat=True))
    shelf = Shelf(one_off, places, opening.never_counted(ids))
    ledger.lock_listings(ids)
    levels = StockLevel.objects.select_for_update(no_key=True).filter(sku_id__in=ids).order_by("sku_id", "location_id")
    shelf.on_hand = {
        (sku, place): units for sku, place, units in levels.values_list("sku_id", "location_id", "on_hand")
    }
    return shelf


def _decide(shelf: Shelf, edit: CellEdit) -> tuple[CellAnswer, int]:
    """Return the answer for one cell and by how many pieces it changes; the shelf follows."""
    cell = (edit.sku_id, edit.location_id)
    if edit.sku_id not in shelf.one_off or edit.location_id not in shelf.places:
        return CellAnswer(*cell, "refused", None, "goods_unknown", UNKNOWN), 0
    on_hand = shelf.on_hand.get(cell, 0)
    typed = read_units(edit.typed)
    if typed is None:
        return CellAnswer(*cell, "refused", on_hand, "not_a_number", NOT_A_NUMBER), 0
    if on_hand != edit.shown:
        if not typed.difference and typed.units == on_hand:
            return CellAnswer(*cell, "applied", on_hand), 0
        return CellAnswer(*cell, "conflict", on_hand, "changed_elsewhere", CHANGED), 0
    change = typed.change(on_hand)
    refusal = _refusal(shelf, edit.sku_id, on_hand, typed, change)
    if refusal:
        return CellAnswer(*cell, "refused", on_hand, *refusal), 0
    shelf.on_hand[cell] = on_hand + change
    return CellAnswer(*cell, "applied", on_hand + change), change


def _first_count(shelf: Shelf, edit: CellEdit, answer: CellAnswer) -> bool:
    """A count that agrees is an entry of 0 pieces where the SKU was never counted: no opening says otherwise then."""
    typed = read_units(edit.typed)
    counted = typed is not None and not typed.difference
    return counted and answer.state == "applied" and edit.sku_id in shelf.never_counted


def _refusal(shelf: Shelf, sku_id: int, on_hand: int, typed: Typed, change: int) -> tuple[str, str] | None:
    table = (
        (abs(typed.units) > LARGEST or abs(change) > LARGEST, "too_many", TOO_MANY),
        (on_hand + change < min(0, on_hand), "below_zero", BELOW_ZERO),
        (change > 0 and shelf.one_off[sku_id] and shelf.pieces(sku_id) + change > 1, "one_off", ONE_OFF),
    )
    return next(((code, message) for applies, code, message in table if applies), None)


def _history(decided: Sequence[tuple[CellEdit, CellAnswer, int]]) -> list[tuple[int, dict[str, int | None]]]:
    """A count that agrees with the books is history too; what was not done is not."""
    found = []
    for edit, answer, change in decided:
        typed = read_units(edit.typed)
        if answer.state == "applied" and typed is not None and (change or edit.shown == answer.on_hand):
            counted = None if typed.difference else typed.units
            found.append((edit.sku_id, {"location": edit.location_id, "change": change, "counted": counted}))
    return found
