"""The top page warns of credentials, and the list shows how each shop is connected (E2-28, E2-30, E2-37, E2-38)."""

from datetime import timedelta

import pytest
from django.test import Client

from ichigen.services.accounts.expiry import warn_of_expiry
from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.staff import Role
from tests.builders import make_account
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff("owner", Role.OWNER))
    return client


def ending_in(days: float) -> Account:
    end = now() + timedelta(days=days, minutes=5)
    account = make_account("rakuten", label="楽天本店", health=Account.Health.OK)
    account.expires = {"licenseKey": end.isoformat()}
    account.save(update_fields=["expires"])
    warn_of_expiry(account)
    return account


@pytest.mark.parametrize(
    ("days", "said"),
    [(6, "楽天本店: licenseKeyの有効期限まであと 6 日です"), (-1, "楽天本店: licenseKeyの有効期限が切れました")],
)
def test_e2_28_e2_37_the_top_page_leads_to_a_credential_that_ends_before_and_after_its_end(
    desk: Client, days: int, said: str
) -> None:
    ending_in(days)

    home = desk.get("/").content.decode()
    assert "確認が必要なことがあります" in home
    assert "要対応 1 件を片付ける" in home
    assert said in desk.get("/worklist/").content.decode()


def test_e2_28_a_credential_that_lives_on_is_no_warning(desk: Client) -> None:
    ending_in(45)

    assert "要対応 1 件" not in desk.get("/").content.decode()


def test_e2_38_the_list_shows_every_shop_with_its_state_and_the_end_of_its_credential(desk: Client) -> None:
    ending_in(6)
    make_account(
        "yahoo_shopping", shop="s2", label="ヤフー店", health=Account.Health.DEAD, health_message="鍵が違います"
    )
    make_account("rakuten", shop="s3", label="休業店", mode=Account.Mode.DISABLED)

    table = desk.get("/accounts/").content.decode().partition("<tbody>")[2].partition("</tbody>")[0]

    first, dead, off = table.split("<tr>")[1:]
    assert "楽天本店" in first
    assert "あと 6 日" in first
    assert "ヤフー店" in dead
    assert "要再設定" in dead
    assert "鍵が違います" in dead
    assert "休業店" in off
    assert '<div class="sub">無効</div>' in off
