"""Mails to buyers leave as the shop: from メール送信元 of the ECアカウント (R1-10, R1-15), never to somebody made up (G3-16)."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from ichigen.domain.alerts import RESULTS
from ichigen.domain.orders import Party, Withheld
from ichigen.services.accounts.mail_server import NO_SENDER, NO_SERVER, PRACTICE
from ichigen.services.alerts.settings import MailChange, save_mail
from ichigen.services.orders.mail_buyer import ALREADY_SENT, NO_BUYER, Letter, mail_buyer
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.orders import OrderEvent
from ichigen.store.worklist import AuditLog
from tests.builders import make_account, make_order
from tests.services.alerts.receivers import Mailbox, mail_server
from tests.services.orders.parcels import take

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = Letter("発送が1日遅れます", "架空 花子 様\n\n申し訳ございません。")
BUYER = Party(name="架空 花子", email="hanako@example.com")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


def connect(port: int, host: str = "127.0.0.1") -> None:
    """The mail server of 通知, whose own sender is another one."""
    save_mail(MailChange(False, host, port, "none", "", "", "hub@example.com", ("a@example.com",)), "", None)


def shop(mail_from: str = "shop@example.jp") -> Account:
    return make_account(label="和雑貨みほん 本店", mail_from=mail_from)


def events(order_id: int) -> list[str]:
    kinds = ("mail_sent", "mail_failed")
    return list(OrderEvent.objects.filter(order_id=order_id, kind__in=kinds).values_list("kind", flat=True))


def test_r1_15_the_mail_comes_from_the_sender_of_its_account(box: Mailbox) -> None:
    connect(box.port)
    order = take(shop(), make_order(buyer=BUYER))

    assert mail_buyer(order.pk, LETTER, str(uuid4()), None) is None

    (mail,) = box.mails
    assert mail["From"] == "和雑貨みほん 本店 <shop@example.jp>"
    assert (mail["To"], mail["Subject"]) == ("hanako@example.com", "発送が1日遅れます")
    assert mail.get_content().split() == LETTER.body.split()
    assert (box.recipients, events(order.pk)) == ([["hanako@example.com"]], ["mail_sent"])
    assert list(AuditLog.objects.filter(action="order.mail").values_list("subject_id", "reason")) == [
        (order.pk, "発送が1日遅れます")
    ]


def test_without_a_sender_a_server_or_a_buyer_nothing_is_sent(box: Mailbox) -> None:
    account = shop(mail_from="")
    order = take(account, make_order(buyer=BUYER))
    assert mail_buyer(order.pk, LETTER, "", None) == NO_SENDER
    Account.objects.update(mail_from="shop@example.jp")
    assert mail_buyer(order.pk, LETTER, "", None) == NO_SERVER
    connect(box.port)
    nobody = take(account, make_order("1002", buyer=None))
    silent = take(account, make_order("1003", buyer=Party(name="架空 太郎")))
    hidden = take(account, make_order("1004", buyer=BUYER, withheld=Withheld.ANONYMOUS))

    assert [mail_buyer(one.pk, LETTER, "", None) for one in (nobody, silent, hidden)] == [NO_BUYER] * 3
    assert box.mails == []


def test_one_form_is_one_mail(box: Mailbox) -> None:
    connect(box.port)
    order, key = take(shop(), make_order(buyer=BUYER)), str(uuid4())

    assert mail_buyer(order.pk, LETTER, key, None) is None
    assert mail_buyer(order.pk, LETTER, key, None) == ALREADY_SENT

    assert len(box.mails) == 1


def test_what_the_mail_server_refuses_is_said_and_kept(box: Mailbox) -> None:
    connect(box.port)
    box.refuse = "no such user hanako@example.com"
    order = take(shop(), make_order(buyer=BUYER))

    refusal = mail_buyer(order.pk, LETTER, str(uuid4()), None)

    assert refusal is not None
    assert (refusal.code, refusal.message) == ("mail.recipients", RESULTS["mail.recipients"])
    assert events(order.pk) == ["mail_failed"]


def test_a_practice_installation_mails_no_further_than_this_computer(box: Mailbox) -> None:
    Installation.objects.create(kind="practice")
    order = take(shop(), make_order(buyer=BUYER))

    connect(25, "mail.example.com")
    assert mail_buyer(order.pk, LETTER, "", None) == PRACTICE
    connect(box.port)
    assert mail_buyer(order.pk, LETTER, "", None) is None
