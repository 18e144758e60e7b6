"""Orders as the status table looks at them, in a fixed number of queries for any number of orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ichigen.domain.eligibility import Question, Subject, Verdict, judge
from ichigen.domain.phases import Phase
from ichigen.domain.snapshots import order_from_json
from ichigen.domain.status_table import HubStatus, Row, StatusTable
from ichigen.domain.write_back import Delivery
from ichigen.services.orders.entered_parcels import entered_parcels
from ichigen.services.write_back.status_table import rows_in_force
from ichigen.services.write_back.time_slots import written_slots
from ichigen.store.orders import Order
from ichigen.store.write_backs import WriteBack

#: What a judgement reads of an order.
FIELDS = (
    "id", "account_id", "number", "snapshot", "updated_at", "history", "status_id", "deliver_on", "deliver_slot", "paid",
    "phase", "created_at", "judged_status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judge:
    """The table of one account with its rows in force (or rows that are only tried out)."""

    table: StatusTable
    rows: Mapping[str, Row]
    slots: Mapping[str, str]

    def verdicts(self, orders: Sequence[Order], question: Question) -> dict[int, Verdict]:
        """Return the verdict of each order by its id; statuses are loaded with the orders."""
        return {
            order_id: judge(self.table, self.rows, subject, question)
            for order_id, subject in self.subjects(orders).items()
        }

    def subjects(self, orders: Sequence[Order]) -> dict[int, Subject]:
        """Return each order with what was entered for it and what of it is under way; two queries."""
        ids = [order.pk for order in orders]
        parcels = entered_parcels(ids)
        states = _open_states(ids)
        return {
            order.pk: Subject(
                status=HubStatus(order.status.code, order.status.name, Phase(order.status.phase), order.status.default),
                told=order_from_json(order.snapshot),
                changed_at=order.updated_at,
                parcels=parcels.get(order.pk, ()),
                delivery=Delivery(order.deliver_on, self.slots.get(order.deliver_slot, order.deliver_slot)),
                history=order.history,
                under_way=WriteBack.State.OPEN in states[order.pk],
                failed=WriteBack.State.FAILED in states[order.pk],
            )
            for order in orders
        }


def judge_of(account_id: int, table: StatusTable) -> Judge:
    """Return the judge of an account as its table is now."""
    return Judge(table, rows_in_force(account_id, table), written_slots())


def _open_states(order_ids: Sequence[int]) -> dict[int, set[str]]:
    states: dict[int, set[str]] = defaultdict(set)
    open_ones = WriteBack.objects.filter(
        order_id__in=order_ids, state__in=(WriteBack.State.OPEN, WriteBack.State.FAILED)
    ).exclude(kind="confirm")
    for order_id, state in open_ones.values_list("order_id", "state"):
        states[order_id].add(state)
    return states
