"""差異の一覧: where the mall's number is not the one the hub would send, and why, before 在庫連動を開始."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ichigen.domain.stock import offer
from ichigen.mallkit.registry import malls
from ichigen.services.stock_sync.brake import FREE, SHARE
from ichigen.store.accounts import Account
from ichigen.store.differences import Compared, compared


class Change(StrEnum):
    """What would happen to a number on the mall."""

    ALL = "all"
    ZERO = "zero"
    FALLS = "falls"
    RISES = "rises"
    UNREAD = "unread"


CHANGE_LABELS: Mapping[Change, str] = {
    Change.ALL: "すべての差異",
    Change.ZERO: "0 になる",
    Change.FALLS: "減る",
    Change.RISES: "増える",
    Change.UNREAD: "モールの在庫が未読",
}

#: Why the numbers differ, the first that applies. Whole sentences, shown to a person.
REASONS: Sequence[tuple[Callable[[Compared, int], bool], str]] = (
    (lambda row, _: row.on_mall is None, "モールの在庫をまだ読んでいません。"),
    (lambda row, _: row.unopened, "在庫が一度も登録されていないSKUがあります。期首在庫の元を選んでください。"),
    (lambda row, _: row.reserved > row.on_hand, "在庫より多く確保されています（在庫不足）。"),
    (lambda row, _: row.made_up, "セット商品です。いちばん少ないSKUに合わせます。"),
    (
        lambda row, at: row.on_mall is not None and row.on_mall - at == row.reserved > 0,
        "未出荷の受注で確保した分です。",
    ),
    (lambda row, _: not row.on_sale, "モールで販売停止中の商品です。在庫数だけを合わせます。"),
    (
        lambda row, at: row.on_mall is not None and at < row.on_mall,
        "ハブの販売可能数がモールの在庫より少なくなっています。",
    ),
    (lambda row, at: True, "ハブの販売可能数がモールの在庫より多くなっています。"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One listing whose number on the mall is not what we would send; pieces of the listing."""

    id: int
    code: str
    title: str
    sku_codes: tuple[str, ...]
    on_mall: int | None
    desired: int
    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences of an account; `listings`: how many were compared; `braked`: zeros would be held back and asked for."""

    rows: tuple[Difference, ...]
    counts: Mapping[Change, int]
    listings: int
    braked: bool


def differences(account_id: int) -> Differences:
    """Compare every listing that has SKUs."""
    account = Account.objects.only("mall_id").get(pk=account_id)
    rows = compared(account_id)
    mall = malls().get(account.mall_id)
    found = tuple(
        row for row in (_difference(row, mall.stock.maximum if mall else None) for row in rows) if row is not None
    )
    counts = {change: sum(row.change == change for row in found) for change in Change} | {Change.ALL: len(found)}
    braked = counts[Change.ZERO] > max(FREE, int(len(rows) * SHARE))
    return Differences(found, counts, len(rows), braked)


def _difference(row: Compared, most: int | None) -> Difference | None:
    offered = offer(row.components)
    desired = offered if most is None else min(offered, most)
    if desired == row.on_mall:
        return None
    reason = next(text for applies, text in REASONS if applies(row, desired))
    title = f"{row.title} {row.variant}".strip()
    return Difference(
        row.id, row.code, title, row.sku_codes, row.on_mall, desired, _change(row.on_mall, desired), reason
    )


def _change(on_mall: int | None, desired: int) -> Change:
    if on_mall is None:
        return Change.UNREAD
    if desired > on_mall:
        return Change.RISES
    return Change.FALLS if desired else Change.ZERO
