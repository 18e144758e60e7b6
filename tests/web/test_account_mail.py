"""購入者へのメール of an account: its own server, the test, never the password (R1-23, R1-28)."""

from collections.abc import Iterator

import pytest
from django.test import Client

from ichigen.services.accounts.mail_server import mail_server_view
from ichigen.store.accounts import Account
from ichigen.store.staff import Role
from tests.builders import make_account
from tests.services.alerts.receivers import Mailbox, mail_server
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "kakuu-no-himitsu"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(PASSWORD) as running:
        yield running


@pytest.fixture
def shop(client: Client) -> Account:
    client.force_login(make_staff("chief", Role.OWNER))
    return make_account("rakuten", mail_from="shop@example.jp")


def save(client: Client, account: Account, port: int, password: str) -> str:
    values = {"host": "127.0.0.1", "port": port, "security": "none", "user": "1234", "password": password}
    return client.post(f"/accounts/{account.pk}/mail/", values, follow=True).content.decode()


def test_r1_23_the_malls_server_is_offered_and_the_password_never_shown(
    client: Client, shop: Account, box: Mailbox
) -> None:
    page = client.get(f"/accounts/{shop.pk}/mail/").content.decode()
    assert ('value="sub.fw.rakuten.ne.jp"' in page, "SMTP AUTH ID" in page) == (True, True)

    saved = save(client, shop, box.port, PASSWORD)

    assert ("パスワードは保存されています" in saved, PASSWORD in saved, 'value="1234"' in saved) == (True, False, True)
    assert client.post(f"/accounts/{shop.pk}/mail/", {"host": "x", "port": "", "security": "none"}).status_code == 422


def test_r1_28_the_test_says_what_is_wrong_and_the_accounts_page_shows_it(
    client: Client, shop: Account, box: Mailbox
) -> None:
    save(client, shop, box.port, "wrong")
    failed = client.post(f"/accounts/{shop.pk}/mail/test/", follow=True)
    assert "ログインを受け付けません" in failed.content.decode()
    assert "送信失敗" in client.get(f"/accounts/{shop.pk}/").content.decode()

    save(client, shop, box.port, PASSWORD)
    client.post(f"/accounts/{shop.pk}/mail/test/", {"recipient": "somebody@example.com"})  # what is typed is not read

    assert (box.recipients, mail_server_view(shop.pk).ok) == ([["shop@example.jp"]], True)
    assert "テスト済み" in client.get(f"/accounts/{shop.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.PACKER, Role.CLERK])
def test_who_may_not_edit_accounts_sees_no_server(client: Client, shop: Account, role: Role) -> None:
    client.force_login(make_staff("someone", role))

    assert client.get(f"/accounts/{shop.pk}/mail/").status_code == 403
    assert client.post(f"/accounts/{shop.pk}/mail/test/", {"recipient": "me@example.com"}).status_code == 403


def test_r1_24_the_field_of_the_sender_says_which_address_its_mall_takes(client: Client, shop: Account) -> None:
    other = make_account("yahoo_shopping")

    told, general = (client.get(f"/accounts/{pk}/link/connect/").content.decode() for pk in (shop.pk, other.pk))

    assert ("「店舗連絡先メールアドレス」と同じにします" in told, "接続チェックでは確かめません" in told) == (
        True,
        True,
    )
    assert ("店舗連絡先メールアドレス" in general, "モールに登録した店舗の連絡先と同じにします" in general) == (
        False,
        True,
    )
