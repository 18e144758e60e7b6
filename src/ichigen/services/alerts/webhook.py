"""The webhook channel: one signed POST, no redirects, short times, and only to where it may go."""

import ssl
from collections.abc import Iterator
from datetime import datetime
from functools import cache

import httpx2

from ichigen.services.alerts.address import AddressRefused, Target, check_target
from ichigen.services.alerts.message import webhook_body
from ichigen.services.alerts.outcome import SENT, Outcome
from ichigen.services.alerts.settings import WEBHOOK_OLD, WEBHOOK_SECRET
from ichigen.services.alerts.signing import signed_headers
from ichigen.services.clock import now
from ichigen.store.alerts import AlertDelivery, AlertSettings

TIMEOUT_S = 10.0
AGENT = "Ichigen-Webhook/1"
GONE = 410


def send_webhook(settings: AlertSettings, delivery: AlertDelivery) -> Outcome:
    """Send one message; any 2xx counts as taken. The answer's text is neither read nor kept."""
    if not (settings.webhook_url and settings.secrets.get(WEBHOOK_SECRET)):
        return Outcome("webhook.settings", final=True)
    at = now()
    body = webhook_body(delivery.events, settings.hub_url, at, test=delivery.test)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": AGENT,
        **signed_headers(delivery.message_id, int(at.timestamp()), body, secrets_in_force(settings, at)),
    }
    try:
        target = check_target(settings.webhook_url, private=settings.webhook_private)
    except AddressRefused as refused:
        return Outcome(refused.code)
    return _post(target, headers, body)


def secrets_in_force(settings: AlertSettings, at: datetime) -> tuple[str, ...]:
    """Return the secrets to sign with, newest first: the old one too while its time lasts."""
    old = settings.secrets.get(WEBHOOK_OLD, "")
    still = old if settings.webhook_old_until is not None and at < settings.webhook_old_until else ""
    return tuple(secret for secret in (settings.secrets.get(WEBHOOK_SECRET, ""), still) if secret)


def _post(target: Target, headers: dict[str, str], body: bytes) -> Outcome:
    named = {**headers, "host": target.host_header}
    try:
        with (
            httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False, verify=_trusted()) as client,
            client.stream(
                "POST", target.url, content=body, headers=named, extensions={"sni_hostname": target.host}
            ) as answer,
        ):
            return _judge(answer.status_code)
    except httpx2.TimeoutException:
        return Outcome("webhook.timeout")
    except httpx2.TransportError as error:
        wrapped = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
        return Outcome("webhook.tls" if wrapped else "webhook.connect")


def _judge(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome(SENT, status)
    if 300 <= status < 400:
        return Outcome("webhook.redirect", status)
    return Outcome("webhook.gone", status, final=True) if status == GONE else Outcome("webhook.status", status)


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


@cache
def _trusted() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
