"""Mails to buyers leave as the shop: from メール送信元 of the ECアカウント (R1-10, R1-15), never to somebody made up (G3-16)."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from ichigen.domain.alerts import RESULTS
from ichigen.domain.orders import Party, Withheld
from ichigen.services.accounts.mail_server import NO_SENDER, NO_SERVER, PRACTICE
from ichigen.services.alerts.settings import MailChange, save_mail
from ichigen.services.orders.mail_buyer import ALREADY_SENT, NO_BUYER, Letter, mail_buyer
from ichigen.services.orders.mail_draft import draft_mail
from ichigen.services.settings.mail_templates import Wording, add_template
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.orders import OrderEvent, Shipment
from ichigen.store.worklist import AuditLog
from tests.builders import NOON, make_account, make_order
from tests.services.alerts.receivers import Mailbox, mail_server
from tests.services.orders.parcels import CORRECT, PARCEL, take

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


def template(name: str) -> int:
    return MailTemplate.objects.get(name=name).pk


def test_a_template_is_filled_from_the_order_and_its_parcel_as_it_was_entered_last() -> None:
    order = take(shop(), make_order(buyer=BUYER))
    unsent = draft_mail(order.pk, template("発送のお知らせ"))
    assert unsent is not None
    assert (unsent.subject, unsent.unfilled) == (
        "商品を発送いたしました（受注番号 1001）",
        "[出荷日] [配送業者] [伝票番号]",
    )

    for entry, carrier, parcel in ((1, "yamato", PARCEL), (2, "sagawa", CORRECT)):
        Shipment.objects.create(
            order=order,
            carrier=carrier,
            tracking_number=parcel.tracking_number,
            shipped_on=NOON.date(),
            entry=entry,
        )
    sent = draft_mail(order.pk, template("発送のお知らせ"))

    assert sent is not None
    assert sent.unfilled == ""
    assert "架空 花子 様\n\nお世話になっております。和雑貨みほん 本店です。" in sent.body
    assert f"配送業者: 佐川急便\n伝票番号: {CORRECT.tracking_number}\n" in sent.body


def test_a_template_of_another_account_is_not_for_this_order() -> None:
    order, other = take(shop(), make_order(buyer=BUYER)), make_account(shop="shop-2", label="別の店")
    pk = add_template(Wording("別", "件名", "本文", other.pk), None)

    assert (draft_mail(order.pk, pk), draft_mail(order.pk, 0)) == (None, None)


def test_a_mail_with_a_placeholder_left_in_it_is_not_sent(box: Mailbox) -> None:
    connect(box.port)
    order, key = take(shop(), make_order(buyer=BUYER)), str(uuid4())

    refusal = mail_buyer(order.pk, Letter("発送しました", "番号は [伝票番号] です。[送料無料]"), key, None)

    assert refusal is not None
    assert (refusal.code, box.mails, events(order.pk)) == ("mail_unfilled", [], [])
    assert "差込みが埋まっていません: [伝票番号]。" in refusal.message
    assert mail_buyer(order.pk, Letter("発送しました", "[送料無料] の品です。"), key, None) is None


def test_the_history_names_the_subject_and_the_template_and_nothing_of_the_buyer(box: Mailbox) -> None:
    connect(box.port)
    order = take(shop(), make_order(buyer=BUYER))
    began = Letter(LETTER.subject, LETTER.body, template("受注確認"))

    assert mail_buyer(order.pk, began, "", None) is None
    assert mail_buyer(order.pk, LETTER, "", None) is None

    told = list(
        OrderEvent.objects.filter(order=order, kind="mail_sent").order_by("id").values_list("message", flat=True)
    )
    assert told == [
        "購入者にメールを送りました（件名「発送が1日遅れます」、テンプレート「受注確認」）",
        "購入者にメールを送りました（件名「発送が1日遅れます」）",
    ]
    kept = repr([*told, *AuditLog.objects.values_list("reason", "data")])
    assert [word for word in ("hanako@example.com", "申し訳ございません") if word in kept] == []
