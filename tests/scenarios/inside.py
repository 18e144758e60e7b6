"""Runs inside an installation of its own: `python -m tests.scenarios.inside link '<cards>'`, `… settled 8 42`."""

import json
import sys
import time
from contextlib import suppress
from typing import Any

from ichigen.cli.django_ready import set_up_django


def link(cards: list[dict[str, Any]]) -> None:
    """Link every mall of the cards, take the opening stock from the first, start 在庫連動."""
    from ichigen.mallkit.registry import mall
    from ichigen.services.accounts.link import link_account
    from ichigen.services.accounts.start import start_stock_sync
    from ichigen.services.catalogue.make_goods import make_goods
    from ichigen.services.catalogue.open_stock import open_stock_from
    from ichigen.store.accounts import LoopState
    from ichigen.store.listings import Listing

    accounts: list[int] = []
    for card in cards:
        endpoints = {endpoint.name: card["base_url"] for endpoint in mall(card["mall"]).endpoints}
        linked = link_account(card["mall"], card["mall"], card["credentials"], endpoints, None)
        assert linked.account_id is not None, linked.errors
        accounts.append(linked.account_id)
    while LoopState.objects.filter(kind="catalogue", succeeded_at__isnull=False).count() < len(accounts):
        time.sleep(0.2)
    for account_id in accounts:
        make_goods(account_id)
    while LoopState.objects.filter(kind="intake", succeeded_at__isnull=False).count() < len(accounts):
        time.sleep(0.2)
    while Listing.objects.filter(components__isnull=False, seen_at__isnull=False).count() < len(accounts):
        time.sleep(0.2)
    open_stock_from(accounts[0])
    for account_id in accounts:
        assert start_stock_sync(account_id, None) is None


def settled(orders: int, quantity: int) -> bool:
    """All orders are in, every listing is 確認済み with this quantity, the books balance."""
    from ichigen.services.audit.run import audit
    from ichigen.store.listings import Listing
    from ichigen.store.orders import Order

    listings = Listing.objects.filter(components__isnull=False)
    shown = all(
        not row.mark.dirty and (row.seen_quantity, row.expected_low, row.expected_quantity) == (quantity,) * 3
        for row in listings.select_related("mark")
    )
    return Order.objects.count() == orders and shown and audit().breaks == ()


def main() -> None:
    """What the process does; it waits through a database that is being restarted."""
    set_up_django()
    from django.db import DatabaseError, InterfaceError, connection

    if sys.argv[1] == "link":
        link(json.loads(sys.argv[2]))
        return
    ends = time.monotonic() + 90
    while time.monotonic() < ends:
        with suppress(DatabaseError, InterfaceError):
            if settled(int(sys.argv[2]), int(sys.argv[3])):
                return
        connection.close()
        time.sleep(0.5)
    sys.exit("not settled within 90 s")


if __name__ == "__main__":
    main()
