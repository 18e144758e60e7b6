"""Queues what has to be told: begins, worse stages, reminders, ends; several within a minute are one message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q

from ichigen.domain.alerts import KINDS, AlertCode, Channel, severity_of, title_template
from ichigen.domain.json import JsonObject
from ichigen.store.alerts import Alert, AlertDelivery, AlertSettings

#: After a message the next one waits this long, and takes along what came up meanwhile.
GROUP = timedelta(seconds=60)

#: An alert that lasts is told again after this.
REMIND = timedelta(hours=24)

BEGAN, CONTINUES, ENDED = "began", "continues", "ended"


def tell(settings: AlertSettings, at: datetime) -> None:
    """Queue one message per channel for everything untold; call it in the transaction that holds the settings' row.

    Without a channel nothing counts as told: who sets one up later hears of what is still wrong.
    """
    channels = channels_on(settings)
    if not channels or (settings.told_at is not None and at - settings.told_at < GROUP):
        return
    due = [(alert, state) for alert in _candidates(settings) if (state := _state(alert, at))]
    if not due:
        return
    events = [event(alert, state) for alert, state in due]
    for channel in channels:
        queue(channel, events, at)
    for alert, state in due:
        _mark(alert, state, at)
    settings.told_at = at
    settings.save(update_fields=["told_at"])


def channels_on(settings: AlertSettings) -> tuple[Channel, ...]:
    """Return the channels that are switched on."""
    chosen = ((Channel.MAIL, settings.mail_on), (Channel.WEBHOOK, settings.webhook_on))
    return tuple(channel for channel, on in chosen if on)


def queue(channel: Channel, events: Sequence[JsonObject], at: datetime, *, test: bool = False) -> AlertDelivery:
    """Queue one message."""
    return AlertDelivery.objects.create(
        message_id=f"msg_{uuid4().hex}", channel=channel, test=test, events=list(events), not_before=at, created_at=at
    )


def event(alert: Alert, state: str) -> JsonObject:
    """Return what a message says of an alert: no person, no secret, and nothing that a mall wrote."""
    code = AlertCode(alert.code)
    kind = KINDS[code]
    places = {
        "account": alert.account_label,
        "detail": alert.detail,
        "stage": alert.stage,
        "account_id": alert.account_id,
        "sku_id": alert.sku_id,
    }
    return {
        "id": alert.pk,
        "state": state,
        "code": alert.code,
        "severity": severity_of(code, alert.stage),
        "account": alert.account_label,
        "detail": alert.detail,
        "title": title_template(code, alert.stage) % places,
        "action": kind.action,
        "since": alert.began_at.isoformat(timespec="seconds"),
        "until": alert.ended_at.isoformat(timespec="seconds") if alert.ended_at else None,
        "path": kind.path % places,
    }


def _candidates(settings: AlertSettings) -> list[Alert]:
    untold_end = Q(ended_at__isnull=False, told_at__isnull=False, end_told_at__isnull=True)
    found = Alert.objects.filter(Q(ended_at__isnull=True) | untold_end).exclude(code__in=settings.muted)
    return list(found.order_by("began_at", "id"))


def _state(alert: Alert, at: datetime) -> str:
    """What is to be told of an alert now; empty = nothing."""
    if alert.ended_at is not None:
        return ENDED
    if alert.told_at is None:
        # One that is just going away is not worth a message; it is told if it comes back.
        return "" if alert.missing_since else BEGAN
    if alert.told_stage != alert.stage:
        return CONTINUES
    reminds = KINDS[AlertCode(alert.code)].reminds
    return CONTINUES if reminds and at - alert.told_at >= REMIND else ""


def _mark(alert: Alert, state: str, at: datetime) -> None:
    if state == ENDED:
        alert.end_told_at = at
        alert.save(update_fields=["end_told_at"])
    else:
        alert.told_at, alert.told_stage = at, alert.stage
        alert.save(update_fields=["told_at", "told_stage"])
