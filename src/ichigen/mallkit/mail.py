"""How mails of a shop reach the buyers of a mall, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailRelay:
    """The mall's own mail server, to which a shop logs in with its SMTP ID and SMTP パスワード (R1-23, R1-28).

    `security` is "starttls" or "tls". `required`: the buyers' addresses are masked, and only mails through this server
    reach them. `help` says where the shop finds its values and which senders are taken.
    """

    host: str
    port: int
    security: str
    help: str
    required: bool = False
