"""Why is this not linked? Facts in, conditions out, in the order in which they must be mended (E2-01…E2-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

#: Orders count as being taken in while the last complete intake is no older than this.
INTAKE_MAY_BE_OLD = timedelta(minutes=10)

Value: TypeAlias = "str | int | datetime | None"


class Fix(StrEnum):
    """The place where a condition is mended."""

    ACCOUNT = "account"
    CREDENTIALS = "credentials"
    BIND = "bind"
    LISTINGS = "listings"
    RECEIVE = "receive"
    WRITES = "writes"
    WORKLIST = "worklist"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: `label` names it, `reason` says how it stands (`values` fill its places), `fix` where to mend it."""

    code: str
    label: str
    met: bool
    reason: str
    fix: Fix
    values: Mapping[str, Value] = field(default_factory=dict)


#: Each condition: its name, how it reads when met, how when not, where it is mended.
WORDS: Mapping[str, tuple[str, str, str, Fix]] = {
    "linked": (
        "アカウントが有効",
        "つながっています。",
        "無効にしたアカウントです。使うときは、認証情報を登録し直してください。",
        Fix.CREDENTIALS,
    ),
    "checked": (
        "接続チェックに合格",
        "%(at)s に合格しました。",
        "%(at)s の接続チェックで不足が見つかりました。直してから、もう一度実行してください。",
        Fix.ACCOUNT,
    ),
    "functions": (
        "必要な機能と権限",
        "すべて使えます。",
        "不足: %(missing)s。モールで利用申請をしてから、接続チェックを実行してください。",
        Fix.ACCOUNT,
    ),
    "credential": (
        "認証の有効期間",
        "%(until)s まで使えます。",
        "%(until)s に切れました。認証情報を更新してください。",
        Fix.CREDENTIALS,
    ),
    "orders": (
        "受注を取り込んでいる",
        "最終取込 %(at)s",
        "最終取込 %(at)s から止まっています。動作状況を確認してください。",
        Fix.ACCOUNT,
    ),
    "lookback": (
        "受注をさかのぼる日数",
        "設定のとおりにさかのぼっています。",
        "「%(label)s」が 1〜60 の整数ではないため、既定の日数をさかのぼっています。直してください。",
        Fix.CREDENTIALS,
    ),
    "catalogue": (
        "出品を読み取った",
        "%(n)s 件の出品があります。",
        "まだ読み取っていません。数分待っても変わらないときは、動作状況を確認してください。",
        Fix.ACCOUNT,
    ),
    "bound": (
        "出品が SKU に紐付いている",
        "%(m)s 件すべてが紐付いています。",
        "%(m)s 件のうち %(n)s 件だけが紐付いています。残りの在庫は連動しません。",
        Fix.LISTINGS,
    ),
    "opened": (
        "期首在庫を登録した",
        "すべて登録されています。",
        "%(n)s 件の SKU に在庫が一度も登録されていません。期首在庫を取り込むか、入荷を登録してください。",
        Fix.RECEIVE,
    ),
    "started": (
        "在庫連動を開始した",
        "%(at)s から連動しています。",
        "確認のみのため、モールに書き込みません。在庫連動を開始してください。",
        Fix.ACCOUNT,
    ),
    "writes": (
        "書込みを停止していない",
        "停止していません。",
        "%(at)s から、全モールへの書込みを停止しています。",
        Fix.WRITES,
    ),
    "brake": (
        "0 にする書込みを止めていない",
        "止めていません。",
        "%(at)s から、多数の在庫が 0 になるため止めています。要対応で確かめてください。",
        Fix.WORKLIST,
    ),
    "listed": (
        "出品がある",
        "出品があります。",
        "この SKU を使う出品がありません。出品の紐付けで、モールの商品コードに紐付けてください。",
        Fix.LISTINGS,
    ),
    "bound_one": (
        "SKU に紐付いている",
        "紐付いています。",
        "どの SKU の在庫か分かりません。SKU に紐付けてください。",
        Fix.BIND,
    ),
    "exists": (
        "モールに商品がある",
        "%(at)s に確認しました。",
        "モールにこのコードの商品が見つかりません。モールで登録するか、コードを直してください。",
        Fix.WORKLIST,
    ),
    "on_sale": (
        "モールで販売している",
        "販売中です。",
        "モールで販売を停止しています。モールの管理画面で販売を始めてください。",
        Fix.LISTINGS,
    ),
    "ours": (
        "自社の在庫から出荷している",
        "自社の在庫から出荷しています。",
        "モール倉庫の在庫です。数はモールが管理するため、連動しません。表示だけを行います。",
        Fix.LISTINGS,
    ),
    "read": (
        "モールの在庫を読んだ",
        "%(at)s に読みました。",
        "まだ読み取っていません。数分待っても変わらないときは、要対応を確認してください。",
        Fix.WORKLIST,
    ),
    "opened_one": (
        "期首在庫を登録した",
        "登録されています。",
        "この SKU に在庫が一度も登録されていません。期首在庫を取り込むか、入荷を登録してください。",
        Fix.RECEIVE,
    ),
    "accepted": ("モールが在庫を受け付けた", "エラーはありません。", "モールの答え: %(why)s", Fix.WORKLIST),
    "agreed": (
        "モール側で変更されていない",
        "変更はありません。",
        "モールの数が、あるはずの数と違います (仮確保 %(n)s 個)。受注を確かめています。",
        Fix.WORKLIST,
    ),
    "written": (
        "モールの数が合っている",
        "%(seen)s 個で合っています。",
        "%(seen)s 個を %(desired)s 個にするのを待っています。",
        Fix.ACCOUNT,
    ),
    "confirmed": (
        "読み返して確認した",
        "確認済み %(at)s",
        "まだ読み返していません。次の読み取りで確認します。",
        Fix.ACCOUNT,
    ),
}
#: What is said instead where more is known.
NEVER_CHECKED = "まだ確認していません。接続チェックを実行してください。"
DEAD = "接続できません。%(why)s"
NO_EXPIRY = "期限は分かっていません。接続チェックで確かめ続けます。"
INTAKE_NEVER = "まだ一度も取り込んでいません。数分待っても変わらないときは、動作状況を確認してください。"
INTAKE_FAILING = "最後の取込 %(at)s のあと失敗しています。%(why)s"
INTAKE_OFF = "受注の自動取得を切っています。最終取込 %(at)s。受注は「いま受注を取り込む」を押したときだけ取り込みます。"
INTAKE_OFF_NEVER = "受注の自動取得を切っていて、まだ一度も取り込んでいません。「いま受注を取り込む」を押してください。"
NOTHING_TO_BIND = "紐付ける出品がまだありません。"
STOCK_FAILING = "%(seen)s 個を %(desired)s 個にするのを待っています。%(why)s"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is known of an account. `expires_at`: the soonest end of a credential; `missing`: functions that did not pass.

    `listings`, `bound`: how many codes the mall has, and how many of them have SKUs; `unopened`: SKUs the mall sells that
    were never opened, received or counted. `bad_lookbacks`: settings of how far to look back that cannot be used.
    `automatic`: 受注の自動取得; without it `intake_at` is the last intake that a person asked for.
    """

    now: datetime
    disabled: bool
    checked_at: datetime | None
    check_passed: bool
    missing: Sequence[str]
    dead: str
    expires_at: datetime | None
    intake_at: datetime | None
    intake_error: str
    catalogue_at: datetime | None
    listings: int
    bound: int
    unopened: int
    live: bool
    started_at: datetime | None
    writes_stopped_at: datetime | None
    braked_at: datetime | None
    bad_lookbacks: Sequence[str] = ()
    automatic: bool = True


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What is known of one listing. `waiting_for`: what the account's stock loop said last, if it failed.

    `kept`: the goods lie in the mall's own warehouse.
    """

    bound: bool
    exists_at: datetime | None
    on_sale: bool
    seen_at: datetime | None
    opened: bool
    error: str
    drift: bool
    provisional: int
    desired: int | None
    seen: int | None
    sending: bool
    confirmed_at: datetime | None
    waiting_for: str
    kept: bool = False


def account_conditions(facts: AccountFacts) -> tuple[Condition, ...]:
    """Return the checklist of an account."""
    wrong = facts.bad_lookbacks
    lookback = (_condition("lookback", False, label="、".join(wrong)),) if wrong else ()
    return (
        *_connection(facts),
        *lookback,
        *_goods(facts),
        *_writing(facts),
        _brake(facts, facts.braked_at is not None),
    )


def listing_conditions(account: AccountFacts, listing: ListingFacts) -> tuple[Condition, ...]:
    """Return what must be true for one listing to be in step: its account's conditions, then its own.

    What the mall keeps in its own warehouse is never in step, whatever else is true.
    """
    if listing.kept:
        return (*_connection(account), *_of_listing(listing)[:3], _condition("ours", False))
    held = account.braked_at is not None and listing.desired == 0 and listing.seen != 0
    return (
        *_connection(account),
        *_of_listing(listing),
        *_writing(account),
        _brake(account, held),
        *_number(listing),
    )


def unlisted() -> Condition:
    """The condition of a SKU that no listing has."""
    return _condition("listed", False)


def _condition(code: str, met: bool, *, instead: str = "", fix: Fix | None = None, **values: Value) -> Condition:
    """A condition in its usual words, or in those of `instead`."""
    label, good, bad, usual = WORDS[code]
    return Condition(code, label, met, instead or (good if met else bad), fix or usual, values)


def _connection(facts: AccountFacts) -> tuple[Condition, ...]:
    checked = facts.check_passed and not facts.dead
    never = "" if facts.checked_at else NEVER_CHECKED
    expired = facts.expires_at is not None and facts.expires_at <= facts.now
    fresh = facts.intake_at is not None and facts.now - facts.intake_at <= INTAKE_MAY_BE_OLD
    return (
        _condition("linked", not facts.disabled),
        _condition(
            "checked",
            checked,
            instead="" if checked else DEAD if facts.dead else never,
            fix=Fix.CREDENTIALS if facts.dead else None,
            at=facts.checked_at,
            why=facts.dead,
        ),
        _condition(
            "functions",
            bool(facts.checked_at) and not facts.missing,
            instead=never,
            missing="、".join(facts.missing),
        ),
        _condition("credential", not expired, instead="" if facts.expires_at else NO_EXPIRY, until=facts.expires_at),
        _condition(
            "orders",
            fresh,
            instead=_no_orders(facts) if not fresh or not facts.automatic else "",
            fix=None if facts.automatic else Fix.ACCOUNT,
            at=facts.intake_at,
            why=facts.intake_error,
        ),
    )


def _no_orders(facts: AccountFacts) -> str:
    if facts.intake_error:
        return INTAKE_FAILING
    if facts.automatic:
        return "" if facts.intake_at else INTAKE_NEVER
    return INTAKE_OFF if facts.intake_at else INTAKE_OFF_NEVER


def _goods(facts: AccountFacts) -> tuple[Condition, ...]:
    nothing = "" if facts.listings else NOTHING_TO_BIND
    return (
        _condition("catalogue", facts.catalogue_at is not None or facts.listings > 0, n=facts.listings),
        _condition("bound", 0 < facts.listings == facts.bound, instead=nothing, n=facts.bound, m=facts.listings),
        _condition("opened", facts.unopened == 0, n=facts.unopened),
    )


def _writing(facts: AccountFacts) -> tuple[Condition, ...]:
    return (
        _condition("started", facts.live, at=facts.started_at),
        _condition("writes", facts.writes_stopped_at is None, at=facts.writes_stopped_at),
    )


def _brake(facts: AccountFacts, pulled: bool) -> Condition:
    return _condition("brake", not pulled, at=facts.braked_at)


def _of_listing(facts: ListingFacts) -> tuple[Condition, ...]:
    return (
        _condition("bound_one", facts.bound),
        _condition("exists", facts.exists_at is not None, at=facts.exists_at),
        _condition("on_sale", facts.on_sale),
        _condition("read", facts.seen_at is not None, at=facts.seen_at),
        _condition("opened_one", facts.opened),
    )


def _number(facts: ListingFacts) -> tuple[Condition, ...]:
    same = not facts.sending and facts.desired == facts.seen
    failing = STOCK_FAILING if facts.waiting_for and not same else ""
    return (
        _condition("accepted", not facts.error, why=facts.error),
        _condition("agreed", not facts.drift and not facts.provisional, n=facts.provisional),
        _condition("written", same, instead=failing, seen=facts.seen, desired=facts.desired, why=facts.waiting_for),
        _condition("confirmed", facts.confirmed_at is not None, at=facts.confirmed_at),
    )
