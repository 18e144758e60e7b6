"""Which fulfilment orders go into which request (section 4). Pure."""

from collections.abc import Iterable, Mapping, Sequence

from ichigen.domain.json import Json
from ichigen.malls.shopify.wire_shipping import FulfillmentOrder

#: The action without which the mall ships nothing.
CREATE = "CREATE_FULFILLMENT"

#: Why a fulfilment order cannot be shipped, by its status.
REASONS: Mapping[str, str] = {
    "ON_HOLD": "発送が保留されています。Shopifyの管理画面で保留の理由を確認してください。",
    "SCHEDULED": "発送の予定日がまだ来ていません。",
    "INCOMPLETE": "発送できないまま閉じられています。Shopifyの管理画面で確認してください。",
    "CANCELLED": "発送が取り消されています。Shopifyの管理画面で確認してください。",
    "IN_PROGRESS": "フルフィルメントサービスが発送を処理しています。",
}
_OTHER = "Shopifyがこの発送の登録を許可していません。管理画面で確認してください。"
_NOTHING = "発送するものが残っていません。Shopifyの管理画面で確認してください。"


def by_place(orders: Iterable[FulfillmentOrder]) -> tuple[tuple[FulfillmentOrder, ...], ...]:
    """Return what can be shipped now, one group per location: one request may hold one location only."""
    groups: dict[str, list[FulfillmentOrder]] = {}
    for one in orders:
        if CREATE in one.actions and (not one.whole or any(left > 0 for _, left in one.lines)):
            groups.setdefault(one.location or one.location_name, []).append(one)
    return tuple(map(tuple, groups.values()))


def why_not(orders: Sequence[FulfillmentOrder]) -> str:
    """Say in Japanese why nothing can be shipped."""
    stuck = [one for one in orders if CREATE not in one.actions]
    return REASONS.get(stuck[0].status, _OTHER) if stuck else _NOTHING


def fulfillment_input(group: Sequence[FulfillmentOrder], tracking: Json, notify: bool) -> dict[str, Json]:
    """Return the FulfillmentInput of one location: by fulfilment-order lines, never by order lines (trap 9).

    Lines that the document could not hold are meant by leaving the list out, which ships all that is left.
    """
    rows: list[Json] = []
    for one in group:
        row: dict[str, Json] = {"fulfillmentOrderId": one.id}
        if one.whole:
            row["fulfillmentOrderLineItems"] = [{"id": line, "quantity": left} for line, left in one.lines if left > 0]
        rows.append(row)
    return {"lineItemsByFulfillmentOrder": rows, "trackingInfo": tracking, "notifyCustomer": notify}


def tracking_input(company: str, numbers: Sequence[str]) -> dict[str, Json]:
    """Return the FulfillmentTrackingInput: `number` and `numbers` exclude each other."""
    if not numbers:
        return {"company": company}
    return {"company": company} | ({"number": numbers[0]} if len(numbers) == 1 else {"numbers": list(numbers)})
