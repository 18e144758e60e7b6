"""What a 接続チェック leaves behind: lines, health, expiry dates and their warnings. Shared by the button and the loop."""

from dataclasses import asdict

from ichigen.mallkit.exchange import ConnectionReport
from ichigen.services.accounts.expiry import warn_of_expiry
from ichigen.services.clock import now
from ichigen.services.loops.failures import account_broken, account_repaired
from ichigen.store.accounts import Account


def keep_report(account_id: int, report: ConnectionReport) -> None:
    """Store a report inside the caller's transaction, which holds the lease of the check.

    A line that could not be tried (the mall was out of reach) says nothing of the credential: health stays as it was.
    """
    open_lines = [line for line in report.results if not line.ok and not line.warning]
    bad = next((line for line in open_lines if not line.passing), None)
    shown = bad or next(iter(open_lines), None)
    account = Account.objects.select_for_update().get(pk=account_id)
    account.check_results = [asdict(line) for line in report.results]
    account.checked_at = now()
    account.health_code = shown.code if shown else ""
    account.health_message = f"{shown.label}: {shown.message}"[:500] if shown else ""
    if report.expires:
        account.expires = {name: at.isoformat() for name, at in report.expires.items()}
    worked = account.health == Account.Health.OK
    account.save(update_fields=["check_results", "checked_at", "health_code", "health_message", "expires"])
    if bad is not None:
        lacking = bad.label if any(line.ok for line in report.results) else ""
        account_broken(account_id, bad.code, account.health_message, tell=worked, lacking=lacking)
    elif shown is None:
        account_repaired(account_id)
    warn_of_expiry(account)
