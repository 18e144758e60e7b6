"""A real worker notices what is wrong and tells it, whatever its mail server does (R1-13)."""

import pytest

from ichigen.services.alerts.settings import MailChange, WebhookChange, save_mail, save_webhook
from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertDelivery
from tests.services.alerts.receivers import free_port, web_server
from tests.workers.library import this_database
from tests.workers.process import until, worker_process
from tests.workers.sample import SampleServer, linked_account

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_jobs"),
]


def test_a_worker_tells_a_dead_credential_by_webhook_while_the_mail_server_is_away(server: SampleServer) -> None:
    account = linked_account(server.url)
    Account.objects.filter(pk=account.pk).update(health=Account.Health.DEAD)
    sender, recipients = "hub@example.com", ("a@example.com",)
    save_mail(MailChange(True, "127.0.0.1", free_port(), "none", "", "", sender, recipients), "", None)
    with web_server() as hook:
        save_webhook(WebhookChange(True, hook.url, True), "https://hub.example/", None)
        with worker_process(this_database()):
            until(lambda: AlertDelivery.objects.filter(channel="webhook", state="sent").exists(), 40)
            until(lambda: AlertDelivery.objects.filter(channel="mail", result="mail.connect").exists(), 40)

    assert AlertDelivery.objects.values_list("state", "attempts").get(channel="webhook") == ("sent", 1)
    assert AlertDelivery.objects.values_list("state", "attempts").get(channel="mail") == ("waiting", 1)
    assert b'"account_dead"' in hook.requests[0][1]
