"""What a mall once told of buyer and receiver stays known when it no longer tells it.

Malls stop showing personal data after a while: a whole party, or its phone after delivery. A snapshot that says less than the
one before it is no news about the people.
"""

from dataclasses import replace

from ichigen.domain.orders import MallOrder, Party, Withheld


def says_less(order: MallOrder) -> bool:
    """True where the order could lack what was told before. One that says why it tells nothing is believed."""
    if order.withheld is not Withheld.NOTHING:
        return False
    return any(party is None or not party.phone for party in (order.buyer, order.ship_to))


def with_known(order: MallOrder, buyer: Party | None, ship_to: Party | None) -> MallOrder:
    """Return the order with what was known of its parties where it says nothing of them."""
    return replace(order, buyer=_kept(order.buyer, buyer), ship_to=_kept(order.ship_to, ship_to))


def _kept(told: Party | None, known: Party | None) -> Party | None:
    if told is None or known is None:
        return told or known
    same = (told.name, told.postal_code, told.street) == (known.name, known.postal_code, known.street)
    return replace(told, phone=told.phone or known.phone, email=told.email or known.email) if same else told
