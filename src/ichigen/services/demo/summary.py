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


def settled(town: DemoTown) -> bool:
    """True when every order of the malls is known, nothing is dirty or in flight, and every step has been settled."""
    if Listing.objects.filter(account__mode="live", dirty=True, components__isnull=False).exists():
        return False
    if Listing.objects.filter(sending=True).exists() or Listing.objects.filter(read_due_at__isnull=False).exists():
        return False
    if WriteBackStep.objects.filter(state__in=["planned", "sending", "unknown"], write_back__state="open").exists():
        return False
    placed = sum(len(town.orders(card["mall"])) for card in town.malls())
    return Order.objects.count() >= placed


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
        "worklist_open": WorklistItem.objects.filter(closed_at__isnull=True).count(),
        "audit": {"balanced": report.balanced, "breaks": [asdict(found) for found in report.breaks]},
    }
