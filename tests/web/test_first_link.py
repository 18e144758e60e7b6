"""連携の手順 without a browser: each step says why it is not ready, and what was refused (R1-09, R1-10, R1-15)."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from ichigen.services.clock import now
from ichigen.services.loops import begin_run, finish_run
from ichigen.store.accounts import Account
from ichigen.store.goods import Location
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing
from ichigen.store.staff import Role
from tests.builders import NOON, make_account, make_listing, make_sku
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client: Client) -> Account:
    client.force_login(make_staff("owner", Role.OWNER))
    account = make_account("rakuten", mode=Account.Mode.READING, started_at=None)
    for kind in ("intake", "catalogue"):
        finish_run(begin_run(account.id, kind), due_at=None, fresh_at=now())
    return account


def path(account: Account, step: str = "") -> str:
    return f"/accounts/{account.id}/link/{step}{'/' if step else ''}"


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def sold(account: Account, on_hand: int = 3, on_mall: int = 5) -> Listing:
    numbers: dict[str, Any] = {"seen_quantity": on_mall, "expected_low": on_mall, "expected_quantity": on_mall}
    return make_listing(account, make_sku(on_hand=on_hand), seen_at=NOON, **numbers)


def test_the_link_goes_on_where_it_was_left(client: Client, account: Account) -> None:
    Listing.objects.create(account=account, code="A-1", match_code="A-1")
    assert client.get(path(account)).headers["Location"] == path(account, "import")

    Account.objects.update(health=Account.Health.DEAD)
    assert client.get(path(account)).headers["Location"] == path(account, "connect")
    later = text(client, path(account, "start"))
    assert "この手順はまだできません" in later
    assert "接続チェックに通っていません。" in later
    assert "在庫連動を開始</button>" not in later


def test_r1_10_r1_15_the_shops_own_facts_are_stored_and_a_slip_is_named(client: Client, account: Account) -> None:
    place = Location.objects.get()
    answer = client.post(path(account, "connect"), {"label": "本店", "mail_from": "shop", "location": [place.id]})
    assert answer.status_code == 422
    assert "メールアドレスの形で入力してください" in answer.content.decode()

    client.post(path(account, "connect"), {"label": "本店", "mail_from": "shop@example.jp", "location": [place.id]})
    account.refresh_from_db()
    assert (account.label, account.mail_from, list(account.locations.all())) == ("本店", "shop@example.jp", [place])
    assert client.post(path(account, "connect"), {"label": "", "mail_from": ""}).status_code == 422
    assert client.post(path(account, "connect"), {"label": "本店", "location": ["99999"]}).status_code == 422


def test_a_decision_comes_back_to_the_list_with_what_is_left(client: Client, account: Account) -> None:
    for code in ("A-1", "B-1"):
        Listing.objects.create(account=account, code=code, match_code=code)
    listing = Listing.objects.get(code="A-1")

    answer = client.post(
        path(account, "import/decide"), {"listing": listing.id, "way": "make"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, "B-1" in answer.content.decode()) == (200, True)
    assert "A-1" not in answer.content.decode()
    assert client.post(path(account, "import/decide"), {"way": "nonsense"}).status_code == 302

    client.post(path(account, "import/decide-all"), {"kind": "make", "way": "make", "count": "7"})
    assert Listing.objects.filter(components__isnull=True).count() == 1
    client.post(path(account, "import/decide-all"), {"kind": "make", "way": "make", "count": "1"})
    assert not Listing.objects.filter(components__isnull=True).exists()


def test_where_two_skus_fit_each_has_its_button(client: Client, account: Account) -> None:
    skus = [make_sku("A-1"), make_sku("B-1")]
    listing = Listing.objects.create(account=account, code="x", match_code="A-1", match_codes=["A-1", "B-1"])

    page = text(client, path(account, "import"))
    assert [f'"sku": "{sku.id}", "way": "bind"' in page for sku in skus] == [True, True]
    assert "B-1 に紐付ける" in page
    client.post(path(account, "import/decide"), {"listing": listing.id, "way": "bind", "sku": skus[1].id})
    assert listing.components.get().sku == skus[1]


def test_differences_can_be_narrowed_and_the_start_repeats_their_number(client: Client, account: Account) -> None:
    sold(account)
    assert client.post(path(account, "source"), {}).status_code == 422
    assert client.post(path(account, "source"), {"source": "hub"}).status_code == 302

    assert 'id="differences-' in text(client, path(account, "differences") + "?change=falls")
    assert "差異はありません" in text(client, path(account, "differences") + "?change=rises")
    assert "差異はありません" in text(client, path(account, "differences") + "?q=zzz")
    assert "差異 1 件を書き込んで在庫連動を開始" in text(client, path(account, "start"))

    refused = client.post(path(account, "start"), {"count": "0"})
    assert (refused.status_code, "差異の件数が変わりました" in refused.content.decode()) == (422, True)
    assert client.post(path(account, "start"), {"count": "1"}).status_code == 302
    assert Account.objects.get().mode == "live"


def test_brake_and_stop_switch_are_shown_in_every_step(client: Client, account: Account) -> None:
    Installation.objects.create(kind="live", writes_stopped_at=NOON, writes_stopped_reason="確認中")
    Account.objects.update(braked_at=NOON, opened_from="hub")
    sold(account)

    for step in ("connect", "readonly", "read", "import", "source", "differences", "start"):
        page = text(client, path(account, step))
        assert "全モールへの書込みを停止中" in page
        assert "在庫 0 の書込みを止めています" in page
    assert "書込みを再開するまでモールには何も書き込みません" in text(client, path(account, "start"))


def test_an_unknown_account_is_404(client: Client, account: Account) -> None:
    for step in ("", "connect", "import", "source", "differences", "start"):
        assert client.get(f"/accounts/999999/link/{step}{'/' if step else ''}").status_code == 404, step


def test_a_page_drawn_by_a_decision_leads_to_the_import_and_not_to_the_decision(
    client: Client, account: Account
) -> None:
    listings = [
        Listing.objects.create(account=account, code=f"A-{n:02}", match_code=f"A-{n:02}", title="手ぬぐい")
        for n in range(52)
    ]
    decide = f"{path(account, 'import')}decide/"
    answer = client.post(
        f"{decide}?kind=make&q=A-",
        {"listing": listings[0].pk, "way": "leave"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert "51 件中 1–50 件" in answer
    assert f'hx-get="{path(account, "import")}?kind=make&amp;q=A-&amp;page=2"' in answer
    assert f'href="{path(account, "import")}?kind=make&amp;q=A-&amp;page=2"' in answer
    assert f'"{decide}?kind=make&amp;q=A-&amp;page' not in answer
    assert client.get(decide).headers["Location"] == path(account, "import")


def test_dead_credentials_are_mended_where_they_are_renewed(client: Client, account: Account) -> None:
    Account.objects.update(health=Account.Health.DEAD)

    page = text(client, f"/readiness/accounts/{account.id}/")

    assert f'href="/accounts/{account.id}/renew/"' in page
    assert "/accounts/add/" not in page


SOURCE_FORM = "この元で期首在庫を登録する"


def test_a_finished_opening_stock_shows_that_it_is_done_and_where_numbers_are_changed(
    client: Client, account: Account
) -> None:
    sold(account)
    assert SOURCE_FORM in text(client, path(account, "source"))

    client.post(path(account, "source"), {"source": "hub"})
    done = text(client, path(account, "source"))
    assert ("期首在庫は登録済みです" in done, SOURCE_FORM in done) == (True, False)
    assert '<a class="button" href="/stock/">在庫の画面を開く</a>' in done


def test_an_account_that_is_live_is_not_asked_for_its_opening_stock_again(client: Client, account: Account) -> None:
    """It would be refused: a listing bound since then gets its numbers on the stock page."""
    Account.objects.update(mode=Account.Mode.LIVE, started_at=NOON)
    make_listing(account, make_sku("NEW-1"), seen_at=NOON, seen_quantity=4)
    page = text(client, path(account, "source"))

    assert ("期首在庫は登録済みです" in page, SOURCE_FORM in page) == (True, False)
    assert client.post(path(account, "source"), {"source": "zero"}).status_code == 422


def test_a_passed_line_of_the_connection_check_is_available_in_english(client: Client, account: Account) -> None:
    report = [{"code": "orders", "label": "受注", "ok": True, "message": ""}]
    Account.objects.update(check_results=report)
    for address in (path(account, "connect"), f"/accounts/{account.id}/"):
        english = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert (address, "</svg>Available</span>" in english, "In use" in english) == (address, True, False)
        assert "</svg>利用中</span>" in text(client, address)


def test_r1_51_r1_52_the_application_sheet_shows_values_addresses_and_what_is_missing(
    client: Client, account: Account, settings: Settings
) -> None:
    account.mall_id, account.credentials = "yahoo_shopping", {"client_id": "dj00aiZpPWV4YW1wbGU-"}
    account.save(update_fields=["mall_id", "credentials"])
    settings.SOURCE_IPS = []
    assert "ICHIGEN_SOURCE_IPS" in text(client, path(account, "connect"))

    settings.SOURCE_IPS = ["203.0.113.42", "10.0.0.1"]
    page = text(client, path(account, "connect"))
    assert "<code>dj00aiZpPWV4YW1wbGU-</code>" in page
    assert "<code>203.0.113.42</code>" in page
    assert "10.0.0.1 は申請に使えません" in page

    compared = client.post(path(account, "connect/sheet"), {"pasted": "dj00aiZpPWV4YWlwbGU- 203.0.113.42"})
    assert "15 文字目から違います。" in compared.content.decode()


def test_a_permission_granted_meanwhile_is_checked_on_the_step_where_it_was_missing(
    client: Client, account: Account
) -> None:
    missing = {"code": "stock.read", "label": "在庫一括取得", "ok": False, "message": "「利用する」にしてください。"}
    credentials = {"serviceSecret": "SP000", "licenseKey": "SL000"}
    endpoints = {"rms": "http://127.0.0.1:9"}
    Account.objects.update(check_results=[missing], endpoints=endpoints, credentials=credentials)

    assert f'action="/accounts/{account.id}/check/"' in text(client, path(account, "connect"))
    answer = client.post(f"/accounts/{account.id}/check/", {"step": "connect"})
    assert answer.headers["Location"] == path(account, "connect")
