"""Sends what is queued: claimed and counted before the sending, the result stored after it, no lock held in between."""

from collections.abc import Callable, Mapping

import structlog
from django.db import transaction

from ichigen.domain.alerts import Channel
from ichigen.services.alerts.mail import send_mail
from ichigen.services.alerts.outcome import Outcome
from ichigen.services.alerts.settings import read_settings
from ichigen.services.alerts.tell import channels_on, queue
from ichigen.services.alerts.webhook import send_webhook
from ichigen.services.clock import now
from ichigen.store.alerts import AlertDelivery, AlertSettings, claim

#: Messages of one run; a run must not hold its slot for long.
AT_ONCE = 4

#: Attempts before a message is given up, after about four hours.
MOST_ATTEMPTS = 10

SENDERS: Mapping[str, Callable[[AlertSettings, AlertDelivery], Outcome]] = {
    Channel.MAIL: send_mail,
    Channel.WEBHOOK: send_webhook,
}

log = structlog.get_logger(__name__)


def deliver_due() -> None:
    """Send the messages that are due. Nothing of the stock waits for this."""
    for _ in range(AT_ONCE):
        delivery_id = claim()
        if delivery_id is None:
            return
        _deliver(delivery_id)


def send_test(channel: Channel) -> AlertDelivery:
    """Send a test message now, once, whether the channel is on or not; returns it with its result."""
    delivery = queue(channel, [], now(), test=True)
    AlertDelivery.objects.filter(pk=delivery.pk).update(attempts=MOST_ATTEMPTS)
    _deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def _deliver(delivery_id: int) -> None:
    delivery, settings = AlertDelivery.objects.get(pk=delivery_id), read_settings()
    if not delivery.test and delivery.channel not in channels_on(settings):
        outcome = Outcome("channel_off", final=True)
    else:
        outcome = SENDERS[delivery.channel](settings, delivery)
    _keep(delivery_id, outcome)
    log.info("alert.delivery", delivery=delivery_id, channel=delivery.channel, code=outcome.code, status=outcome.status)


@transaction.atomic
def _keep(delivery_id: int, outcome: Outcome) -> None:
    row = AlertDelivery.objects.select_for_update().get(pk=delivery_id)
    row.result, row.status = outcome.code, outcome.status
    if outcome.ok:
        row.state = AlertDelivery.State.SENT
    elif outcome.final or row.attempts >= MOST_ATTEMPTS:
        row.state = AlertDelivery.State.FAILED
    row.finished_at = None if row.state == AlertDelivery.State.WAITING else now()
    row.save(update_fields=["result", "status", "state", "finished_at"])
