"""Credentials that end soon are on 要対応, and come back at 30, 14, 7, 3 and 1 days when they were closed (E2-30)."""

from datetime import datetime

from ichigen.mallkit import registry
from ichigen.services.clock import now
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store.accounts import Account
from ichigen.store.worklist import WorklistItem

CODE = "credential_expires"
STAGES = (1, 3, 7, 14, 30)
URGENT_DAYS = 7
RENEWED = "認証情報が更新されました。"


def warn_of_expiry(account: Account) -> None:
    """Open, renew or close the warning of each credential whose end is known."""
    mall = registry.malls().get(account.mall_id)
    labels = {field.name: field.label for field in mall.credentials} if mall else {}
    warned = set()
    for field, text in sorted(account.expires.items()):
        at = datetime.fromisoformat(text)
        found = stage(at, now())
        if found is None or found > earliest_stage(account.mall_id, field):
            continue
        key = f"{CODE}:{account.pk}:{field}"
        warned.add(key)
        if not _settled_at_this_stage(key, at):
            open_item(_item(account, key, labels.get(field, field), at))
    stale = WorklistItem.objects.filter(account_id=account.pk, code=CODE, closed_at__isnull=True)
    for key in stale.exclude(key__in=warned).values_list("key", flat=True):
        close_item(key, RENEWED)


def stage(at: datetime, when: datetime) -> int | None:
    """Return the warning a moment lies in: the least of 1, 3, 7, 14 and 30 days that covers what is left; None before."""
    left = (at - when).total_seconds() / 86_400
    return next((days for days in STAGES if left <= days), None)


def earliest_stage(mall_id: str, field: str) -> int:
    """Return the first warning that makes sense for a credential: one that lives 28 days is not warned of at 30."""
    mall = registry.malls().get(mall_id)
    lives = {row.name: row.life_days for row in mall.credentials} if mall else {}
    return max(days for days in STAGES if not lives.get(field) or days < lives[field])


def _settled_at_this_stage(key: str, at: datetime) -> bool:
    """A person has closed this warning and the next one is not due yet."""
    if WorklistItem.objects.filter(key=key, closed_at__isnull=True).exists():
        return False
    closed = WorklistItem.objects.filter(key=key).order_by("-closed_at").values_list("closed_at", flat=True).first()
    return closed is not None and stage(at, closed) == stage(at, now())


def _item(account: Account, key: str, label: str, at: datetime) -> Item:
    days = (at - now()).days
    over = at <= now()
    return Item(
        key=key,
        code=CODE,
        title=f"{account.label}: {label}の有効期限が切れました" if over else _left(account.label, label, days),
        cause=f"有効期限を過ぎると、{account.label}の受注取込・在庫連動・書出がすべて止まります。",
        action="モールの管理画面で更新し、「認証情報を更新する」から新しい値を登録してください。",
        urgent=over or days <= URGENT_DAYS,
        account_id=account.pk,
    )


def _left(account: str, label: str, days: int) -> str:
    return (
        f"{account}: {label}の有効期限まであと {days} 日です"
        if days
        else f"{account}: {label}の有効期限は24時間以内に切れます"
    )
