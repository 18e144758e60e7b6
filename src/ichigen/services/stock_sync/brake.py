"""The brake: a run that would set much of an account to zero stops and asks (design: brakes)."""

from datetime import datetime

from django.db import transaction

from ichigen.domain.stock import offer
from ichigen.services.clock import now
from ichigen.services.loops import Run, hold
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store import brake as sql
from ichigen.store.accounts import Account
from ichigen.store.stock_writing import DirtyListing

#: So many listings, and this share of the account's, may go to zero in one run without asking.
FREE, SHARE = 20, 0.1

#: Rows that are held back are looked at again after this.
REST_S = 30.0


class Brake:
    """The brake of one run. Look once at its beginning, then `holds` for each listing that is about to be written."""

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._braked_at, self._released_at = sql.brake(account_id)
        self._free: int | None = None
        self._passed = 0

    def look(self) -> None:
        """Count what would go to zero in this run; brake, or let go where nothing would any more."""
        if self._braked_at is None and sql.dirty_listings(self._account_id) <= FREE:
            return
        going = sum(
            1
            for listing in sql.dirty_and_offered(self._account_id)
            if not self._released(listing.changed_at) and not offer(listing.components)
        )
        if self._braked_at is not None and not going:
            self._let_go()
        elif self._braked_at is not None or self._too_many(going):
            self._stop(going)

    def holds(self, listing: DirtyListing) -> bool:
        """True when this listing would go to zero and must not. Counts those that pass, for what turns up in mid-run."""
        expected = listing.expectation.high  # the same as the lower end, unless a bulk write is on its way
        if not expected or expected <= 0 or offer(listing.components) or self._released(listing.changed_at):
            return False
        if self._braked_at is None and self._too_many(self._passed + 1):
            self._stop(self._passed + 1)
        self._passed += self._braked_at is None
        return self._braked_at is not None

    def _released(self, changed_at: datetime | None) -> bool:
        return self._released_at is not None and (changed_at is None or changed_at <= self._released_at)

    def _too_many(self, going: int) -> bool:
        if going <= FREE:
            return False
        if self._free is None:
            self._free = max(FREE, int(sql.all_listings(self._account_id) * SHARE))
        return going > self._free

    def _stop(self, going: int) -> None:
        """Brake, and say so. Where it was braked before, a person may have let go since this run looked: that holds."""
        if self._braked_at is None:
            self._braked_at = now()
            Account.objects.filter(pk=self._account_id).update(braked_at=self._braked_at)
        elif not self._still_braked():
            self._braked_at, self._released_at = sql.brake(self._account_id)
            return
        account = Account.objects.only("label").get(pk=self._account_id)
        total = sql.all_listings(self._account_id)
        open_item(
            Item(
                key=item_key(self._account_id),
                code="brake",
                title=f"{account.label}: 多数の在庫が 0 になるため、書込みを止めています"[:200],
                cause=(
                    f"出品 {total} 件のうち {going} 件の在庫を 0 にするところでした。"
                    "0 にする書込みだけを止め、ほかは続けています。"
                ),
                action=(
                    "在庫の画面で、本当に在庫がないかを確認してください。正しければ「再試行」を押すと 0 を書き込みます。"
                    "誤りなら在庫を直すと、自動で解消します。"
                ),
                urgent=True,
                account_id=self._account_id,
            )
        )

    def _still_braked(self) -> bool:
        """Locks the account, so that nobody lets go before this transaction is over."""
        braked = Account.objects.select_for_update(no_key=True).filter(pk=self._account_id, braked_at__isnull=False)
        return bool(braked.values_list("pk"))

    def _let_go(self) -> None:
        self._braked_at = None
        Account.objects.filter(pk=self._account_id).update(braked_at=None)
        close_item(item_key(self._account_id), "自動で解消しました")


def look(run: Run) -> Brake:
    """Return the brake of this run, having counted. In a transaction of its own: no listing is locked when it ends."""
    with transaction.atomic():
        hold(run)
        brake = Brake(run.account_id)
        brake.look()
    return brake


def item_key(account_id: int) -> str:
    """Return the key of the account's item on 要対応."""
    return f"brake:{account_id}"
