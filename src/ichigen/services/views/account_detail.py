"""One ECアカウント: 接続状態, the last 接続チェック line by line, expiry dates, its loops."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.loops import loop_label
from ichigen.mallkit import registry
from ichigen.mallkit.exchange import CheckResult, failed_lines
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.accounts.mail_server import MailServerView, mail_server_view
from ichigen.services.views.account_health import AccountHealth, Expiry, account_health, expiries
from ichigen.services.views.frame import writing
from ichigen.store.accounts import Account, LoopState
from ichigen.store.listings import Listing


@dataclass(frozen=True, slots=True)
class LoopView:
    """How one loop of the account is going."""

    label: str
    succeeded_at: datetime | None
    next_at: datetime | None
    failures: int
    error_message: str


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """One account; no credential value is in here. `pending_until`: new values wait for the mall until then.

    `places`: 店舗紐付け, none = all that sell.
    """

    health: AccountHealth
    shop_identity: str
    results: tuple[CheckResult, ...]
    checked_at: datetime | None
    started_at: datetime | None
    expiries: tuple[Expiry, ...]
    endpoints: tuple[tuple[str, str], ...]
    loops: tuple[LoopView, ...]
    listings: int
    unmatched: int
    pending_until: datetime | None
    pending_message: str
    mail: MailServerView
    places: tuple[str, ...] = ()
    has_options: bool = False
    #: 受注の自動取得.
    automatic: bool = True

    @property
    def missing(self) -> tuple[CheckResult, ...]:
        """The lines of 接続チェック a person must look at."""
        return failed_lines(self.results)


def account_detail(account_id: int, now: datetime) -> AccountDetail | None:
    """Return the account, None where there is none."""
    account = Account.objects.defer("credentials", "tokens", "pending").filter(pk=account_id).first()
    if account is None:
        return None
    health = next(row for row in account_health(now, writing().stopped_at is not None) if row.id == account_id)
    listings = Listing.objects.filter(account_id=account_id)
    mall = registry.malls().get(account.mall_id)
    hosts = {host.name: host.label for host in mall.endpoints} if mall else {}
    return AccountDetail(
        health=health,
        shop_identity=account.shop_identity,
        results=tuple(CheckResult(**line) for line in account.check_results),
        checked_at=account.checked_at,
        started_at=account.started_at,
        expiries=expiries(account.mall_id, account.expires, now),
        endpoints=tuple((hosts.get(name, name), at) for name, at in sorted(account.endpoints.items())),
        loops=tuple(
            LoopView(
                loop_label(loop.kind),
                loop.succeeded_at,
                loop.not_before or loop.due_at,
                loop.failures,
                loop.error_message,
            )
            for loop in LoopState.objects.filter(account_id=account_id).order_by("kind")
        ),
        listings=listings.count(),
        unmatched=listings.filter(components__isnull=True).count(),
        pending_until=account.pending_until,
        pending_message=account.pending_message,
        mail=mail_server_view(account_id),
        places=tuple(account.locations.order_by("id").values_list("name", flat=True)),
        has_options=bool(mall and mall.options),
        automatic=intake_choices(account).automatic,
    )
