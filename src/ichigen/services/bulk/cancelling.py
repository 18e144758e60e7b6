"""Which of the chosen orders can be cancelled, and why not the others: looked at before anything is written (G4-23)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ichigen.domain.write_back import Cancel, CancelReason, GuardRefusal
from ichigen.services.orders.cancel import IN_THE_WAY, REASON_NOT_TAKEN, plan_cancel, reasons_of
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack

#: A cancel tells the buyer and has no way back: more at once would be a mistake.
MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen order; `reason` is empty where it is 対象, else a Japanese sentence that says why it is 対象外.

    `taken`: the reasons with which it can be cancelled, as far as its mall has words for them.
    """

    order_id: int
    number: str
    called: str
    account: str
    total: int | None
    status: str
    tone: str
    reason: str = ""
    taken: tuple[CancelReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """対象 and 対象外, ascending by id."""

    targets: tuple[Line, ...]
    excluded: tuple[Line, ...]

    @property
    def amount(self) -> int:
        """What the targets come to, in yen, as far as the malls have said."""
        return sum(line.total or 0 for line in self.targets)

    @property
    def reasons(self) -> tuple[CancelReason, ...]:
        """The reasons with which at least one of the orders can be cancelled."""
        taken = {reason for line in (*self.targets, *self.excluded) for reason in line.taken}
        return tuple(reason for reason in CancelReason if reason in taken)


def preview_cancel(order_ids: Sequence[int], intent: Cancel | None = None) -> Preview:
    """Ask each mall's own rule of each order as last seen; nothing is changed. Two queries.

    `intent` None: no reason is chosen yet, and each order is asked with one that its mall takes.
    """
    blocking: dict[int, set[str]] = defaultdict(set)
    open_ones = WriteBack.objects.filter(order_id__in=order_ids, state__in=IN_THE_WAY)
    for order_id, kind in open_ones.values_list("order_id", "kind"):
        blocking[order_id].add(kind)
    orders = Order.objects.filter(pk__in=order_ids).select_related("account", "status").order_by("pk")
    lines = [_line(order, intent, blocking[order.pk]) for order in orders]
    return Preview(tuple(line for line in lines if not line.reason), tuple(line for line in lines if line.reason))


def _line(order: Order, intent: Cancel | None, open_kinds: set[str]) -> Line:
    taken = reasons_of(order)
    found = plan_cancel(order, intent or Cancel(taken[0]), open_kinds)
    refusal = found if isinstance(found, GuardRefusal) else None
    return Line(
        order_id=order.pk,
        number=order.number,
        called=str(order.snapshot.get("name") or order.number),
        account=order.account.label,
        total=order.total,
        status=order.status.name,
        tone=order.status.tone,
        reason=refusal.message if refusal else "",
        taken=taken if refusal in (None, REASON_NOT_TAKEN) else (),
    )
