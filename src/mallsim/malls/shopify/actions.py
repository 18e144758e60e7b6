"""What happens to an order outside the API: the buyer, the shop's own screen and the store act."""

from collections.abc import Callable, Mapping
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.malls.shopify import cancelling, holding, shipments, stocktaking
from mallsim.malls.shopify.model import FoLine, FulfilmentOrder, Line, Order, Refund
from mallsim.malls.shopify.shop import Shop

Payload = Mapping[str, Any]
REASONS = ("CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF")


class Actions:
    """The verbs of ``POST …/orders/{number}/actions``; each raises Invalid where it is not possible."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._verbs: dict[str, Callable[[Order, Payload], None]] = {
            "pay": self._pay,
            "cancel": self._cancel,
            "ship": self._ship,
            "unship": self._unship,
            "hold": self._hold,
            "release": self._release,
            "edit_lines": self._edit_lines,
            "partial_cancel": self._partial_cancel,
            "refund": self._refund,
            "close": self._close,
            "move": self._move,
        }

    def act(self, order: Order, action: str, payload: Payload) -> None:
        """Do one verb; the order's log says who."""
        verb = self._verbs.get(action)
        if verb is None:
            raise Invalid(f"action: one of {', '.join(self._verbs)}")
        verb(order, payload)
        default = "buyer" if action in ("pay", "cancel", "partial_cancel", "edit_lines") else "shop_screen"
        self._shop.note(order, action, str(payload.get("by", default)))
        self._shop.touch(order)

    def _pay(self, order: Order, payload: Payload) -> None:
        _needs(order.financial in cancelling.PAYABLE and order.cancelled is None, order, "be paid")
        cancelling.pay(self._shop, order)

    def _cancel(self, order: Order, payload: Payload) -> None:
        """``reason``, ``restock`` (true), ``refund`` (true), ``notify`` (true)."""
        possible = order.cancelled is None and not cancelling.outstanding(order)
        _needs(possible, order, "be cancelled")
        reason = str(payload.get("reason", "CUSTOMER")).upper()
        if reason not in REASONS:
            raise Invalid(f"reason: one of {', '.join(REASONS)}")
        terms = {name: bool(payload.get(name, True)) for name in ("restock", "refund", "notify")}
        cancelling.cancel(self._shop, order, reason, **terms)

    def _ship(self, order: Order, payload: Payload) -> None:
        """Everything still to ship, or ``lines`` [{code, quantity}]; ``company``, ``number``, ``notify``."""
        wanted = [self._only(order, one, payload.get("lines")) for one in shipments.everything(order)]
        wanted = [one for one in wanted if one]
        _needs(bool(wanted), order, "be shipped")
        given = {
            "company": payload.get("company", "Yamato (JA)"),
            "number": payload.get("number", "400000000011"),
            "url": payload.get("url"),
        }
        for one in wanted:
            tracking = shipments.tracking_of(given)
            shipments.ship(self._shop, order, one, tracking, notify=bool(payload.get("notify", True)))

    def _only(self, order: Order, wanted: shipments.Wanted, lines: Any) -> shipments.Wanted:
        if lines is None:
            return wanted
        left = {self._line(order, str(one["code"])).id: int(one.get("quantity", 1)) for one in lines}
        kept: shipments.Wanted = []
        for fo, rows in wanted:
            taken = [(row, min(units, left.get(row.line_id, 0))) for row, units in rows]
            for row, units in taken:
                left[row.line_id] = left.get(row.line_id, 0) - units
            if any(units for _, units in taken):
                kept.append((fo, [(row, units) for row, units in taken if units]))
        return kept

    def _unship(self, order: Order, payload: Payload) -> None:
        made = [one for one in order.fulfilments if one.status == "SUCCESS"]
        _needs(bool(made), order, "take a fulfilment back")
        shipments.unship(self._shop, order, made[-1])

    def _hold(self, order: Order, payload: Payload) -> None:
        found = [fo for fo in order.fulfilment_orders if fo.shippable]
        _needs(bool(found), order, "be held")
        for fo in found:
            holding.hold(self._shop, fo, str(payload.get("reason", "OTHER")), payload.get("notes"))

    def _release(self, order: Order, payload: Payload) -> None:
        found = [fo for fo in order.fulfilment_orders if fo.status == "ON_HOLD"]
        _needs(bool(found), order, "be released")
        for fo in found:
            holding.release(self._shop, fo)

    def _edit_lines(self, order: Order, payload: Payload) -> None:
        """``lines``: [{code, quantity}] with the new quantity; lines not named stay. Less goes back on sale."""
        _needs(order.cancelled is None and order.closed is None, order, "be edited")
        for part in payload["lines"]:
            line, units = self._line(order, str(part["code"])), int(part["quantity"])
            if units < line.fulfilled:
                raise Invalid(f"quantity: {line.fulfilled} of {line.sku} are shipped already")
            if units < line.current:
                cancelling.shrink(self._shop, order, line.id, line.current - units, restock=True)
            elif units > line.current:
                self._grow(order, line, units - line.current)
            line.quantity = max(line.quantity, units)
            line.current = units
        order.edited = True

    def _grow(self, order: Order, line: Line, units: int) -> None:
        held = self._shop.levels_of(line.item_id)
        variant = self._shop.variants.get(line.variant_id)
        levels = [one for one in held if one.available >= units] or (
            held[:1] if variant is not None and not variant.ends_at_zero else []
        )
        _needs(bool(levels), order, f"take {units} more of {line.sku}")
        stocktaking.bind(self._shop, levels[0], units)
        now = self._shop.now()
        row = FoLine(self._shop.next_id(), line.id, units, units)
        fo = FulfilmentOrder(self._shop.next_id(), order.id, levels[0].location_id, [row], now, now)
        order.fulfilment_orders.append(fo)

    def _partial_cancel(self, order: Order, payload: Payload) -> None:
        """``code`` and ``quantity`` units less."""
        line = self._line(order, str(payload["code"]))
        less = int(payload.get("quantity", 1))
        if not 0 < less <= line.current - line.fulfilled:
            raise Invalid(f"quantity: 1 to {line.current - line.fulfilled}")
        self._edit_lines(order, {"lines": [{"code": line.sku, "quantity": line.current - less}]})

    def _refund(self, order: Order, payload: Payload) -> None:
        """``yen`` (everything that is left)."""
        left = order.placed_total - order.refunded
        yen = int(payload.get("yen", left))
        _needs(order.financial in ("PAID", "PARTIALLY_REFUNDED") and 0 < yen <= left, order, "be refunded")
        made = Refund(self._shop.next_id(), order.id, yen, [], self._shop.now())
        order.refunds.append(made)
        order.financial = "REFUNDED" if yen == left else "PARTIALLY_REFUNDED"
        self._shop.events.refund(made)

    def _close(self, order: Order, payload: Payload) -> None:
        _needs(order.closed is None, order, "be archived")
        order.closed = self._shop.now()

    def _move(self, order: Order, payload: Payload) -> None:
        """The open fulfilment orders go to ``location`` (a name), under new ids (trap 9)."""
        names = {one.name: one for one in self._shop.locations.values()}
        place = names.get(str(payload["location"]))
        found = [fo for fo in order.fulfilment_orders if fo.shippable]
        _needs(place is not None and bool(found), order, "be moved there")
        assert place is not None
        for fo in found:
            self._move_one(order, fo, place.id)

    def _move_one(self, order: Order, fo: FulfilmentOrder, location_id: int) -> None:
        shop, now, rows = self._shop, self._shop.now(), []
        for row in fo.lines:
            target = shop.level(order.line(row.line_id).item_id, location_id)
            _needs(target is not None and target.active, order, "be moved to a place that does not stock it")
            assert target is not None
            stocktaking.release(shop, order, fo, row.line_id, row.remaining, restock=True)
            stocktaking.bind(shop, target, row.remaining)
            rows.append(FoLine(shop.next_id(), row.line_id, row.remaining, row.remaining))
        fo.status, fo.updated = "CLOSED", now
        order.fulfilment_orders.append(FulfilmentOrder(shop.next_id(), order.id, location_id, rows, now, now))

    def _line(self, order: Order, code: str) -> Line:
        for line in order.lines:
            if line.sku == code:
                return line
        raise Invalid(f"the order has no line with the code {code}")


def _needs(possible: bool, order: Order, what: str) -> None:
    if not possible:
        raise Invalid(f"order {order.name} cannot {what}")
