"""The timeline of an order."""

from ichigen.store.hot import run

ADD = """
insert into store_orderevent (order_id, at, kind, message, actor_id)
values (%(order)s, clock_timestamp(), %(kind)s, %(message)s, %(actor)s)
"""


def add_event(order_id: int, kind: str, message: str, actor_id: int | None = None) -> None:
    """Append one line to an order's timeline."""
    run(ADD, {"order": order_id, "kind": kind, "message": message[:300], "actor": actor_id})
