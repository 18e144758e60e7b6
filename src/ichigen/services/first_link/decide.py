"""A person decides what listings become: a SKU that exists, a new one, or nothing. One row, or all of a kind."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.catalogue.make_goods import SKU_CODE, make_skus
from ichigen.services.catalogue.suggest import Suggestion, bind_many
from ichigen.services.clock import now
from ichigen.services.first_link.plan import WAYS_FOR_ALL, WAYS_FOR_ONE, Kind, Way
from ichigen.services.orders.resolve import reserve_matched
from ichigen.store import import_plan
from ichigen.store.catalogue import LOCK_LISTINGS
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.import_plan import Planned
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.worklist import AuditLog

CHANGED = GuardRefusal(
    "plan_changed", "内容が変わったため実行しませんでした。表示を確認してから、もう一度実行してください。"
)
NOT_THIS = GuardRefusal("way_not_allowed", "この出品にはその操作を選べません。表示されている操作から選んでください。")
CODE_TAKEN = GuardRefusal(
    "sku_code_taken",
    "同じコードのSKUがすでにあるため、新しいSKUを作れません。そのSKUに紐付けるか、モールのコードを確認してください。",
)
TOGETHER_UNCLEAR = GuardRefusal(
    "together_unclear",
    "同じコードの出品が別のSKUかセットに紐付いているため、まとめられません。1件ずつ、新しいSKUを作るか紐付けを確認してください。",
)


def decide_one(
    account_id: int, listing_id: int, way: Way, sku_id: int | None, actor_id: int | None
) -> GuardRefusal | None:
    """Decide one listing; None when done. `sku_id`: which one, where `way` is BIND."""
    with transaction.atomic():
        import_plan.lock(account_id)
        found = import_plan.rows(account_id, ids=[listing_id])
        if not found:
            return CHANGED
        if way not in WAYS_FOR_ONE[Kind(found[0].kind)]:
            return NOT_THIS
        if way is Way.BIND and sku_id not in found[0].sku_ids:
            return CHANGED
        refusal = _DO[way](account_id, found, {listing_id: sku_id or 0}, actor_id)
    reserve_matched(account_id)
    return refusal


def decide_all(account_id: int, kind: Kind, way: Way, shown: int, actor_id: int | None) -> GuardRefusal | None:
    """Decide every listing of a kind the same way; refused where their number is not the one that was shown."""
    with transaction.atomic():
        import_plan.lock(account_id)
        found = import_plan.rows(account_id, kind)
        if len(found) != shown:
            return CHANGED
        if way not in WAYS_FOR_ALL.get(kind, ()):
            return NOT_THIS
        refusal = _DO[way](
            account_id, found, {row.listing_id: row.sku_ids[0] for row in found if row.sku_ids}, actor_id
        )
    reserve_matched(account_id)
    return refusal


def _bind(account_id: int, rows: Sequence[Planned], skus: Mapping[int, int], actor_id: int | None) -> None:
    bind_many(account_id, [Suggestion(row.listing_id, skus[row.listing_id]) for row in rows], actor_id, suggested=False)


def _make(account_id: int, rows: Sequence[Planned], _: Mapping[int, int], actor_id: int | None) -> GuardRefusal | None:
    """A SKU takes the code it is found by; where another has that code, or claims it too, the mall's technical one."""
    known = set(Sku.objects.filter(code__in=[row.match_code for row in rows]).values_list("code", flat=True))
    codes = {row.listing_id: _own_code(row, known) for row in rows}
    wanted = set(codes.values())
    if len(wanted) < len(codes) or "" in wanted or Sku.objects.filter(code__in=wanted).exists():
        return CODE_TAKEN
    listings = Listing.objects.in_bulk(list(codes))
    made = make_skus({code: listings[listing_id] for listing_id, code in codes.items()})
    _bind(account_id, rows, {listing_id: made[code] for listing_id, code in codes.items()}, actor_id)
    return None


def _own_code(row: Planned, known: set[str]) -> str:
    code = row.match_code if row.claims < 2 and row.match_code not in known and row.match_code else row.code
    return code if len(code) <= SKU_CODE else ""


def _together(
    account_id: int, rows: Sequence[Planned], _: Mapping[int, int], actor_id: int | None
) -> GuardRefusal | None:
    """Listings with one code are the same goods, listed more than once: they share one SKU, that of a bound one first."""
    shared = _bound_with(account_id, {row.match_code for row in rows})
    if any(len(own | set(row.sku_ids)) > 1 or 0 in own for row in rows if (own := shared.get(row.match_code))):
        return TOGETHER_UNCLEAR
    known = {row.listing_id: next(iter(shared.get(row.match_code) or row.sku_ids), 0) for row in rows}
    first: dict[str, Planned] = {}
    for row in rows:
        if not known[row.listing_id]:
            first.setdefault(row.match_code, row)
    listings = Listing.objects.in_bulk([row.listing_id for row in first.values()])
    made = make_skus({code: listings[row.listing_id] for code, row in first.items()})
    skus = {row.listing_id: known[row.listing_id] or made[row.match_code] for row in rows}
    _bind(account_id, rows, skus, actor_id)
    return None


def _bound_with(account_id: int, codes: set[str]) -> dict[str, set[int]]:
    """The SKUs of the account's bound listings with these codes, by code; 0 = one of them is a set or a pack."""
    parts = ListingComponent.objects.filter(listing__account_id=account_id, listing__match_code__in=codes - {""})
    of_listing: dict[tuple[str, int], list[int]] = {}
    for code, listing_id, sku_id, quantity in parts.values_list(
        "listing__match_code", "listing_id", "sku_id", "quantity"
    ):
        of_listing.setdefault((code, listing_id), []).append(sku_id if quantity == 1 else 0)
    found: dict[str, set[int]] = {}
    for (code, _), sku_ids in of_listing.items():
        found.setdefault(code, set()).add(sku_ids[0] if len(sku_ids) == 1 else 0)
    return found


def _leave(_: int, rows: Sequence[Planned], __: Mapping[int, int], actor_id: int | None) -> None:
    _lock(rows)
    Listing.objects.filter(pk__in=[row.listing_id for row in rows]).update(unbound_at=now())
    _record("listing.leave", rows, actor_id)


def _back(_: int, rows: Sequence[Planned], __: Mapping[int, int], actor_id: int | None) -> None:
    _lock(rows)
    Listing.objects.filter(pk__in=[row.listing_id for row in rows]).update(unbound_at=None)
    _record("listing.consider", rows, actor_id)


def _lock(rows: Sequence[Planned]) -> None:
    """Lock listings by id before their rows are changed, as everybody does."""
    run(LOCK_LISTINGS, {"ids": [row.listing_id for row in rows]})


def _record(action: str, rows: Sequence[Planned], actor_id: int | None) -> None:
    AuditLog.objects.bulk_create(
        AuditLog(actor_id=actor_id, action=action, subject="listing", subject_id=row.listing_id) for row in rows
    )


_DO: Mapping[Way, Callable[[int, Sequence[Planned], Mapping[int, int], int | None], GuardRefusal | None]] = {
    Way.BIND: _bind,
    Way.MAKE: _make,
    Way.TOGETHER: _together,
    Way.LEAVE: _leave,
    Way.BACK: _back,
}
