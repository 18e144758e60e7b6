"""Orders as a mall of the tests returns them, ready to be shipped or cancelled."""

from datetime import datetime

from ichigen.domain.orders import MallOrder, Parcel
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account
from ichigen.store.orders import Order
from tests.builders import NOON, make_order

PARCEL = Parcel("yamato", "4000-0000-0011", NOON.date())
CORRECT = Parcel("yamato", "4000-0000-0022", NOON.date())


def take(account: Account, *orders: MallOrder, at: datetime = NOON) -> Order:
    """Take orders in; return the first."""
    take_in(Source(account.id, at, account.started_at), orders)
    return Order.objects.get(account=account, number=orders[0].number)


def handles(**values: str) -> dict[str, str]:
    """What one mall keeps of an order to write it back: paid, seen, not shipped unless said otherwise."""
    shown = {"order_status": "2", "pay_status": "1", "ship_status": "1", "is_seen": "1"}
    return shown | {"company": "", "invoices": "", "empty_reason": ""} | values


def ready(account: Account, number: str = "1001") -> Order:
    """An order of one A-1 that waits for shipping."""
    return take(account, make_order(number, handles=handles()))
