"""Mails to buyers through the account's own server (R1-15, R1-23, R1-28); required where the mall's relay alone delivers."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from ichigen.domain.orders import Party
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.accounts.mail_server import (
    NO_RELAY,
    NO_SENDER,
    NO_SERVER,
    PRACTICE,
    mail_server_view,
    save_mail_server,
    send_test,
)
from ichigen.services.alerts.settings import MailChange, save_mail
from ichigen.services.alerts.smtp import MailServer
from ichigen.services.orders.mail_buyer import Letter, mail_buyer, why_no_mail
from ichigen.store.account_mail import AccountMail
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.builders import make_account, make_order
from tests.services.alerts.receivers import Mailbox, free_port, mail_server
from tests.services.orders.parcels import take

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD, FROM = "kakuu-no-himitsu", "shop@example.jp"
LETTER = Letter("発送が1日遅れます", "申し訳ございません。")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(PASSWORD) as running:
        yield running


@pytest.fixture
def shop() -> Account:
    """An account of a mall whose manifest says that its own server is required."""
    return make_account("rakuten", mail_from=FROM, label="本店")


def connect(
    account: Account, port: int, password: str = PASSWORD, host: str = "127.0.0.1", security: str = "none"
) -> None:
    save_mail_server(account.pk, MailServer(host, port, security, "1234", password), None)


def code(refusal: GuardRefusal | None) -> str:
    return "sent" if refusal is None else refusal.code


def test_r1_23_r1_28_the_mail_goes_through_the_accounts_own_server_with_its_smtp_id(
    box: Mailbox, shop: Account
) -> None:
    with mail_server() as installation:
        save_mail(MailChange(False, "127.0.0.1", installation.port, "none", "", "", "hub@example.com", ()), "", None)
        connect(shop, box.port)
        order = take(shop, make_order(buyer=Party(name="架空 花子", email="hanako@example.com")))

        assert mail_buyer(order.pk, LETTER, str(uuid4()), None) is None

        assert (len(box.mails), installation.mails, box.passwords) == (1, [], [PASSWORD])
        assert box.mails[0]["From"] == "本店 <shop@example.jp>"


def test_r1_28_without_the_required_server_nothing_is_sent_by_another_way(shop: Account) -> None:
    with mail_server() as installation:
        save_mail(MailChange(False, "127.0.0.1", installation.port, "none", "", "", "hub@example.com", ()), "", None)
        order = take(shop, make_order(buyer=Party(name="架空 花子", email="hanako@example.com")))

        assert (why_no_mail(order), mail_buyer(order.pk, LETTER, "", None)) == (NO_RELAY, NO_RELAY)
        assert send_test(shop.pk, None) == NO_RELAY
        assert installation.mails == []


def test_another_mall_falls_back_to_the_server_of_the_installation() -> None:
    account = make_account(mail_from=FROM)
    assert send_test(account.pk, None) == NO_SERVER
    with mail_server() as installation:
        save_mail(MailChange(False, "127.0.0.1", installation.port, "none", "", "", "hub@example.com", ()), "", None)

        assert send_test(account.pk, None) is None
        assert installation.recipients == [[FROM]]


def test_the_test_names_what_is_wrong_and_the_account_shows_it(box: Mailbox, shop: Account) -> None:
    """A relay refuses a sender that is not registered with it (楽天市場: section 9, trap 22)."""
    connect(shop, free_port())
    assert code(send_test(shop.pk, None)) == "mail.connect"
    connect(shop, box.port, security="starttls")  # it does not offer STARTTLS
    assert code(send_test(shop.pk, None)) == "mail.tls"
    connect(shop, box.port, password="wrong")
    assert code(send_test(shop.pk, None)) == "mail.login"
    connect(shop, box.port)
    box.refuse_sender = "sender rejected"
    assert code(send_test(shop.pk, None)) == "mail.sender"
    assert (mail_server_view(shop.pk).ok, "差出人" in mail_server_view(shop.pk).message) == (False, True)

    box.refuse_sender = ""
    assert code(send_test(shop.pk, None)) == "sent"

    assert (mail_server_view(shop.pk).ok, box.recipients) == (True, [[FROM]])
    assert AuditLog.objects.filter(action="account.mail_test", subject_id=shop.pk).count() == 5
    Account.objects.update(mail_from="")
    assert (send_test(shop.pk, None), mail_server_view(shop.pk).refusal) == (NO_SENDER, NO_SENDER)


def test_the_password_is_kept_sealed_and_goes_with_its_server(box: Mailbox, shop: Account) -> None:
    connect(shop, box.port)
    assert PASSWORD not in str(AccountMail.objects.values_list("secrets", flat=True)[0])
    assert PASSWORD not in repr(AuditLog.objects.values_list())

    connect(shop, box.port, password="")
    assert mail_server_view(shop.pk).has_password is True
    connect(shop, box.port, password="", host="localhost")
    assert mail_server_view(shop.pk).has_password is False
    save_mail_server(shop.pk, MailServer("", 587, "starttls", "", ""), None)
    assert (AccountMail.objects.exists(), mail_server_view(shop.pk).host) == (False, "sub.fw.rakuten.ne.jp")


def test_a_practice_installation_tests_no_server_outside(shop: Account) -> None:
    Installation.objects.create(kind="practice")
    connect(shop, 25, host="mail.example.com")

    assert send_test(shop.pk, None) == PRACTICE


def test_r1_13_a_refused_login_is_on_the_worklist_until_a_mail_passes_again(box: Mailbox, shop: Account) -> None:
    connect(shop, box.port, password="wrong")
    order = take(shop, make_order(buyer=Party(name="架空 花子", email="hanako@example.com")))

    assert [code(mail_buyer(order.pk, LETTER, "", None)) for _ in range(2)] == ["mail.login"] * 2

    item = WorklistItem.objects.get(code="mail_login")
    assert (item.code, item.account_id, item.title) == (
        "mail_login",
        shop.pk,
        "本店: メールサーバーにログインできません",
    )
    assert "SMTPパスワードを入力し直し" in item.action
    assert (mail_server_view(shop.pk).ok, "ログイン" in mail_server_view(shop.pk).message) == (False, True)
    connect(shop, free_port())
    send_test(shop.pk, None)
    assert WorklistItem.objects.filter(
        code="mail_login", closed_at=None
    ).exists()  # out of reach says nothing of the login
    connect(shop, box.port)
    assert send_test(shop.pk, None) is None
    item.refresh_from_db()
    assert (item.closed_at is not None, item.resolution) == (True, "メールを送れたので、自動で片付きました。")


def test_r1_13_a_refused_test_opens_it_and_a_mail_closes_it_also_on_the_shared_server(box: Mailbox) -> None:
    account = make_account(mail_from=FROM)
    order = take(account, make_order(buyer=Party(name="架空 花子", email="hanako@example.com")))
    for password in ("wrong", PASSWORD):
        save_mail(MailChange(False, "127.0.0.1", box.port, "none", "1234", password, FROM, ()), "", None)
        if password == "wrong":
            assert code(send_test(account.pk, None)) == "mail.login"
            assert "「通知」のメール" in WorklistItem.objects.get(code="mail_login").action

    assert mail_buyer(order.pk, LETTER, "", None) is None

    assert WorklistItem.objects.filter(code="mail_login", closed_at=None).count() == 0


def test_the_test_mail_goes_to_no_other_address_than_the_senders_own(box: Mailbox, shop: Account) -> None:
    connect(shop, box.port)

    assert send_test(shop.pk, None) is None

    assert (box.recipients, box.mails[0]["From"]) == ([[FROM]], f"本店 <{FROM}>")
