"""Orders that say less of their people than before keep what was known."""

from collections.abc import Sequence

from ichigen.domain.known_parties import says_less, with_known
from ichigen.domain.orders import MallOrder
from ichigen.domain.snapshots import party_from_json
from ichigen.store.order_parties import known_parties


def keep_known_parties(account_id: int, orders: Sequence[MallOrder]) -> Sequence[MallOrder]:
    """Return the orders with what was stored of buyer and receiver where they tell nothing; asks only for those."""
    numbers = [order.number for order in orders if says_less(order)]
    if not numbers:
        return orders
    known = known_parties(account_id, numbers)
    return [
        with_known(order, *map(party_from_json, known[order.number])) if order.number in known else order
        for order in orders
    ]
