"""What a demo day came to, and whether everything has settled."""

from dataclasses import asdict
from typing import Any

from ichigen.services.audit.run import audit
from ichigen.services.demo.propagation import measure
from ichigen.services.demo.town import DemoTown
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing
from ichigen.store.orders import Order
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBackStep


def unsettled(town: DemoTown) -> dict[str, int]:
    """Return what is still open, by name; empty when everything that was sold has been settled everywhere."""
    live = Listing.objects.filter(account__mode="live", components__isnull=False)
    placed = sum(len(town.orders(card["mall"])) for card in town.malls())
    counts = {
        "dirty_listings": live.filter(mark__dirty=True).count(),
        "listings_in_flight": live.filter(sending=True).count(),
        "listings_to_read": live.filter(read_due_at__isnull=False).count(),
        "open_steps": WriteBackStep.objects.filter(
            state__in=["planned", "sending", "unknown"], write_back__state="open"
        ).count(),
        "unknown_orders": placed - Order.objects.count(),
    }
    return {name: count for name, count in counts.items() if count > 0}


def summarise_day(town: DemoTown) -> dict[str, Any]:
    """Return the summary of the headless demo (design: commands)."""
    report = audit()
    propagation = measure(town, ignore_last_s=0.0)
    return {
        "orders": Order.objects.count(),
        "shipped": Order.objects.filter(phase__in=["shipped", "shipped_unpaid"]).count(),
        "cancelled": Order.objects.filter(phase="cancelled").count(),
        "malls": list(Account.objects.order_by("mall_id").values_list("mall_id", flat=True)),
        "propagation_ms": asdict(propagation),
        "unsettled": unsettled(town),
        "worklist_open": WorklistItem.objects.filter(closed_at__isnull=True).count(),
        "audit": {"balanced": report.balanced, "breaks": [asdict(found) for found in report.breaks]},
    }
