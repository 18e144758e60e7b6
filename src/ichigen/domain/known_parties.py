"""What a mall once told of buyer and receiver stays known when it no longer tells it.

Malls stop showing personal data after a while: a whole party, or its phone after delivery. A snapshot that says less than the
one before it is no news about the people.
"""

from dataclasses import fields, replace

from ichigen.domain.orders import MallOrder, Party, Withheld


def says_less(order: MallOrder) -> bool:
    """True where the order could lack what was told before. Only 匿名配送 is believed: nobody was ever told."""
    if order.withheld is Withheld.ANONYMOUS:
        return False
    return any(
        party is None or not (party.name and party.street and party.phone) for party in (order.buyer, order.ship_to)
    )


def with_known(order: MallOrder, buyer: Party | None, ship_to: Party | None) -> MallOrder:
    """Return the order with what was known of its parties where it says nothing of them."""
    whole = replace(order, buyer=_kept(order.buyer, buyer), ship_to=_kept(order.ship_to, ship_to))
    told_again = order.ship_to is None and whole.ship_to is not None
    return replace(whole, withheld=Withheld.NOTHING) if told_again else whole


def _kept(told: Party | None, known: Party | None) -> Party | None:
    if told is None or known is None:
        return told or known
    pairs = ((told.name, known.name), (told.postal_code, known.postal_code), (told.street, known.street))
    if any(new and new != old for new, old in pairs):
        return told  # somebody else, or somewhere else
    return Party(*(getattr(told, member.name) or getattr(known, member.name) for member in fields(Party)))
