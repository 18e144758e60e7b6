"""Where an order stands in the shop's work, whatever the mall calls it (design: taking orders in)."""

from enum import StrEnum


class Phase(StrEnum):
    """Normalised phase of an order; statuses (新規受付 …) are data that point to one of these."""

    NEW = "new"
    UNPAID = "unpaid"
    READY = "ready"
    HELD = "held"
    SHIPPED_UNPAID = "shipped_unpaid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


#: What the phases are called on the screens.
PHASE_LABELS: dict[Phase, str] = {
    Phase.NEW: "新規受付",
    Phase.UNPAID: "発送前入金待ち",
    Phase.READY: "発送待ち",
    Phase.HELD: "保留",
    Phase.SHIPPED_UNPAID: "発送後入金待ち",
    Phase.SHIPPED: "処理済",
    Phase.CANCELLED: "キャンセル",
}

#: The mall's later state moves an order forward by this order only. HELD stands beside READY: a hold may
#: come and go while the order is open, so both directions between the open phases are allowed.
RANK: dict[Phase, int] = {
    Phase.NEW: 0,
    Phase.UNPAID: 1,
    Phase.HELD: 1,
    Phase.READY: 1,
    Phase.SHIPPED_UNPAID: 2,
    Phase.SHIPPED: 3,
    Phase.CANCELLED: 4,
}

#: Phases in which the ordered units are 確保 (reserved) and still on the shelf.
HOLDING: frozenset[Phase] = frozenset({Phase.NEW, Phase.UNPAID, Phase.READY, Phase.HELD})

#: Phases in which the goods have left: 減少 has happened.
GONE: frozenset[Phase] = frozenset({Phase.SHIPPED_UNPAID, Phase.SHIPPED})


def next_phase(current: Phase, reported: Phase) -> Phase:
    """Return the phase after the mall reported `reported`: never backwards (X-01: either side may act)."""
    return reported if RANK[reported] >= RANK[current] else current
