"""The mail channel: Django's SMTP backend with the settings of the screen."""

import smtplib
import ssl
from contextlib import closing

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from ichigen.services.alerts.message import mail_subject, mail_text
from ichigen.services.alerts.outcome import SENT, Outcome
from ichigen.services.alerts.settings import SMTP_PASSWORD
from ichigen.store.alerts import AlertDelivery, AlertSettings

TIMEOUT_S = 10

#: In this order: a later kind of error includes the earlier ones. What the server said is not kept: it may quote addresses.
ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "mail.login"),
    (smtplib.SMTPSenderRefused, "mail.sender"),
    (smtplib.SMTPRecipientsRefused, "mail.recipients"),
    (smtplib.SMTPNotSupportedError, "mail.tls"),
    (ssl.SSLError, "mail.tls"),
    (smtplib.SMTPConnectError, "mail.connect"),
    (smtplib.SMTPServerDisconnected, "mail.connect"),
    (smtplib.SMTPException, "mail.refused"),
    (OSError, "mail.connect"),
    (ValueError, "mail.settings"),  # an address or a password that cannot be written down
)


def send_mail(settings: AlertSettings, delivery: AlertDelivery) -> Outcome:
    """Send one message; a time-out counts as not connected."""
    if not (settings.smtp_host and settings.mail_from and settings.mail_to):
        return Outcome("mail.settings", final=True)
    backend = _backend(settings)
    message = EmailMessage(
        subject=mail_subject(delivery.events, test=delivery.test),
        body=mail_text(delivery.events, settings.hub_url, test=delivery.test),
        from_email=settings.mail_from,
        to=list(settings.mail_to),
        headers={"Message-ID": f"<{delivery.message_id}@ichigen>", "Auto-Submitted": "auto-generated"},
        connection=backend,
    )
    try:
        with closing(backend):  # a refused login leaves its line open
            message.send()
    except tuple(kind for kind, _ in ERRORS) as error:
        return Outcome(next(code for kind, code in ERRORS if isinstance(error, kind)), _status(error))
    return Outcome(SENT)


def _backend(settings: AlertSettings) -> EmailBackend:
    return EmailBackend(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=settings.secrets.get(SMTP_PASSWORD, ""),
        use_tls=settings.smtp_security == AlertSettings.Security.STARTTLS,
        use_ssl=settings.smtp_security == AlertSettings.Security.TLS,
        timeout=TIMEOUT_S,
        fail_silently=False,
    )


def _status(error: Exception) -> int | None:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
