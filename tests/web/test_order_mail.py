"""購入者にメールを送る on the page of an order."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from ichigen.domain.snapshots import order_from_json, order_to_json
from ichigen.services.accounts.mail_server import save_mail_server
from ichigen.services.alerts.smtp import MailServer
from ichigen.store.account_mail import AccountMail
from ichigen.store.accounts import Account
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.orders import Order
from ichigen.store.staff import Role
from tests.services.alerts.receivers import Mailbox, mail_server
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db

WRITTEN = {"subject": "お問い合わせの件", "body": "ご注文ありがとうございます。"}


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as running:
        yield running


@pytest.fixture
def order(transactional_db: None, box: Mailbox) -> Order:
    scene = build_scene(orders=8)
    order = scene.order("2026-10000")
    save_mail_server(order.account_id, MailServer("127.0.0.1", box.port, "none", "", ""), None)
    Account.objects.update(mail_from="shop@example.jp")
    told = order_from_json(order.snapshot)
    assert told.buyer is not None
    order.snapshot = order_to_json(replace(told, buyer=replace(told.buyer, email="hanako@example.com")))
    order.save(update_fields=["snapshot"])
    return order


def test_it_is_sent_from_the_page_and_shown_in_the_history(client: Client, order: Order, box: Mailbox) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))
    assert "shop@example.jp" in client.get(f"/orders/{order.pk}/").content.decode()

    answer = client.post(f"/orders/{order.pk}/mail/", WRITTEN, follow=True)

    assert (answer.status_code, len(box.mails)) == (200, 1)
    assert answer.content.decode().count("購入者にメールを送りました") == 2  # the toast and the history


def test_what_was_written_stays_where_it_could_not_be_sent(client: Client, order: Order, box: Mailbox) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))
    box.refuse = "no"

    empty = client.post(f"/orders/{order.pk}/mail/", {**WRITTEN, "body": " "})
    refused = client.post(f"/orders/{order.pk}/mail/", WRITTEN)

    assert (empty.status_code, refused.status_code, box.mails) == (422, 422, [])
    for text in (empty.content.decode(), refused.content.decode()):
        assert ("data-reopen" in text, 'value="お問い合わせの件"' in text) == (True, True)
    assert "メールサーバーが宛先を受け付けません" in refused.content.decode()


def test_without_a_sender_the_page_says_where_to_enter_it(client: Client, order: Order) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))
    Account.objects.update(mail_from="")

    page = client.get(f"/orders/{order.pk}/").content.decode()

    assert ("メール送信元が登録されていません" in page, f'data-opens="mail-{order.pk}"' in page) == (True, False)


@pytest.mark.parametrize("role", [Role.PACKER, Role.CLERK])
def test_who_does_not_lead_mails_nobody(client: Client, order: Order, box: Mailbox, role: Role) -> None:
    client.force_login(make_staff("someone", role))

    assert client.post(f"/orders/{order.pk}/mail/", WRITTEN).status_code == 403
    assert (box.mails, f"mail-{order.pk}" in client.get(f"/orders/{order.pk}/").content.decode()) == ([], False)


def test_r1_28_without_the_malls_own_server_the_page_says_so_and_leads_there(client: Client, order: Order) -> None:
    AccountMail.objects.all().delete()
    client.force_login(make_staff("chief", Role.OWNER))

    page = client.get(f"/orders/{order.pk}/").content.decode()

    assert ("SMTP IDとSMTPパスワードを登録してください" in page, f'data-opens="mail-{order.pk}"' in page) == (
        True,
        False,
    )
    assert f'href="/accounts/{order.account_id}/mail/"' in page


def test_a_template_fills_the_form_and_what_is_missing_keeps_it_from_being_sent(
    client: Client, order: Order, box: Mailbox
) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))
    chosen = MailTemplate.objects.get(name="発送のお知らせ")

    address = f"/orders/{order.pk}/mail/draft/?template={chosen.pk}"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    page = client.get(address).content.decode()

    for text in (part, page):
        assert 'value="商品を発送いたしました（受注番号 2026-10000）"' in text
        assert "[出荷日] [配送業者] [伝票番号] は差し込めませんでした" in text
    assert ("<dialog" in part, "data-reopen" in page) == (False, True)
    assert f'<option value="{chosen.pk}" selected>発送のお知らせ</option>' in page
    written = {"template": chosen.pk, "subject": "発送", "body": "番号 [伝票番号]"}
    refused = client.post(f"/orders/{order.pk}/mail/", written)
    assert (refused.status_code, box.mails) == (422, [])
    assert "差込みが埋まっていません: [伝票番号]。" in refused.content.decode()
    client.post(f"/orders/{order.pk}/mail/", {**written, "body": "番号 4000"})
    assert len(box.mails) == 1
    assert "件名「発送」、テンプレート「発送のお知らせ」" in client.get(f"/orders/{order.pk}/").content.decode()


def test_without_a_template_what_was_written_stays(client: Client, order: Order) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))

    answer = client.get(f"/orders/{order.pk}/mail/draft/?template=", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (204, b"")
