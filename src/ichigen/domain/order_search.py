"""What an order is found by: number, name, people, phones, mail, parcels and codes of goods."""

from collections.abc import Iterator
from hashlib import blake2b

from ichigen.domain.orders import MallOrder, Party
from ichigen.domain.search import field, text_of


def searched_text(order: MallOrder) -> str:
    """Return the folded text of an order."""
    return text_of(list(_fields(order)))


def ship_key(order: MallOrder) -> int | None:
    """Return a number that orders to the same person at the same address share; None where the address is unknown."""
    to = order.ship_to
    if to is None or not to.name or not (to.city or to.street):
        return None
    spelled = "\n".join(map(field, (to.name, to.postal_code.replace("-", ""), to.prefecture, to.city + to.street)))
    return int.from_bytes(blake2b(spelled.encode(), digest_size=8).digest(), signed=True)


def _fields(order: MallOrder) -> Iterator[str]:
    yield order.number
    yield order.name
    for party in (order.buyer, order.ship_to):
        if party is not None:
            yield from _of_party(party)
    for parcel in order.parcels:
        yield parcel.tracking_number
    for line in order.lines:
        yield line.listing_code
        yield from line.match_codes


def _of_party(party: Party) -> Iterator[str]:
    yield party.name
    yield party.kana
    yield "".join(filter(str.isdigit, field(party.phone)))
    yield party.email
