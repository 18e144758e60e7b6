"""The settings of the channels: kept in one row, secrets sealed; the webhook's secret is shown once, when it is made."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes

from django.db import transaction

from ichigen.services.clock import now
from ichigen.store.alerts import AlertSettings
from ichigen.store.worklist import AuditLog

SMTP_PASSWORD, WEBHOOK_SECRET, WEBHOOK_OLD = "smtp_password", "webhook_secret", "webhook_old_secret"

#: Standard Webhooks: a secret is 24 to 64 random bytes, written in base64 after this.
PREFIX = "whsec_"
SECRET_BYTES = 32

#: How long messages are signed with the old secret as well after a rotation.
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class MailChange:
    """The mail channel as a person wants it. `password` empty keeps the stored one."""

    on: bool
    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<MailChange {self.host}:{self.port}>"


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """The webhook channel as a person wants it. `private`: addresses of the own network are allowed."""

    on: bool
    url: str
    private: bool


def lock_settings() -> AlertSettings:
    """Return the one row, locked until the end of the transaction; it is made where it is missing."""
    AlertSettings.objects.get_or_create(pk=1)
    return AlertSettings.objects.select_for_update().get(pk=1)


def read_settings() -> AlertSettings:
    """Return the settings; what an installation starts with where nothing was saved yet."""
    return AlertSettings.objects.filter(pk=1).first() or AlertSettings(pk=1)


@transaction.atomic
def save_mail(change: MailChange, hub_url: str, actor_id: int | None) -> None:
    """Store the mail channel; `hub_url` is for links where none was saved yet.

    The stored password goes where server or user change: it was meant for the old one.
    """
    row = lock_settings()
    moved = (row.smtp_host, row.smtp_user) != (change.host, change.user)
    row.mail_on, row.smtp_host, row.smtp_port = change.on, change.host, change.port
    row.smtp_security, row.smtp_user = change.security, change.user
    row.mail_from, row.mail_to, row.hub_url = change.sender, list(change.recipients), row.hub_url or hub_url
    if change.password or moved:
        row.secrets = {**row.secrets, SMTP_PASSWORD: change.password}
    row.save()
    _log("alerts.mail", actor_id)


@transaction.atomic
def save_webhook(change: WebhookChange, hub_url: str, actor_id: int | None) -> str:
    """Store the webhook channel; returns the new secret where there was none yet, else an empty text."""
    row = lock_settings()
    row.webhook_on, row.webhook_url, row.webhook_private = change.on, change.url, change.private
    row.hub_url = row.hub_url or hub_url
    made = "" if not change.url or row.secrets.get(WEBHOOK_SECRET) else new_secret()
    if made:
        row.secrets = {**row.secrets, WEBHOOK_SECRET: made}
    row.save()
    _log("alerts.webhook", actor_id)
    return made


@transaction.atomic
def rotate_secret(actor_id: int | None) -> str:
    """Make a new signing secret and return it, to be shown once; the old one signs too for `OVERLAP`."""
    row = lock_settings()
    made, old = new_secret(), row.secrets.get(WEBHOOK_SECRET, "")
    row.secrets = {**row.secrets, WEBHOOK_SECRET: made, WEBHOOK_OLD: old}
    row.webhook_old_until = now() + OVERLAP if old else None
    row.save(update_fields=["secrets", "webhook_old_until"])
    _log("alerts.rotate_secret", actor_id)
    return made


@transaction.atomic
def save_kinds(muted: frozenset[str], hub_url: str, actor_id: int | None) -> None:
    """Store which kinds are not told, and the address that messages link to. All kinds are still shown on ホーム."""
    row = lock_settings()
    row.muted, row.hub_url = sorted(muted), hub_url
    row.save(update_fields=["muted", "hub_url"])
    _log("alerts.kinds", actor_id)


def new_secret() -> str:
    """Return a fresh signing secret, `whsec_` and base64."""
    return PREFIX + base64.b64encode(token_bytes(SECRET_BYTES)).decode("ascii")


def _log(action: str, actor_id: int | None) -> None:
    AuditLog.objects.create(actor_id=actor_id, action=action, subject="alerts", subject_id=1)
