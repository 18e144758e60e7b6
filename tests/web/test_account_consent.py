"""リフレッシュトークンを取得, from the form to the mall's page and back, against the simulated mall (R1-49, E2-26)."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.test import Client

from ichigen.mallkit.registry import mall
from ichigen.store.accounts import Account
from ichigen.store.staff import Role
from tests.scenarios.town import Town, open_town
from tests.web.scene import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MALL = mall("yahoo_shopping")
GO = re.compile(r'class="button primary" href="([^"]+)"')
BACK = "http://testserver/accounts/consent/"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with open_town() as running:
        yield running


@pytest.fixture
def desk(client: Client, town: Town) -> Client:
    town.advance_malls(2)  # the test before may have called within this second
    client.force_login(make_staff("owner", Role.OWNER))
    return client


def form(town: Town, **changes: str) -> dict[str, str]:
    """The form of a new account, all filled in but the refresh token."""
    card = town.card(MALL.id)
    hosts = {f"endpoint_{row.name}": card["base_url"] for row in MALL.endpoints}
    return {**card["credentials"], **hosts, "label": "本店", "refresh_token": "", **changes}


def way(answer: str) -> str:
    found = GO.search(answer)
    assert found is not None, answer
    return html.unescape(found[1])


def consent(address: str) -> str:
    """Consent on the mall's page; return where it leads, without the host."""
    led = urlsplit(httpx2.get(address, trust_env=False).headers["Location"])
    assert f"{led.scheme}://{led.netloc}{led.path}" == BACK
    return f"{led.path}?{led.query}"


def test_r1_49_a_store_gets_its_refresh_token_by_a_button_and_is_linked_at_once(desk: Client, town: Town) -> None:
    answer = desk.post(f"/accounts/add/{MALL.id}/consent/", form(town)).content.decode()
    assert BACK in answer
    asked = parse_qs(urlsplit(way(answer)).query)
    assert (asked["response_type"], asked["scope"], asked["redirect_uri"]) == (["code"], ["openid profile"], [BACK])
    assert not Account.objects.exists()

    landed = desk.get(consent(way(answer)))

    account = Account.objects.get()
    assert landed.headers["Location"] == f"/accounts/{account.pk}/link/"
    assert account.health == Account.Health.OK
    assert account.credentials["refresh_token"].startswith("rt-")
    assert account.settings["refresh_token_issued_on"]
    assert "refresh_token" in account.expires


def test_e2_26_e2_34_a_renewal_by_consent_tries_the_new_token_and_swaps_it(desk: Client, town: Town) -> None:
    desk.get(consent(way(desk.post(f"/accounts/add/{MALL.id}/consent/", form(town)).content.decode())))
    account = Account.objects.get()
    before = account.credentials["refresh_token"]
    town.advance_malls(2)

    answer = desk.post(f"/accounts/{account.pk}/renew/consent/", {"refresh_token": ""}).content.decode()
    landed = desk.get(consent(way(answer)), follow=True).content.decode()

    account.refresh_from_db()
    assert account.credentials["refresh_token"] not in ("", before)
    assert "同意して取得した認証情報を登録しました。" in landed
    assert account.credentials["refresh_token"] not in landed


def test_r1_49_what_is_missing_is_named_before_anybody_leaves_for_the_mall(desk: Client, town: Town) -> None:
    answer = desk.post(f"/accounts/add/{MALL.id}/consent/", form(town, client_id="")).content.decode()

    assert "ほかの項目を先に入力してください" in answer
    assert "Client ID(アプリケーションID)を入力してください。" in answer
    assert GO.search(answer) is None


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("state", "同意の手続きが見つからないか"),
        ("twice", "同意の手続きが見つからないか"),
        ("declined", "同意されませんでした。"),
        ("code", "同意の確認に使う番号が古いか"),
    ],
)
def test_r1_49_a_way_back_that_is_not_ones_own_links_nothing(desk: Client, town: Town, slip: str, said: str) -> None:
    address = way(desk.post(f"/accounts/add/{MALL.id}/consent/", form(town)).content.decode())
    back = consent(address)
    state = parse_qs(urlsplit(back).query)["state"][0]
    if slip == "twice":
        desk.get(f"/accounts/consent/?error=access_denied&state={state}")
    ways = {
        "state": back.replace(state, "x" * len(state)),
        "twice": back,
        "declined": f"/accounts/consent/?error=access_denied&state={state}",
        "code": f"/accounts/consent/?code=wrong&state={state}",
    }

    landed = desk.get(ways[slip], follow=True).content.decode()

    assert said in landed
    assert not Account.objects.exists()
