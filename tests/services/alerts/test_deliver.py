"""Messages are durable: sent by mail and signed webhook, tried again, each with its result, never into the own network."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ichigen.domain.alerts import RESULTS, Channel
from ichigen.services.alerts.deliver import MOST_ATTEMPTS, deliver_due, send_test
from ichigen.services.alerts.settings import (
    WEBHOOK_SECRET,
    MailChange,
    WebhookChange,
    read_settings,
    rotate_secret,
    save_mail,
    save_webhook,
)
from ichigen.services.alerts.signing import signature
from ichigen.services.alerts.watch import watch_alerts
from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertDelivery, AlertSettings
from tests.builders import make_account
from tests.services.alerts.receivers import Hook, Mailbox, mail_server, web_server

pytestmark = pytest.mark.django_db(transaction=True)

HUB = "https://hub.example/"
PASSWORD = "smtp-Geheim-1"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(PASSWORD) as running:
        yield running


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as running:
        yield running


def by_mail(port: int, password: str = PASSWORD) -> None:
    change = MailChange(
        True, "127.0.0.1", port, "none", "hub", password, "hub@example.com", ("a@example.com", "b@example.com")
    )
    save_mail(change, HUB, None)


def by_webhook(hook: Hook, url: str = "", *, private: bool = True) -> str:
    return save_webhook(WebhookChange(True, url or hook.url, private), HUB, None)


def dead(label: str = "本店", shop: str = "1") -> Account:
    return make_account("rakuten", shop, label=label, health=Account.Health.DEAD)


def due() -> None:
    AlertDelivery.objects.filter(state="waiting").update(not_before=now())


def test_a_mail_says_what_happened_since_when_what_to_do_and_where(box: Mailbox) -> None:
    by_mail(box.port)
    account = dead()
    watch_alerts()
    deliver_due()

    (mail,) = box.mails
    assert box.recipients == [["a@example.com", "b@example.com"]]
    assert str(mail["Subject"]).strip() == "[一元] 至急 発生: 本店: 認証が切れたため、連動が止まっています"
    text = mail.get_content()
    assert "■ 発生（至急）: 本店: 認証が切れたため、連動が止まっています" in text
    assert f"https://hub.example/accounts/{account.id}/renew/" in text
    row = AlertDelivery.objects.get()
    assert (row.state, row.result, row.attempts) == ("sent", "sent", 1)
    assert row.message_id in mail["Message-ID"]


def test_a_wrong_mail_password_is_named_and_tried_again_later(box: Mailbox) -> None:
    by_mail(box.port, "wrong")
    dead()
    watch_alerts()
    deliver_due()
    deliver_due()  # it is not due yet

    row = AlertDelivery.objects.get()
    assert (row.state, row.result, row.status, row.attempts) == ("waiting", "mail.login", 535, 1)
    assert timedelta(seconds=25) < row.not_before - now() < timedelta(seconds=35)
    by_mail(box.port)
    due()
    deliver_due()
    row.refresh_from_db()
    assert (row.state, row.attempts, len(box.mails)) == ("sent", 2, 1)


def test_the_reasons_of_a_mail_that_fails_are_told_apart_and_hold_nothing_the_server_said(box: Mailbox) -> None:
    box.refuse = "no such person buyer@example.com"
    by_mail(box.port)
    assert send_test(Channel.MAIL).result == "mail.recipients"
    by_mail(9)
    assert send_test(Channel.MAIL).result == "mail.connect"
    AlertSettings.objects.update(smtp_port=box.port, smtp_security="starttls")
    assert send_test(Channel.MAIL).result == "mail.tls"
    AlertSettings.objects.update(mail_to=[])
    assert send_test(Channel.MAIL).result == "mail.settings"
    assert {row.state for row in AlertDelivery.objects.all()} == {"failed"}
    assert "buyer" not in json.dumps(list(AlertDelivery.objects.values()), default=str)


def test_a_webhook_is_signed_by_the_standard_and_says_code_severity_account_since_and_link(hook: Hook) -> None:
    secret = by_webhook(hook)
    account = dead()
    watch_alerts()
    deliver_due()

    ((headers, body),) = hook.requests
    row = AlertDelivery.objects.get()
    assert (row.state, row.status, headers["webhook-id"]) == ("sent", 204, row.message_id)
    at = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == f"v1,{signature(row.message_id, at, body, secret)}"
    document = json.loads(body)
    (alert,) = document["data"]["alerts"]
    assert document["type"] == "alerts.changed"
    assert {name: alert[name] for name in ("state", "code", "severity", "account", "link")} == {
        "state": "began",
        "code": "account_dead",
        "severity": "urgent",
        "account": "本店",
        "link": f"https://hub.example/accounts/{account.id}/renew/",
    }
    assert abs(now().timestamp() - at) < 60


def test_the_signature_is_that_of_the_published_example() -> None:
    """standardwebhooks.com, reference implementations' test vector."""
    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    found = signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert found == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_after_a_rotation_both_secrets_sign_and_after_a_day_only_the_new_one(hook: Hook) -> None:
    old = by_webhook(hook)
    new = rotate_secret(None)
    assert old != new
    send_test(Channel.WEBHOOK)
    AlertSettings.objects.update(webhook_old_until=now() - timedelta(seconds=1))
    send_test(Channel.WEBHOOK)

    signed = []
    for headers, body in hook.requests:
        at = int(headers["webhook-timestamp"])
        by = {f"v1,{signature(headers['webhook-id'], at, body, secret)}": secret for secret in (old, new)}
        signed.append([by[part] for part in headers["webhook-signature"].split()])
    assert signed == [[new, old], [new]]


def test_a_secret_is_made_once_and_returned_once(hook: Hook) -> None:
    first, second = by_webhook(hook), by_webhook(hook)

    assert first.startswith("whsec_")
    assert second == ""
    assert read_settings().secrets[WEBHOOK_SECRET] == first


def test_a_failing_receiver_gets_the_same_message_again_until_it_takes_it(hook: Hook) -> None:
    hook.statuses = [500, 429, 200]
    by_webhook(hook)
    dead()
    watch_alerts()
    for _ in range(4):
        deliver_due()
        due()

    assert len({headers["webhook-id"] for headers, _ in hook.requests}) == 1
    row = AlertDelivery.objects.get()
    assert (row.state, row.attempts, row.status) == ("sent", 3, 200)


def test_after_the_last_attempt_a_message_has_failed_and_says_why(hook: Hook) -> None:
    hook.statuses = [503]
    by_webhook(hook)
    dead()
    watch_alerts()
    for _ in range(MOST_ATTEMPTS + 2):
        deliver_due()
        due()

    row = AlertDelivery.objects.get()
    assert (row.state, row.attempts, row.result, row.status) == ("failed", MOST_ATTEMPTS, "webhook.status", 503)
    assert len(hook.requests) == MOST_ATTEMPTS


def test_a_receiver_that_is_gone_is_not_asked_again(hook: Hook) -> None:
    hook.statuses = [410]
    by_webhook(hook)
    dead()
    watch_alerts()
    deliver_due()

    assert AlertDelivery.objects.values_list("state", "result").get() == ("failed", "webhook.gone")


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    with web_server() as elsewhere:
        hook.statuses, hook.location = [307], elsewhere.url
        by_webhook(hook)
        row = send_test(Channel.WEBHOOK)

        assert (row.result, row.status, elsewhere.requests) == ("webhook.redirect", 307, [])


def test_the_own_network_is_refused_unless_allowed(hook: Hook) -> None:
    by_webhook(hook, hook.url.replace("http://", "https://"), private=False)
    assert send_test(Channel.WEBHOOK).result == "webhook.private"
    by_webhook(hook, private=False)
    assert send_test(Channel.WEBHOOK).result == "webhook.scheme"
    assert hook.requests == []

    by_webhook(hook)
    assert send_test(Channel.WEBHOOK).state == "sent"


def test_a_channel_switched_off_gets_nothing_more_and_the_other_goes_on(hook: Hook, box: Mailbox) -> None:
    by_webhook(hook)
    by_mail(box.port)
    dead()
    watch_alerts()
    AlertSettings.objects.update(webhook_on=False)
    deliver_due()

    assert (len(hook.requests), len(box.mails)) == (0, 1)
    assert AlertDelivery.objects.get(channel="webhook").result == "channel_off"


def test_a_new_server_never_gets_the_password_that_was_meant_for_the_old_one(box: Mailbox) -> None:
    by_mail(box.port)
    change = MailChange(True, "localhost", box.port, "none", "hub", "", "hub@example.com", ("a@example.com",))
    save_mail(change, HUB, None)

    assert read_settings().secrets["smtp_password"] == ""


def test_every_result_has_its_sentence() -> None:
    assert all(code and sentence.endswith(("。", "）")) for code, sentence in RESULTS.items())
