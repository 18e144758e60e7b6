"""Django's SMTP backend, for alerts (the server of 通知) and for mails to buyers (that one, or the account's own)."""

import smtplib
import ssl
from contextlib import closing
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. `security`: a value of `AlertSettings.Security`; not to be logged."""

    host: str
    port: int
    security: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"<MailServer {self.host}:{self.port}>"


def alert_server(settings: AlertSettings) -> MailServer:
    """Return the server of the whole installation, as entered at 通知."""
    password = settings.secrets.get(SMTP_PASSWORD, "")
    return MailServer(settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, password)


def hand_over(server: MailServer, message: EmailMessage) -> Outcome:
    """Give one message to the mail server; a time-out counts as not connected."""
    backend = _backend(server)
    message.connection = backend
    try:
        with closing(backend):  # a refused login leaves its line open
            message.send()
    except tuple(kind for kind, _ in ERRORS) as error:
        return Outcome(next(code for kind, code in ERRORS if isinstance(error, kind)), _status(error))
    return Outcome(SENT)


def _backend(server: MailServer) -> EmailBackend:
    return EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == AlertSettings.Security.STARTTLS,
        use_ssl=server.security == AlertSettings.Security.TLS,
        timeout=TIMEOUT_S,
        fail_silently=False,
    )


def _status(error: Exception) -> int | None:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
