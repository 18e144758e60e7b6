"""One listing's number on its mall: what it should be, what the mall shows, and how it stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce, Least

from ichigen.domain.stock import ComponentStock, offer
from ichigen.mallkit import registry
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing, ListingComponent

STATES = (
    "confirmed",
    "waiting",
    "sending",
    "written",
    "unread",
    "failed",
    "drift",
    "provisional",
    "stopped",
    "off",
    "kept",
)


@dataclass(frozen=True, slots=True)
class ListingState:
    """One listing's number on its mall, and how it stands: `state` is one of `STATES`."""

    id: int
    account_id: int
    code: str
    per_sale: int
    desired: int | None
    seen: int | None
    confirmed_at: datetime | None
    seen_at: datetime | None
    provisional: int
    state: str
    message: str


def listing_states(sku_ids: Sequence[int]) -> dict[int, dict[int, tuple[ListingState, ...]]]:
    """Return the listings of these SKUs by SKU id and account id; three queries."""
    found: dict[int, dict[int, tuple[ListingState, ...]]] = defaultdict(dict)
    rows = (
        ListingComponent.objects.filter(sku_id__in=sku_ids)
        .select_related("listing", "listing__account")
        .defer("listing__account__credentials", "listing__account__tokens")
        .order_by("listing_id")
    )
    offers = _offers({row.listing_id for row in rows})
    stopped = Installation.objects.filter(writes_stopped_at__isnull=False).exists()
    for row in rows:
        state = _listing(row.listing, row.quantity, offers.get(row.listing_id), stopped)
        by_account = found[row.sku_id]
        by_account[state.account_id] = (*by_account.get(state.account_id, ()), state)
    return found


def _offers(listing_ids: Collection[int]) -> dict[int, int]:
    """What each listing should show now, by the rule that the stock loop follows; one query."""
    parts: dict[int, list[ComponentStock]] = defaultdict(list)
    on_hand, reserved = F("sku__levels__on_hand"), F("sku__levels__reserved")
    counts = Case(When(sku__levels__location__sells=True, then=on_hand), default=Least(on_hand, reserved))
    rows = (
        ListingComponent.objects.filter(listing_id__in=listing_ids)
        .annotate(
            free=Coalesce(Sum(counts - F("sku__levels__reserved")), 0),
        )
        .values_list("listing_id", "quantity", "free")
    )
    for listing_id, per_sale, free in rows:
        parts[listing_id].append(ComponentStock(free, per_sale))
    return {listing_id: offer(components) for listing_id, components in parts.items()}


def _listing(listing: Listing, per_sale: int, offered: int | None, stopped: bool) -> ListingState:
    desired = None if listing.kept_by_mall else _within(listing, offered)
    state, message = _state(listing, desired, stopped)
    return ListingState(
        id=listing.id,
        account_id=listing.account_id,
        code=listing.code,
        per_sale=per_sale,
        desired=desired,
        seen=listing.seen_quantity,
        confirmed_at=listing.confirmed_at,
        seen_at=listing.seen_at,
        provisional=listing.provisional,
        state=state,
        message=message,
    )


def _within(listing: Listing, offered: int | None) -> int | None:
    """No mall is offered more than it can show."""
    mall = registry.malls().get(listing.account.mall_id)
    return offered if offered is None or mall is None else min(offered, mall.stock.maximum)


def _state(listing: Listing, desired: int | None, stopped: bool) -> tuple[str, str]:
    """The first row that applies says how the number stands, and why."""
    account = listing.account
    differs = desired != listing.seen_quantity
    taken = listing.expected_low == listing.expected_quantity == desired
    table = (
        (listing.kept_by_mall, "kept", "モールの倉庫にある在庫です。数はモールが管理し、こちらからは書き込みません"),
        (bool(listing.error_code), "failed", listing.error_message),
        (not listing.on_sale, "off", "モールで販売していません"),
        (listing.drift != 0, "drift", "モール側で変更されました"),
        (listing.provisional > 0, "provisional", "モールの数だけが減っています。受注が届くまで押さえています"),
        (listing.sending or listing.bulk_quantity is not None, "sending", "モールへ送信しています"),
        (listing.seen_at is None, "unread", "まだ読み取っていません"),
        (differs and taken, "written", "モールに書き込みました。読み返すと確認済みになります"),
        (differs and account.mode == Account.Mode.READING, "stopped", "確認のみのため書き込みません"),
        (differs and account.mode == Account.Mode.DISABLED, "stopped", "アカウントが無効のため書き込みません"),
        (differs and stopped, "stopped", "全モールへの書込みを停止しています"),
        (differs and not desired and account.braked_at is not None, "stopped", "0 にする書込みを止めて確認しています"),
        (differs, "waiting", "送信を待っています"),
        (listing.confirmed_at is None, "unread", "まだ確認していません"),
    )
    return next(((state, message) for applies, state, message in table if applies), ("confirmed", ""))
