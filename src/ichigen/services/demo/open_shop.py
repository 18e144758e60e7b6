"""Open the demo shop: link every simulated mall, read goods, orders and stock in, start 在庫連動."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any

from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.link import link_account
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.catalogue.make_goods import make_goods
from ichigen.services.catalogue.open_stock import open_stock_from
from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.catalogue.suggest import accept_suggestions, suggest
from ichigen.services.demo.town import DemoTown
from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.wake import wake
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing


def open_demo_shop(town: DemoTown, opened: Callable[[Sequence[str]], None]) -> None:
    """Link all malls of the town and start them one by one, the first as the master of stock.

    The worker reads goods, orders and numbers; a mall that shows one item a second takes its time, the others sell:
    `opened` is called with the ids of the malls that are open so far.
    """
    account_ids = [link(card) for card in sorted(town.malls(), key=_shows_late)]
    for account_id in account_ids:
        wake(account_id, "catalogue")
        wake(account_id, "intake")
    for account_id in account_ids:
        wait_for(lambda: _fresh(account_id, "catalogue"), 600.0)  # noqa: B023 - called within the turn
        bind_goods(account_id)
        wake(account_id, "stock")
        wait_for(lambda: _all_read(account_id), 600.0)  # noqa: B023 - called within the turn
        open_stock_from(account_id)
        start_stock_sync(account_id, None)
        wake(account_id, "write_back")
        opened(list(Account.objects.filter(mode=Account.Mode.LIVE).values_list("mall_id", flat=True)))


def _shows_late(card: Mapping[str, Any]) -> bool:
    """Malls that take differences are the quickest to open; the shop need not wait for those that show numbers late."""
    return StockMode.RELATIVE not in mall(card["mall"]).stock.modes


def link(card: Mapping[str, Any]) -> int:
    """Link one simulated mall with the credentials on its card."""
    kind = mall(card["mall"])
    endpoints = {endpoint.name: str(card["base_url"]) for endpoint in kind.endpoints}
    outcome = link_account(kind.id, f"{kind.label} 練習店", card["credentials"], endpoints, None)
    if outcome.account_id is None:
        raise RuntimeError(f"{kind.label}: {dict(outcome.errors)}")
    return outcome.account_id


def bind_goods(account_id: int) -> None:
    """Exact codes first; then titles, then new SKUs for the rest."""
    match_listings(account_id)
    reserve_matched(account_id)
    accept_suggestions(account_id, suggest(account_id))
    make_goods(account_id)


def wait_for(condition: Callable[[], bool], patience_s: float) -> None:
    """Wait until the worker is so far. RuntimeError when it does not get there."""
    ends = monotonic() + patience_s
    while not condition():
        if monotonic() > ends:
            raise RuntimeError("モールの商品・受注・在庫を読み終わりません。ワーカーが動いているか確認してください。")
        sleep(0.2)


def _fresh(account_id: int, kind: str) -> bool:
    return LoopState.objects.filter(account_id=account_id, kind=kind, fresh_at__isnull=False).exists()


def _all_read(account_id: int) -> bool:
    matched = Listing.objects.filter(account_id=account_id, components__isnull=False, kept_by_mall=False)
    unread = matched.filter(seen_at__isnull=True)
    return _fresh(account_id, "intake") and not unread.exists()
