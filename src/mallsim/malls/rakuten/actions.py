"""What happens to an order outside the API: the buyer, the shop's own screen (RMS) and the mall act."""

from collections.abc import Callable, Mapping
from typing import Any

from mallsim.core.errors import Invalid, SoldOut
from mallsim.malls.rakuten.life import Life
from mallsim.malls.rakuten.model import Line, Order
from mallsim.malls.rakuten.shipping_rows import ShippingRows, form_faults
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.times import day

Payload = Mapping[str, Any]


class Actions:
    """The verbs of ``POST …/orders/{number}/actions``; each raises Invalid where it is not possible."""

    def __init__(self, shop: Shop, life: Life, rows: ShippingRows) -> None:
        self._shop = shop
        self._life = life
        self._rows = rows
        self._verbs: dict[str, Callable[[Order, Payload], None]] = {
            "confirm": self._confirm,
            "pay": lambda order, payload: life.pay(order, "buyer"),
            "authorise": self._authorise,
            "cancel": self._cancel,
            "ship": self._ship,
            "edit_lines": self._edit_lines,
            "partial_cancel": self._partial_cancel,
            "set_postage": self._set_postage,
            "gift_input": self._gift_input,
            "new_status": self._new_status,
        }

    def act(self, order: Order, action: str, payload: Payload) -> None:
        """Do one verb."""
        verb = self._verbs.get(action)
        if verb is None:
            raise Invalid(f"action: one of {', '.join(self._verbs)}")
        verb(order, payload)

    def _confirm(self, order: Order, payload: Payload) -> None:
        _needs(order.progress == 100 and order.terms.postage_known, order, "be confirmed")
        self._life.confirm(order, "shop_screen")

    def _authorise(self, order: Order, payload: Payload) -> None:
        """The checks end now and well, whatever they were going to say."""
        _needs(order.progress == 200, order, "be authorised")
        order.terms.authorisation, order.terms.paid = "ok", True
        order.due = self._shop.now()
        self._life.tick()

    def _cancel(self, order: Order, payload: Payload) -> None:
        _needs(not order.cancelled, order, "be cancelled")
        final = order.progress == 100 or order.progress >= 500
        reason, restore = int(payload.get("reason", 1)), int(payload.get("inventoryRestoreType", 0))
        self._life.apply_cancel(order, reason, restore, str(payload.get("by", "buyer")), final=final)

    def _ship(self, order: Order, payload: Payload) -> None:
        """The shop ships on RMS; by default every basket gets one Yamato parcel dated today."""
        row = {
            "deliveryCompany": str(payload.get("company", "1001")),
            "shippingNumber": str(payload.get("number", "400000000011")),
            "shippingDate": str(payload.get("date", day(self._shop.now()))),
        }
        blanks = {b.id: next((r.id for r in b.rows if not r.complete), None) for b in order.baskets}
        baskets = [
            {"basketId": id, "ShippingModelList": [{**row, "shippingDetailId": blank}]} for id, blank in blanks.items()
        ]
        body = {"orderNumber": order.number, "BasketidModelList": baskets}
        if form_faults(body):
            raise Invalid("ship: company is a code 1000-1031, date is YYYY-MM-DD")
        messages, kinds = self._rows.apply(body, "shop_screen")
        _needs(bool(kinds), order, f"be shipped ({messages[0]['message']})")

    def _edit_lines(self, order: Order, payload: Payload) -> None:
        """``lines``: [{code, quantity}]; lines not named stay. ``wait`` puts the order to 400 first."""
        _needs(order.progress < 500 and not order.cancelled, order, "be edited")
        wanted = [(self._line(order, str(part["code"])), int(part["quantity"])) for part in payload["lines"]]
        for line, units in wanted:
            self._resize(line, units)
        self._life.change(order, 4)
        self._life.change(order, 6)
        self._life.note(order, "edit_lines", str(payload.get("by", "buyer")))
        if payload.get("wait"):
            self._life.edited(order)

    def _partial_cancel(self, order: Order, payload: Payload) -> None:
        """``code`` and ``quantity`` units less."""
        line = self._line(order, str(payload["code"]))
        less = int(payload.get("quantity", 1))
        if not 0 < less <= line.units:
            raise Invalid(f"quantity: 1 to {line.units}")
        self._edit_lines(order, {"lines": [{"code": line.code, "quantity": line.units - less}], **_by(payload)})

    def _set_postage(self, order: Order, payload: Payload) -> None:
        order.terms.postage, order.terms.postage_known = int(payload.get("postage", 600)), True
        self._life.note(order, "set_postage", "shop_screen", postage=order.terms.postage)

    def _gift_input(self, order: Order, payload: Payload) -> None:
        _needs(order.terms.social_gift, order, "take a gift address")
        order.terms.gift_input = self._shop.now()
        self._life.note(order, "gift_input", "buyer")

    def _new_status(self, order: Order, payload: Payload) -> None:
        """The mall puts the order into an orderProgress that its documentation does not name (yet)."""
        order.progress = int(payload.get("progress", 450))
        self._life.note(order, "new_status", "mall", progress=order.progress)

    def _line(self, order: Order, code: str) -> Line:
        for line in order.lines():
            if line.code == code:
                return line
        raise Invalid(f"the order has no line with the code {code}")

    def _resize(self, line: Line, units: int) -> None:
        key = (line.manage_number, line.variant_id)
        left = self._shop.quantity(key) - (units - line.units)
        if units < 0 or left < 0:
            raise SoldOut(f"{line.code}: {units} wanted, too few in stock")
        self._shop.set_quantity(key, left)
        line.units = units


def _by(payload: Payload) -> dict[str, Any]:
    return {"by": payload["by"]} if "by" in payload else {}


def _needs(possible: bool, order: Order, what: str) -> None:
    if not possible:
        raise Invalid(f"order {order.number} at {order.progress} cannot {what}")
