"""How each account is doing: 最終取込, 最終在庫同期, what is not on the mall yet and why, expiry of credentials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q

from ichigen.mallkit import registry
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.pacing import OUR_PACING, OUR_TIME
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing

INTAKE, STOCK = "intake", "stock"
RED_AFTER = timedelta(minutes=5)
AMBER_AT_LEAST = timedelta(seconds=60)
WARN_DAYS = 30
DANGER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a credential ends (UTC) and how many whole days are left: 0 on the last day; `over` when it has ended."""

    field: str
    label: str
    at: datetime
    days: int
    over: bool

    @property
    def tone(self) -> str:
        """`red` within 7 days, `amber` within 30 (E2-30)."""
        return "red" if self.days <= DANGER_DAYS else "amber" if self.days <= WARN_DAYS else "plain"


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One account's state. `why` says in Japanese what the `pending` listings wait for; `trouble` is empty when all is well.

    `automatic`: 受注の自動取得. Without it `intake_at` is the last intake that a person asked for.
    """

    id: int
    label: str
    mall: MallFace
    mode: str
    mode_label: str
    health: str
    health_label: str
    health_message: str
    active: bool
    automatic: bool
    intake_at: datetime | None
    intake_tone: str
    stock_at: datetime | None
    pending: int
    why: str
    trouble: str
    retry_at: datetime | None
    expiry: Expiry | None


def account_health(now: datetime, writes_stopped: bool) -> tuple[AccountHealth, ...]:
    """Return every account, in the order they were linked; three queries."""
    loops = {
        key: list(rows)
        for key, rows in groupby(LoopState.objects.order_by("account_id", "kind"), key=lambda row: row.account_id)
    }
    pending = dict(
        Listing.objects.filter(Q(mark__dirty=True) | Q(sending=True) | Q(bulk_quantity__isnull=False))
        .values_list("account_id")
        .annotate(n=Count("id"))
    )
    return tuple(
        _health(account, loops.get(account.id, []), pending.get(account.id, 0), now, writes_stopped)
        for account in Account.objects.defer("credentials", "tokens", "pending")
    )


def expiries(mall_id: str, stored: Mapping[str, str], now: datetime) -> tuple[Expiry, ...]:
    """Return the known expiry dates, soonest first; labels come from the manifest."""
    mall = registry.malls().get(mall_id)
    labels = {field.name: field.label for field in mall.credentials} if mall else {}
    found = [(name, datetime.fromisoformat(value)) for name, value in stored.items()]
    return tuple(
        Expiry(name, labels.get(name, name), at, max(0, (at - now).days), at <= now)
        for name, at in sorted(found, key=lambda pair: pair[1])
    )


def _health(
    account: Account, loops: Sequence[LoopState], pending: int, now: datetime, writes_stopped: bool
) -> AccountHealth:
    intakes = [loop for loop in loops if loop.kind.startswith(INTAKE)]
    automatic = intake_choices(account).automatic
    # a resting intake succeeds by doing nothing; what was taken in then is only what all lists showed
    intake_at = min((at for loop in intakes if (at := loop.succeeded_at if automatic else loop.fresh_at)), default=None)
    stock_at = max((loop.succeeded_at for loop in loops if loop.kind == STOCK and loop.succeeded_at), default=None)
    active, dead = account.mode != Account.Mode.DISABLED, account.health == Account.Health.DEAD
    tone = _intake_tone(account, intakes, intake_at, now) if active and automatic else "plain"
    failing = [loop for loop in loops if loop.failures or (tone != "plain" and loop in intakes and _put_off(loop))]
    soonest = expiries(account.mall_id, account.expires, now)
    return AccountHealth(
        id=account.id,
        label=account.label,
        mall=mall_face(account.mall_id),
        mode=account.mode,
        mode_label=account.get_mode_display(),
        health=account.health,
        health_label=account.get_health_display(),
        health_message=account.health_message,
        active=active,
        automatic=automatic,
        intake_at=intake_at,
        intake_tone=tone,
        stock_at=stock_at,
        pending=pending,
        why=_why(account, loops, writes_stopped) if pending else "",
        trouble=_trouble(account, failing) if active else "",
        retry_at=None if dead else max((loop.not_before for loop in failing if loop.not_before), default=None),
        expiry=soonest[0] if soonest else None,
    )


def _intake_tone(account: Account, intakes: Sequence[LoopState], intake_at: datetime | None, now: datetime) -> str:
    if intake_at is None:
        return "amber"
    age = now - intake_at
    if age > RED_AFTER or any(loop.failures for loop in intakes):
        return "red"
    mall = registry.malls().get(account.mall_id)
    every = min((scan.every_s for scan in mall.orders.scans), default=0.0) if mall else 0.0
    return "amber" if age > max(AMBER_AT_LEAST, 5 * timedelta(seconds=every)) else "plain"


def _put_off(loop: LoopState) -> bool:
    """Did the mall itself ask to come later? It is no failure, but a mall that says nothing else is out of reach."""
    return bool(loop.error_code) and loop.error_code != OUR_TIME and not loop.error_code.startswith(OUR_PACING)


def _trouble(account: Account, failing: Sequence[LoopState]) -> str:
    if account.health == Account.Health.DEAD:
        return account.health_message or "接続できません。接続チェックで原因を確認してください。"
    messages = [loop.error_message for loop in failing if loop.error_message]
    return messages[0] if messages else ""


def _why(account: Account, loops: Sequence[LoopState], writes_stopped: bool) -> str:
    stock = next((loop for loop in loops if loop.kind == STOCK), None)
    reasons = (
        (writes_stopped, "全モールへの書込みを停止しています"),
        (account.mode == Account.Mode.READING, "確認のみのため書き込みません"),
        (account.mode == Account.Mode.DISABLED, "無効にしたアカウントです"),
        (account.health == Account.Health.DEAD, "認証が切れています"),
        (stock is not None and bool(stock.error_message), stock.error_message if stock else ""),
        (True, "順番に送信しています"),
    )
    return next(reason for applies, reason in reasons if applies)
