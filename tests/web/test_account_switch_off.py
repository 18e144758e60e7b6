"""無効にする on the page of an account (R1-14)."""

import pytest
from django.test import Client

from ichigen.store.accounts import Account
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
