"""What is stored of the people of orders."""

import json
from collections.abc import Mapping, Sequence

from ichigen.store.hot import run

#: Only of orders that told somebody.
KNOWN = """
select o.number, o.snapshot -> 'buyer', o.snapshot -> 'ship_to' from store_order o
where o.account_id = %(account)s and o.number = any(%(numbers)s)
  and (o.snapshot ->> 'buyer' is not null or o.snapshot ->> 'ship_to' is not null)
"""


def known_parties(account_id: int, numbers: Sequence[str]) -> Mapping[str, tuple[list[str] | None, list[str] | None]]:
    """Return buyer and receiver, as `domain.snapshots` writes them, by order number."""
    rows = run(KNOWN, {"account": account_id, "numbers": list(numbers)}).fetchall()
    return {number: (_party(buyer), _party(ship_to)) for number, buyer, ship_to in rows}


def _party(stored: object) -> list[str] | None:
    value = json.loads(stored) if isinstance(stored, str | bytes) else stored
    return value if isinstance(value, list) else None
