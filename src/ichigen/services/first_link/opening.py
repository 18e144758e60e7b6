"""期首在庫の元: where the first numbers come from. on_hand = source + open reservations (design: first link)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from ichigen.domain.write_back import GuardRefusal
from ichigen.services.catalogue.open_stock import enter, open_stock_from
from ichigen.services.clock import now
from ichigen.services.first_link.plan import undecided
from ichigen.services.orders.resolve import reserve_matched
from ichigen.services.views.malls import AccountFace, mall_face
from ichigen.store import import_plan, ledger, opening, waiting_lines
from ichigen.store.accounts import Account
from ichigen.store.start import codes_never_read, intake_is_fresh, taken_in_since_read
from ichigen.store.worklist import AuditLog

#: Source of SKUs that have no stock yet, beside the id of an account.
ZERO, HUB = "zero", "hub"

NO_SOURCE = GuardRefusal("source_missing", "期首在庫の元を選んでください。")
NO_HELD = GuardRefusal("held_missing", "未出荷の受注の分が、いまのハブの在庫に含まれているかどうかを選んでください。")
NOT_FRESH = GuardRefusal(
    "intake_not_fresh", "受注の取込が完了していません。取込が完了するまで数分待ってから、もう一度実行してください。"
)
NOT_READ = GuardRefusal(
    "stock_not_read",
    "選んだECアカウントに、モールの在庫をまだ読んでいない出品があります。数分待ってから、もう一度実行してください。",
)
ALREADY_LIVE = GuardRefusal(
    "already_live",
    "在庫連動を開始したECアカウントの期首在庫は登録できません。数が違うSKUは、在庫の画面で「調整」してください。",
)
NOT_SINCE = GuardRefusal(
    "intake_older_than_stock",
    "モールの在庫を読んだあとの受注を、まだ取り込み終えていません。1分ほど待ってから、もう一度実行してください。",
)
UNDECIDED = GuardRefusal(
    "import_undecided", "取込みの確認で、まだ決めていない出品があるため登録できません。取込みの確認で決めてください。"
)
STILL_EMPTY = GuardRefusal(
    "stock_not_opened",
    "在庫が一度も登録されていないSKUが残っています。残りの元を選ぶか、CSV・入荷で数を登録してください。",
)


class Held(StrEnum):
    """Whether the hub's stock, as it is, has the units of this account's open orders in it."""

    INSIDE = "inside"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class StockSource:
    """An account whose numbers could be the opening stock: of how many SKUs it says something, and how many pieces."""

    account: AccountFace
    skus: int
    pieces: int


@dataclass(frozen=True, slots=True)
class OpeningState:
    """What is open of an account's opening stock.

    `open_units`: what its open orders hold; `held`: how much of that of SKUs that the hub has stock of already, while
    nobody has said whether it is in that stock. What an opening of another account added is in it.
    """

    unopened: int
    in_hub: int
    open_units: int
    held: int
    sources: tuple[StockSource, ...]
    opened_from: str


def opening_state(account_id: int) -> OpeningState:
    """Return what a person has to choose from."""
    unopened, in_hub = opening.unopened_of(account_id), opening.opened_of(account_id)
    faces = {account.pk: account for account in Account.objects.defer("credentials", "tokens")}
    found = tuple(
        StockSource(AccountFace(pk, faces[pk].label, mall_face(faces[pk].mall_id)), skus, pieces)
        for pk, skus, pieces in opening.sources(unopened)
    )
    opened_from = faces[account_id].opened_from
    held = sum(row.units for row in opening.unsaid(account_id, in_hub, faces[account_id].opened_at))
    open_units = sum(row.units for row in opening.held(account_id, [*unopened, *in_hub]))
    own_first = tuple(sorted(found, key=lambda source: source.account.id != account_id))
    return OpeningState(len(unopened), len(in_hub), open_units, held, own_first, opened_from)


def unsaid_units(account_id: int) -> int:
    """Return how many held units nobody has said of whether they are in the hub's stock."""
    opened_at = Account.objects.values_list("opened_at", flat=True).get(pk=account_id)
    return sum(row.units for row in opening.unsaid(account_id, opening.opened_of(account_id), opened_at))


def open_account(account_id: int, source: str, held: str, actor_id: int | None) -> GuardRefusal | None:
    """Give every SKU of an account's listings its first stock; None when done.

    `source` for SKUs without stock: an account's id, `ZERO`, or `HUB` (there must be none left). `held` (`Held`) for
    those that the hub has stock of, where open orders of this account hold some of it.
    """
    reserve_matched(account_id)  # locks orders, so it is over before SKUs are locked
    with transaction.atomic():
        return _open(account_id, source, held, actor_id)


def _open(account_id: int, source: str, held: str, actor_id: int | None) -> GuardRefusal | None:
    import_plan.lock(account_id)
    account = Account.objects.only("id", "mode", "opened_from", "opened_at").get(pk=account_id)
    refusal = _too_early(account)
    if refusal is not None:
        return refusal
    unopened, in_hub = _lock_goods(account_id)
    ledger.lock_listings([*unopened, *in_hub])
    kept = opening.unsaid(account_id, in_hub, account.opened_at)
    refusal = _refusal(account_id, source, held, unopened, sum(row.units for row in kept))
    if refusal is not None:
        return refusal
    if source == ZERO:
        enter(opening.nothing(account_id, unopened), "期首在庫", actor_id)
    elif source != HUB:
        open_stock_from(int(source), actor_id, only=set(unopened))
    if held == Held.ADD and kept:
        enter(kept, "期首在庫（未出荷の受注の分）", actor_id)
    account.opened_from, account.opened_at = (f"{source}+{held}" if kept else source), now()
    account.save(update_fields=["opened_from", "opened_at"])
    _record(account_id, source, held, actor_id)
    return None


def _lock_goods(account_id: int) -> tuple[list[int], list[int]]:
    """Lock the SKUs of the account's listings; return those without and those with stock in the hub."""
    known = {*opening.unopened_of(account_id), *opening.opened_of(account_id)}
    opening.lock(sorted(known))
    # Looked at again: somebody may have counted one while this waited for its lock.
    unopened, in_hub = opening.unopened_of(account_id), opening.opened_of(account_id)
    return [sku_id for sku_id in unopened if sku_id in known], [sku_id for sku_id in in_hub if sku_id in known]


def _too_early(account: Account) -> GuardRefusal | None:
    if account.mode == Account.Mode.LIVE:
        return ALREADY_LIVE
    if undecided(account.pk):
        return UNDECIDED
    return NOT_FRESH if waiting_lines.matched_meanwhile(account.pk) else None


def _refusal(account_id: int, source: str, held: str, unopened: Sequence[int], held_units: int) -> GuardRefusal | None:
    if source not in (ZERO, HUB) and not source.isdecimal():
        return NO_SOURCE
    if source == HUB and unopened:
        return STILL_EMPTY
    if held_units and held not in set(Held):
        return NO_HELD
    if not intake_is_fresh(account_id):
        return NOT_FRESH
    if not source.isdecimal():
        return None
    if codes_never_read(int(source)):
        return NOT_READ
    return None if taken_in_since_read(int(source), account_id, unopened) else NOT_SINCE


def _record(account_id: int, source: str, held: str, actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action="account.open_stock",
        subject="account",
        subject_id=account_id,
        data={"source": source, "held": held},
    )
