"""Where a mall posts an account's news, and having it do so."""

import secrets

import structlog
from django.conf import settings

from ichigen.mallkit.client import MallClient, WebhookClient
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.exchange import CheckResult
from ichigen.mallkit.registry import mall
from ichigen.services.stock_sync.loop import may_write
from ichigen.store.accounts import Account

log = structlog.get_logger(__name__)

LABEL = "モールからの通知"


def hook_address(account: Account) -> str | None:
    """Return the address for one account's news; None while this installation has no public address."""
    if not settings.PUBLIC_URL:
        return None
    if not account.hook_key:
        made = secrets.token_urlsafe(32)
        Account.objects.filter(pk=account.pk, hook_key=None).update(hook_key=made)
        account.refresh_from_db(fields=["hook_key"])
    return f"{settings.PUBLIC_URL}/hooks/{account.hook_key}"


def ask_for_news(account: Account, client: MallClient) -> CheckResult | None:
    """Have the mall post its news to us, where it can and the account may be written to; None where it is so, or cannot be.

    A mall that does not take the address says nothing against the account: its lists are read all the same.
    """
    feed = mall(account.mall_id).signals
    if feed is None or feed.receive is None or not isinstance(client, WebhookClient) or not may_write(account):
        return None
    address = hook_address(account)
    if address is None:
        return None
    try:
        client.keep_webhooks(address)
    except MallError as error:
        log.info("signal.webhooks", account=account.pk, code=error.code)
        message = f"{error.message} 通知がなくても、受注と在庫は定期的に読み取ります。"
        return CheckResult("signals", LABEL, ok=False, message=message, passing=True, warning=True)
    return None
