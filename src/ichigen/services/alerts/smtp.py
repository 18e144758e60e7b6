"""Django's SMTP backend with the settings of the screen 通知, for alerts and for mails to buyers."""

import smtplib
import ssl
from contextlib import closing

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from ichigen.services.alerts.outcome import SENT, Outcome
from ichigen.services.alerts.settings import SMTP_PASSWORD
from ichigen.store.alerts import AlertSettings

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


def hand_over(settings: AlertSettings, message: EmailMessage) -> Outcome:
    """Give one message to the mail server; a time-out counts as not connected."""
    backend = _backend(settings)
    message.connection = backend
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
