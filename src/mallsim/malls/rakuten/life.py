"""How an order moves (section 2.1): confirm, authorisation, shipping, settlement, cancel, stock return."""

from collections.abc import Callable

from mallsim.core.views import Mail, Mutation
from mallsim.malls.rakuten.model import Change, Line, Order
from mallsim.malls.rakuten.shop import Shop

AUTHORISE_S = 300.0
"""200 → 300: authorisation, deposit and fraud checks (five minutes in the page's sample)."""
AUTO_CANCEL_S = 14 * 24 * 3600.0
SETTLE_S = 3600.0
"""500 → 600 and 600 → 700 (timing is our choice)."""
CANCEL_S = 600.0
"""800 → 900 (timing is our choice)."""
CUSTOMER_REASONS = (1, 2, 3, 4, 5, 6)
SHOP_REASONS = (8, 10, 13, 14, 15)
UNPAID = 4


class Life:
    """Moves orders; every effective change is noted on the order."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._event: float | None = None
        self._next: dict[int, Callable[[Order], None]] = {
            100: self._auto_cancel,
            200: self._authorise,
            400: self._accept_change,
            500: self._to_settlement,
            600: self._settle,
            800: self._finish_cancel,
        }

    def tick(self) -> None:
        """Move every order that is due."""
        now = self._shop.now()
        for order in self._shop.orders.values():
            while order.due is not None and order.due <= now:
                self._event, order.due = order.due, None
                self._next[order.progress](order)
        self._event = None

    def _now(self) -> float:
        """Now, or the instant at which what ``tick`` lets happen was due."""
        return self._shop.now() if self._event is None else self._event

    def _after(self, seconds: float) -> float:
        return self._now() + seconds / self._shop.time_scale

    def note(self, order: Order, kind: str, by: str, **detail: object) -> None:
        """Write a mutation into the order's log."""
        order.mutations.append(Mutation(self._now(), kind, by, dict(detail)))

    def mail(self, order: Order, kind: str) -> None:
        """A mail goes to the buyer."""
        order.mails.append(Mail(self._now(), kind))

    def change(self, order: Order, type: int, reason: int | None = None, detail: int | None = None) -> None:
        """Add an entry to ChangeReasonModelList."""
        order.changes.append(Change(self._shop.next_id("change"), type, self._now(), reason, detail))

    def start(self, order: Order) -> None:
        """A new order waits 14 days for confirmation."""
        order.due = self._after(AUTO_CANCEL_S)

    def confirm(self, order: Order, by: str) -> None:
        """100 → 200."""
        order.progress, order.confirmed = 200, self._now()
        self.change(order, 8)
        self.note(order, "confirm", by)
        self._wait_for_authorisation(order)

    def pay(self, order: Order, by: str) -> None:
        """The money is there; an order that waits for it at 200 goes on."""
        order.terms.paid = True
        self.note(order, "pay", by)
        if order.progress == 200 and order.due is None:
            self._wait_for_authorisation(order)

    def edited(self, order: Order) -> None:
        """300 → 400 until the change is accepted."""
        if order.progress == 300:
            order.progress, order.due = 400, self._after(AUTHORISE_S)

    def shipped(self, order: Order) -> None:
        """300 → 500 when every row of every basket is complete."""
        rows_everywhere = all(basket.rows for basket in order.baskets)
        if order.progress == 300 and rows_everywhere and all(row.complete for row in order.rows()):
            order.progress, order.reported = 500, self._now()
            order.due = self._after(SETTLE_S)

    def apply_cancel(self, order: Order, reason: int, restore_type: int, by: str, *, final: bool) -> None:
        """Cancel: → 800 → 900 later, or straight to 900. Mails the buyer."""
        order.cancel_reason, order.restore_type = reason, restore_type
        self.change(order, 0, 1 if reason in CUSTOMER_REASONS else 0, reason)
        self.note(order, "cancel", by, reason=reason, inventoryRestoreType=restore_type)
        self.mail(order, "cancelled")
        order.progress, order.due = 800, self._after(CANCEL_S)
        if final:
            self._finish_cancel(order)

    def _auto_cancel(self, order: Order) -> None:
        self.apply_cancel(order, 6, 0, "mall", final=True)

    def _wait_for_authorisation(self, order: Order) -> None:
        if order.terms.paid and order.terms.authorisation != "stay":
            order.due = self._after(AUTHORISE_S)
        else:
            order.due = None

    def _authorise(self, order: Order) -> None:
        outcome = order.terms.authorisation
        if outcome == "cancel":
            self.apply_cancel(order, UNPAID, 0, "mall", final=True)
            return
        order.progress = 400 if outcome == "change" else 300
        order.fixed = self._now()
        self.note(order, "authorise", "mall", progress=order.progress)

    def _accept_change(self, order: Order) -> None:
        order.progress = 300
        self.change(order, 6)
        self.note(order, "change_accepted", "mall")

    def _to_settlement(self, order: Order) -> None:
        order.progress, order.due = 600, self._after(SETTLE_S)

    def _settle(self, order: Order) -> None:
        order.progress, order.settled = 700, self._now()

    def _finish_cancel(self, order: Order) -> None:
        order.progress, order.due = 900, None
        self.change(order, 2)
        for line in order.lines():
            if self._restores(order, line):
                self._give_back(line, line.units)

    def _restores(self, order: Order, line: Line) -> bool:
        if order.restore_type:
            return order.restore_type == 1
        sku = self._shop.sku_at((line.manage_number, line.variant_id))
        return bool(sku and sku.document.get("restockOnCancel"))

    def _give_back(self, line: Line, units: int) -> None:
        key = (line.manage_number, line.variant_id)
        self._shop.set_quantity(key, min(99999, self._shop.quantity(key) + units))
