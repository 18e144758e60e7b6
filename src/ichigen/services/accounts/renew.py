"""認証情報を更新する: paste, verify on the mall, swap; the old values stay in force until the new ones pass (E2-34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ichigen.mallkit import registry
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.mallkit.manifest import Mall
from ichigen.services.accounts.entered import value_errors
from ichigen.services.accounts.issue_dates import dated
from ichigen.services.accounts.link import shop_of
from ichigen.services.accounts.pending import drop_pending, wait_for_mall
from ichigen.services.accounts.swap import swap_values
from ichigen.services.clock import now
from ichigen.store.accounts import Account

OTHER_SHOP = (
    "別の店舗の認証情報です。この店舗の値を貼り付けてください。別の店舗は「ECアカウントを追加する」から登録します。"
)
NOTHING_NEW = "新しい値が入力されていません。更新する項目に、モールで発行した値を貼り付けてください。"


class Renewal(StrEnum):
    """How a renewal ended.

    `RENEWED`: the new values are in force. `WRONG`: the mall refused them. `NOT_YET`: refused as well, but this mall needs
    time to take a new value; it is tried again by itself. `UNREACHED`: the mall did not answer, nothing is known.
    """

    RENEWED = "renewed"
    WRONG = "wrong"
    NOT_YET = "not_yet"
    UNREACHED = "unreached"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class RenewOutcome:
    """`errors` by field name (Japanese) where the form itself is wrong; `until`: how long `NOT_YET` is tried again."""

    state: Renewal
    report: ConnectionReport | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    until: datetime | None = None


def renewed_fields(mall: Mall) -> tuple[str, ...]:
    """Return what a renewal may change: every credential but the shop's own name, and the days of issue."""
    days = tuple(row.issued_setting for row in mall.credentials if row.issued_setting)
    named = tuple(row.name for row in mall.credentials if row.secret or row.name != mall.identity_field)
    return named + days


def renew_account(account_id: int, values: Mapping[str, str], actor_id: int | None) -> RenewOutcome:
    """Try new credentials of an account and put them in force when they pass. An empty value keeps the stored one."""
    account = Account.objects.get(pk=account_id)
    mall = registry.mall(account.mall_id)
    before = {**account.settings, **account.credentials}
    given = {name: values[name].strip() for name in renewed_fields(mall) if values.get(name, "").strip()}
    whole = dated(mall, before, before | given, now())
    errors = _errors(mall, account, before, whole)
    if errors:
        return RenewOutcome(Renewal.INVALID, errors=errors)
    draft = with_values(account, mall, whole)
    swapped = swap_values(draft, actor_id, "account.renew")
    if swapped.done:
        return RenewOutcome(Renewal.RENEWED, swapped.report)
    if all(line.ok or line.passing for line in swapped.report.results):
        return RenewOutcome(Renewal.UNREACHED, swapped.report)
    changed = [row for row in mall.credentials if before.get(row.name) != whole.get(row.name)]
    patience_s = max((row.active_within_s for row in changed), default=0.0)
    if not patience_s:
        drop_pending(account_id)
        return RenewOutcome(Renewal.WRONG, swapped.report)
    until = wait_for_mall(draft, swapped.report, timedelta(seconds=patience_s))
    return RenewOutcome(Renewal.NOT_YET, swapped.report, until=until)


def with_values(account: Account, mall: Mall, values: Mapping[str, str]) -> Account:
    """Return an unsaved copy of an account with other credentials and days of issue."""
    settings = {row.name for row in mall.settings}
    return Account(
        pk=account.pk,
        mall_id=account.mall_id,
        shop_identity=account.shop_identity,
        label=account.label,
        endpoints=account.endpoints,
        tokens={},
        credentials={row.name: values.get(row.name, "") for row in mall.credentials},
        settings={**account.settings, **{name: value for name, value in values.items() if name in settings}},
    )


def _errors(mall: Mall, account: Account, before: Mapping[str, str], whole: Mapping[str, str]) -> dict[str, str]:
    errors = value_errors(mall, whole)
    if errors:
        return errors
    first = next((row.name for row in mall.credentials if row.secret), mall.identity_field)
    if shop_of(mall, whole) != account.shop_identity:
        return {mall.identity_field: OTHER_SHOP}
    if whole == before:
        return {first: NOTHING_NEW}
    return {}
