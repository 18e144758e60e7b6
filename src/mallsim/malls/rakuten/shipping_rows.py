"""Shipping rows (sections 2.5, 2.6): form of a request and what it does to an order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.messages import MALFORMED, TOO_MANY, Fault, Voice, fields_of, required
from mallsim.malls.rakuten.model import Basket, Order, Row
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.times import is_order_date

VOICE = Voice("UPDATE_ORDERSHIPPING")
CARRIERS = frozenset(str(code) for code in range(1000, 1032))
MOST_ROWS = 20
CANCELLED = "指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。"
TOO_EARLY = "指定された注文番号は、発送完了報告が出来る状態ではありませんでした。"
SHIPPABLE = (300, 500, 600, 700)
DONE = {
    "added": (101, "発送情報の追加設定が完了しました。"),
    "updated": (102, "発送情報の更新設定が完了しました。"),
    "deleted": (103, "発送情報の削除設定が完了しました。"),
}


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One row of a request; ``number`` is its dataNumber, 1-based over all baskets."""

    number: int
    basket_id: object
    fields: dict[str, Any]


def asked_rows(body: dict[str, Any]) -> Iterator[AskedRow]:
    """All rows of a request in order."""
    number = 0
    for basket in body["BasketidModelList"]:
        for row in basket["ShippingModelList"]:
            number += 1
            yield AskedRow(number, basket["basketId"], fields_of(row))


def form_faults(body: dict[str, Any]) -> list[tuple[Fault, int | None]]:
    """What is wrong with the form of a request, with the dataNumber of the row at fault."""
    faults: list[Fault] = [*required(body, "orderNumber"), *required(body, "BasketidModelList")]
    if faults:
        return [(fault, None) for fault in faults]
    baskets = body["BasketidModelList"]
    if not isinstance(baskets, list):
        return [(Fault(MALFORMED, "BasketidModelList"), None)]
    for basket in map(fields_of, baskets):
        faults += [*required(basket, "basketId"), *required(basket, "ShippingModelList")]
        rows = basket.get("ShippingModelList")
        if rows and not isinstance(rows, list):
            faults.append(Fault(MALFORMED, "ShippingModelList"))
        elif rows and len(rows) > MOST_ROWS:
            faults.append(Fault(TOO_MANY, "ShippingModelList"))
    if faults:
        return [(fault, None) for fault in faults]
    return [(fault, row.number) for row in asked_rows(body) for fault in _row_faults(row.fields)]


def _row_faults(fields: dict[str, Any]) -> Iterator[Fault]:
    if "deliveryCompany" in fields and fields["deliveryCompany"] not in CARRIERS:
        yield Fault(MALFORMED, "deliveryCompany")
    number = fields.get("shippingNumber", "")
    if not isinstance(number, str) or len(number) > 120:
        yield Fault(MALFORMED, "shippingNumber")
    date = fields.get("shippingDate", "")
    if date != "" and not is_order_date(date):
        yield Fault(MALFORMED, "shippingDate")
    if fields.get("shippingDeleteFlag", 0) not in (0, 1):
        yield Fault(MALFORMED, "shippingDeleteFlag")
    detail_id = fields.get("shippingDetailId")
    if detail_id is not None and (isinstance(detail_id, bool) or not isinstance(detail_id, int)):
        yield Fault(MALFORMED, "shippingDetailId")


class ShippingRows:
    """Changes the rows of an order. A row without shippingDetailId is always one parcel more."""

    def __init__(self, shop: Shop, life: Life) -> None:
        self._shop = shop
        self._life = life

    def apply(self, body: dict[str, Any], by: str, *, partial: bool = False) -> tuple[list[dict[str, Any]], list[str]]:
        """Do a well-formed request: its messages and the kinds of effective mutations.

        With ``partial`` every second row is refused.
        """
        number = body["orderNumber"]
        order = self._shop.visible_order(number)
        if order is None:
            return [VOICE.unknown_order(number, **_at(None))], []
        if order.cancelled:
            return [VOICE.error(102, CANCELLED, **_at(None))], []
        if order.progress not in SHIPPABLE:
            return [VOICE.error(101, TOO_EARLY, **_at(None))], []
        complete = {row.id for row in order.rows() if row.complete}
        results = [
            (VOICE.not_done(number, **_at(row.number)), None)
            if partial and row.number % 2 == 0
            else self._row(order, row)
            for row in asked_rows(body)
        ]
        kinds = self._note(order, complete, [kind for _, kind in results if kind], by)
        self._life.shipped(order)
        return [message for message, _ in results], kinds

    def _row(self, order: Order, asked: AskedRow) -> tuple[dict[str, Any], str | None]:
        basket = next((b for b in order.baskets if b.id == asked.basket_id), None)
        if basket is None:
            return VOICE.error(103, "指定された送付先は存在しません。", **_at(asked.number)), None
        row_id = asked.fields.get("shippingDetailId")
        row = next((r for r in basket.rows if r.id == row_id), None)
        if row_id is not None and row is None:
            return VOICE.error(104, "指定された発送明細は存在しません。", **_at(asked.number, row_id)), None
        if row is None and len(basket.rows) >= MOST_ROWS:
            return VOICE.error(105, "発送明細は送付先ごとに20件までです。", **_at(asked.number)), None
        done, row, changed = self._change(basket, row, asked.fields)
        code, text = DONE[done]
        return VOICE.info(code, text, **_at(asked.number, row.id)), done if changed else None

    def _change(self, basket: Basket, row: Row | None, fields: dict[str, Any]) -> tuple[str, Row, bool]:
        if row is None:
            row = Row(self._shop.next_id("row"))
            basket.rows.append(row)
            _fill(row, fields)
            return "added", row, True
        if fields.get("shippingDeleteFlag") == 1:
            basket.rows.remove(row)
            return "deleted", row, True
        return "updated", row, _fill(row, fields)

    def _note(self, order: Order, complete: set[int], changes: list[str], by: str) -> list[str]:
        """One mutation per kind; the buyer is told once per call that completed a row."""
        kinds = []
        if any(row.complete and row.id not in complete for row in order.rows()):
            kinds.append("ship")
            self._life.mail(order, "shipped")
        elif set(changes) & {"added", "updated"}:
            kinds.append("ship_update")
        if "deleted" in changes:
            kinds.append("ship_delete")
        for kind in kinds:
            self._life.note(order, kind, by)
        return kinds


def _fill(row: Row, fields: dict[str, Any]) -> bool:
    """Keys that are missing keep their value, "" clears it. True when something changed."""
    before = (row.company, row.number, row.date)
    row.company = fields.get("deliveryCompany", row.company)
    row.number = fields.get("shippingNumber", row.number)
    row.date = fields.get("shippingDate", row.date)
    return before != (row.company, row.number, row.date)


def _at(number: int | None, row_id: int | None = None) -> dict[str, Any]:
    return {"dataNumber": number, "shippingDetailId": row_id}
