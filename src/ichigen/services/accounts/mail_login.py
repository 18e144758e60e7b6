"""A mail server that no longer lets an account in is on 要対応 until a mail passes again, like a dead credential (R1-13)."""

from ichigen.services.clock import now
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store.account_mail import AccountMail
from ichigen.store.accounts import Account

#: What a mail server says to a wrong SMTP ID or password (535), a code of `domain.alerts.RESULTS`.
REFUSED_LOGIN = "mail.login"

CAUSE = (
    "メールサーバーがSMTP IDとパスワードを受け付けません。直るまで、このECアカウントから購入者にメールを送れません。"
)
OWN = "「購入者へのメール」でSMTP IDとSMTPパスワードを入力し直し、「テストメールを送る」で確かめてください。"
SHARED = "「通知」のメールでユーザー名とパスワードを入力し直し、「購入者へのメール」の「テストメールを送る」で確かめてください。"


def note_login(account: Account, code: str, *, sent: bool) -> None:
    """Open the item where the login was refused, close it where a mail was `sent`; any other failure says nothing of it."""
    key = f"mail_login:{account.pk}"
    if sent:
        close_item(key, "メールを送れたので、自動で片付きました。")
    elif code == REFUSED_LOGIN:
        own = AccountMail.objects.filter(pk=account.pk).update(result=code, checked_at=now())
        open_item(
            Item(
                key=key,
                code="mail_login",
                title=f"{account.label}: メールサーバーにログインできません",
                cause=CAUSE,
                action=OWN if own else SHARED,
                account_id=account.pk,
            )
        )
