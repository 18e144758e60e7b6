"""The mail server of an account: its own, or that of the installation where the mall does not want its own (R1-23, R1-28)."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext

from ichigen.domain.alerts import RESULTS
from ichigen.domain.write_back import GuardRefusal
from ichigen.mallkit.mail import MailRelay
from ichigen.mallkit.registry import malls
from ichigen.services.accounts.mail_login import note_login
from ichigen.services.alerts.settings import SMTP_PASSWORD, read_settings
from ichigen.services.alerts.smtp import MailServer, alert_server, hand_over
from ichigen.services.clock import now
from ichigen.services.gate import is_loopback
from ichigen.store.account_mail import AccountMail
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.worklist import AuditLog

NO_SERVER = GuardRefusal(
    "mail_server_missing",
    "メールサーバーが登録されていません。ECアカウントの「購入者へのメール」か、「通知」のメールで登録してください。",
)
NO_RELAY = GuardRefusal(
    "mail_relay_missing",
    "このモールの購入者には、モールのメールサーバーからしか届きません。"
    "ECアカウントの「購入者へのメール」で、SMTP IDとSMTPパスワードを登録してください。",
)
NO_SENDER = GuardRefusal(
    "mail_from_missing",
    "このECアカウントのメール送信元が登録されていません。ECアカウントの「連携の手順」の接続情報で入力してください。",
)
PRACTICE = GuardRefusal("practice", "練習の環境からは、このコンピュータの外のメールサーバーには送りません。")

TEST_SUBJECT = "テストメール"
TEST_BODY = "一元から、購入者へのメールと同じサーバーと送信元で送ったテストメールです。"


@dataclass(frozen=True, slots=True)
class MailServerView:
    """What is stored, or the mall's defaults where `own` is False. `message`: what the last test said, empty = none."""

    own: bool
    host: str
    port: int
    security: str
    user: str
    has_password: bool
    sender: str
    relay: MailRelay | None
    ok: bool
    message: str
    checked_at: datetime | None
    refusal: GuardRefusal | None


def server_of(account: Account) -> MailServer | GuardRefusal:
    """Return the server that takes the mails of an account, or why there is none."""
    own = AccountMail.objects.filter(pk=account.pk).first()
    relay = _relay(account)
    if own is None and relay is not None and relay.required:
        return NO_RELAY
    server = alert_server(read_settings()) if own is None else _server(own)
    if not server.host:
        return NO_SERVER
    live = Installation.objects.filter(kind=Installation.Kind.LIVE).exists()
    return server if live or is_loopback(server.host) else PRACTICE


def mail_server_view(account_id: int) -> MailServerView:
    """Return what the account's screen shows."""
    account = Account.objects.only("mall_id", "mail_from").get(pk=account_id)
    own, relay, server = AccountMail.objects.filter(pk=account_id).first(), _relay(account), server_of(account)
    shown = own or _blank(relay)
    return MailServerView(
        own=own is not None,
        host=shown.host,
        port=shown.port,
        security=shown.security,
        user=shown.user,
        has_password=bool(shown.secrets.get(SMTP_PASSWORD)),
        sender=account.mail_from,
        relay=relay,
        ok=shown.result == "sent",
        message=RESULTS.get(shown.result, ""),
        checked_at=shown.checked_at,
        refusal=(server if isinstance(server, GuardRefusal) else None) if account.mail_from else NO_SENDER,
    )


@transaction.atomic
def save_mail_server(account_id: int, change: MailServer, actor_id: int | None) -> None:
    """Store it: `host` empty = none of its own, `password` empty keeps the stored one.

    The stored one goes where server or user change: it was meant for the old one.
    """
    Account.objects.select_for_update(no_key=True).only("pk").get(pk=account_id)
    old = AccountMail.objects.filter(pk=account_id).first()
    if not change.host:
        AccountMail.objects.filter(pk=account_id).delete()
    else:
        same = old is not None and (old.host, old.user) == (change.host, change.user)
        kept = old.secrets.get(SMTP_PASSWORD, "") if old is not None and same else ""
        AccountMail(
            account_id=account_id,
            host=change.host,
            port=change.port,
            security=change.security,
            user=change.user,
            secrets={SMTP_PASSWORD: change.password or kept},
        ).save()
    AuditLog.objects.create(actor_id=actor_id, action="account.mail", subject="account", subject_id=account_id)


def send_test(account_id: int, actor_id: int | None) -> GuardRefusal | None:
    """Send a mail as to a buyer; None when the server took it, else what is wrong. The result is kept.

    It goes from メール送信元 to メール送信元: an address that anybody can type would let the shop's server write to anybody.
    """
    account = Account.objects.only("mall_id", "mail_from", "label").get(pk=account_id)
    server = server_of(account)
    if not account.mail_from:
        return NO_SENDER
    if isinstance(server, GuardRefusal):
        return server
    AuditLog.objects.create(actor_id=actor_id, action="account.mail_test", subject="account", subject_id=account_id)
    sender = formataddr((account.label, account.mail_from))
    outcome = hand_over(server, EmailMessage(gettext(TEST_SUBJECT), gettext(TEST_BODY), sender, [account.mail_from]))
    AccountMail.objects.filter(pk=account_id).update(result=outcome.code, checked_at=now())
    note_login(account, outcome.code, sent=outcome.ok)
    return None if outcome.ok else GuardRefusal(outcome.code, RESULTS[outcome.code])


def _relay(account: Account) -> MailRelay | None:
    mall = malls().get(account.mall_id)
    return None if mall is None else mall.mail_relay


def _server(own: AccountMail) -> MailServer:
    return MailServer(own.host, own.port, own.security, own.user, own.secrets.get(SMTP_PASSWORD, ""))


def _blank(relay: MailRelay | None) -> AccountMail:
    if relay is None:
        return AccountMail(port=587, security="starttls")
    return AccountMail(host=relay.host, port=relay.port, security=relay.security)
