"""ステータス紐付け of this mall: its two sets of states and the rows a shop starts with (G4-17 to G4-20, G4-26 to G4-32)."""

from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.domain.status_table import DefaultRow, StateChoice, StatusTable
from ichigen.domain.write_back import MallState
from ichigen.malls.yahoo_shopping import codes
from ichigen.malls.yahoo_shopping.state_plan import plan_status
from ichigen.malls.yahoo_shopping.translate_orders import ON_HOLD_REASON

_PROCESSING, _HOLD, _DONE = str(codes.PROCESSING), str(codes.ON_HOLD), str(codes.COMPLETED)


def seen(order: MallOrder) -> MallState:
    """Return the states an order has on the mall."""
    return MallState(order.handles["order_status"], order.handles["ship_status"])


def blocked(order: MallOrder) -> str:
    """Return why the mall stops an order; 保留 is a state of the table and stops nothing here."""
    return " ".join(reason for reason in order.holds if reason != ON_HOLD_REASON)


#: Rows that only the shop and its goods see begin with their tick; the others change what a buyer reads, so a person
#: ticks them after a look at 更新対象の確認.
TABLE = StatusTable(
    order_states=(
        StateChoice(_PROCESSING, "処理中"),
        StateChoice(_DONE, "完了", completes=True),
        StateChoice(_HOLD, "保留"),
    ),
    ship_states=(
        StateChoice("0", "出荷不可"),
        StateChoice("1", "出荷可", after_payment=True),
        StateChoice("2", "出荷処理中", after_payment=True),
        StateChoice("3", "出荷済み", after_payment=True, shipped=True, also=("出荷完了",)),
        StateChoice("4", "着荷済み", after_payment=True, shipped=True),
    ),
    defaults=(
        DefaultRow(Phase.UNPAID, MallState(_PROCESSING, "2"), enabled=False),
        DefaultRow(Phase.READY, MallState(_PROCESSING, "2"), enabled=False),
        DefaultRow(Phase.SHIPPED_UNPAID, MallState(_PROCESSING, "2"), enabled=True),
        DefaultRow(Phase.SHIPPED, MallState(_DONE, "3"), enabled=True),
        DefaultRow(Phase.HELD, MallState(_HOLD, "1"), enabled=False),
    ),
    seen=seen,
    blocked=blocked,
    plan=plan_status,
)
