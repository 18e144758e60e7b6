"""The mail channel of alerts."""

from django.core.mail import EmailMessage

from ichigen.services.alerts.message import mail_subject, mail_text
from ichigen.services.alerts.outcome import Outcome
from ichigen.services.alerts.smtp import alert_server, hand_over
from ichigen.store.alerts import AlertDelivery, AlertSettings


def send_mail(settings: AlertSettings, delivery: AlertDelivery) -> Outcome:
    """Send one message; a time-out counts as not connected."""
    if not (settings.smtp_host and settings.mail_from and settings.mail_to):
        return Outcome("mail.settings", final=True)
    message = EmailMessage(
        subject=mail_subject(delivery.events, test=delivery.test),
        body=mail_text(delivery.events, settings.hub_url, test=delivery.test),
        from_email=settings.mail_from,
        to=list(settings.mail_to),
        headers={"Message-ID": f"<{delivery.message_id}@ichigen>", "Auto-Submitted": "auto-generated"},
    )
    return hand_over(alert_server(settings), message)
