"""受注の自動取得 switched off (G3-07): orders are taken in when a person asks, and until every list was read once since."""

from collections.abc import Sequence
from datetime import datetime

from ichigen.services.accounts.choices import intake_choices
from ichigen.services.clock import now
from ichigen.services.wake import wake
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog

#: A resting intake looks again whether it still rests.
RESTING_S = 300.0


def rests_until_asked(account: Account, ran_at: Sequence[datetime | None]) -> bool:
    """Does this account take nothing in now? `ran_at`: when the last complete run of each scan began."""
    if intake_choices(account).automatic:
        return False
    asked = account.intake_asked_at
    return asked is None or all(ran is not None and ran > asked for ran in ran_at)


def ask_for_intake(account_id: int, actor_id: int | None) -> bool:
    """いま受注を取り込む (G3-07); False where there is no such account."""
    if not Account.objects.filter(pk=account_id).update(intake_asked_at=now()):
        return False
    AuditLog.objects.create(actor_id=actor_id, action="account.intake", subject="account", subject_id=account_id)
    wake(account_id, "intake")
    return True
