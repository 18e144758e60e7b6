"""通知: what is wrong now, how it is told, and how the last messages went. No secret is in here."""

from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.alerts import (
    CHANNEL_LABELS,
    EVENT_LABELS,
    KINDS,
    RESULTS,
    AlertCode,
    Severity,
    severity_of,
    title_template,
)
from ichigen.services.alerts.settings import SMTP_PASSWORD, WEBHOOK_SECRET, read_settings
from ichigen.store.alerts import Alert, AlertDelivery, AlertSettings

DELIVERIES_SHOWN = 30
ALERTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert that lasts. `title` is a template with the places of `domain.alerts.AlertKind`."""

    code: str
    urgent: bool
    title: str
    places: dict[str, object]
    action: str
    path: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message. `subjects`: state, kind, and account or SKU of each event; `result`: empty before the first attempt."""

    at: datetime
    channel: str
    test: bool
    subjects: tuple[tuple[str, str, str], ...]
    state: str
    state_label: str
    attempts: int
    result: str
    status: int | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """The settings as the screen shows them; of secrets only whether there is one."""

    mail_on: bool
    host: str
    port: int
    security: str
    user: str
    has_password: bool
    sender: str
    recipients: tuple[str, ...]
    webhook_on: bool
    url: str
    private: bool
    has_secret: bool
    old_until: datetime | None
    muted: frozenset[str]
    hub_url: str


def active_alerts() -> tuple[AlertRow, ...]:
    """Return what is wrong now, urgent first, then oldest first; one query."""
    rows = [_row(alert) for alert in Alert.objects.filter(ended_at__isnull=True).order_by("began_at", "id")]
    return tuple(sorted(rows, key=lambda row: not row.urgent))[:ALERTS_SHOWN]


def deliveries() -> tuple[DeliveryRow, ...]:
    """Return the newest messages."""
    return tuple(_delivery(row) for row in AlertDelivery.objects.order_by("-created_at")[:DELIVERIES_SHOWN])


def channel_view(at: datetime) -> ChannelView:
    """Return the settings."""
    row = read_settings()
    until = row.webhook_old_until
    return ChannelView(
        mail_on=row.mail_on,
        host=row.smtp_host,
        port=row.smtp_port,
        security=row.smtp_security,
        user=row.smtp_user,
        has_password=bool(row.secrets.get(SMTP_PASSWORD)),
        sender=row.mail_from,
        recipients=tuple(row.mail_to),
        webhook_on=row.webhook_on,
        url=row.webhook_url,
        private=row.webhook_private,
        has_secret=bool(row.secrets.get(WEBHOOK_SECRET)),
        old_until=until if until is not None and until > at else None,
        muted=frozenset(row.muted),
        hub_url=row.hub_url,
    )


def security_choices() -> list[tuple[str, str]]:
    """Return the kinds of encryption of a mail server."""
    return [(value, str(label)) for value, label in AlertSettings.Security.choices]


def _row(alert: Alert) -> AlertRow:
    code = AlertCode(alert.code)
    places: dict[str, object] = {
        "account": alert.account_label,
        "detail": alert.detail,
        "stage": alert.stage,
        "account_id": alert.account_id,
        "sku_id": alert.sku_id,
    }
    return AlertRow(
        code=alert.code,
        urgent=severity_of(code, alert.stage) is Severity.URGENT,
        title=title_template(code, alert.stage),
        places=places,
        action=KINDS[code].action,
        path=KINDS[code].path % places,
        since=alert.began_at,
    )


def _delivery(row: AlertDelivery) -> DeliveryRow:
    waiting = row.state == AlertDelivery.State.WAITING
    return DeliveryRow(
        at=row.created_at,
        channel=CHANNEL_LABELS[row.channel],
        test=row.test,
        subjects=tuple(
            (EVENT_LABELS[event["state"]], KINDS[event["code"]].label, event["account"] or event["detail"])
            for event in row.events
        ),
        state=row.state,
        state_label=row.get_state_display(),
        attempts=row.attempts,
        result=RESULTS.get(row.result, row.result),
        status=row.status,
        next_at=row.not_before if waiting else None,
    )
