"""The page of an account: 無効にする, and the facts that no mall asks for (R1-10, R1-11, R1-14)."""

import pytest
from django.test import Client

from ichigen.store.accounts import Account
from ichigen.store.goods import Location
from ichigen.store.staff import Role
from tests.builders import make_account
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


def test_r1_14_the_page_switches_an_account_off_and_on_and_says_its_state(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    account = make_account("rakuten")
    page = f"/accounts/{account.pk}/"
    assert "無効にする…" in client.get(page).content.decode()

    answer = client.post(f"{page}active/", {"active": "0"}, follow=True).content.decode()
    assert "ECアカウントを無効にしました。" in answer
    assert "有効に戻す</button>" in answer
    assert Account.objects.get().mode == "disabled"

    again = client.post(f"{page}active/", {"active": "0"}, follow=True).content.decode()
    assert "このECアカウントはすでに無効です。" in again

    answer = client.post(f"{page}active/", {"active": "1"}, follow=True).content.decode()
    assert "ECアカウントを有効に戻しました。" in answer
    assert Account.objects.get().mode == "live"


def test_r1_10_r1_11_a_running_account_shows_its_own_facts_and_leads_to_changing_them(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    account, other = (make_account("rakuten", shop=shop, mail_from="shop@example.co.jp") for shop in ("s1", "s2"))
    page = f"/accounts/{account.pk}/"
    assert "「モールで売る」すべて" in client.get(page).content.decode()

    umeda, namba = (Location.objects.create(code=name, name=f"{name}店") for name in ("梅田", "難波"))
    account.locations.set([umeda, namba])
    other.locations.set([umeda])

    shown = client.get(page).content.decode()
    assert "<dd>梅田店、難波店</dd>" in shown
    assert "<dd>shop@example.co.jp</dd>" in shown
    assert f'href="{page}link/connect/"' in shown
    assert "<dd>梅田店</dd>" in client.get(f"/accounts/{other.pk}/").content.decode()
