"""在庫表: the cells and their states, what is saved, and its cost with 1,000 SKUs on six accounts (ui guide 10, 14)."""

import gzip
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ichigen.store.accounts import Account
from ichigen.store.goods import Location, Product, Sku
from ichigen.store.installation import Installation
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.staff import Role
from ichigen.store.stock import LedgerEntry, StockLevel
from tests.builders import NOON, main_location, make_account, make_listing, make_sku
from tests.web.scene import make_staff

pytestmark = pytest.mark.django_db

QUERIES = 30
PAGE_GZ = 60_000


def save(client: Client, cells: Any, reason: Any = "棚卸") -> tuple[int, Any]:
    body = json.dumps({"reason": reason, "cells": cells})
    answer = client.post("/stock/cells/", body, content_type="application/json")
    return answer.status_code, answer.json()


def cell(sku: Sku, shown: int, typed: str) -> dict[str, object]:
    return {"sku": sku.pk, "place": main_location().pk, "shown": shown, "typed": typed}


@pytest.fixture
def packer(client: Client) -> Client:
    client.force_login(make_staff("packer", Role.PACKER))
    return client


def test_each_cell_is_answered_by_itself(packer: Client) -> None:
    one, two, three = make_sku("A-1", 5), make_sku("A-2", 7), make_sku("A-3", 9)

    status, said = save(packer, [cell(one, 5, "３"), cell(two, 6, "8"), cell(three, 9, "九")])

    assert status == 200
    place = main_location().pk
    assert said["cells"] == [
        {"sku": one.pk, "place": place, "state": "applied", "on_hand": 3, "code": "", "message": ""},
        {
            "sku": two.pk,
            "place": place,
            "state": "conflict",
            "on_hand": 7,
            "code": "changed_elsewhere",
            "message": "他の人が更新しました。",
        },
        {
            "sku": three.pk,
            "place": place,
            "state": "refused",
            "on_hand": 9,
            "code": "not_a_number",
            "message": "整数か、+3・-2 の形で入力してください。",
        },
    ]
    assert said["applied"] == 1
    assert said["message"].startswith("1 件を保存しました。")
    assert list(LedgerEntry.objects.filter(kind="adjust").values_list("sku_id", "on_hand", "note")) == [
        (one.pk, -2, "棚卸")
    ]


def test_without_a_reason_nothing_is_saved(packer: Client) -> None:
    sku = make_sku("A-1", 5)

    status, said = save(packer, [cell(sku, 5, "3")], " ")

    assert (status, said["code"]) == (422, "reason_missing")
    assert StockLevel.objects.get(sku=sku).on_hand == 5


@pytest.mark.parametrize(
    "cells",
    [
        [],
        "A-1\t3",
        [1],
        [{"sku": 1, "place": 1, "shown": 5}],
        [{"sku": "1", "place": 1, "shown": 5, "typed": "3"}],
        [{"sku": True, "place": 1, "shown": 5, "typed": "3"}],
        [{"sku": 1, "place": 1, "shown": 2**40, "typed": "3"}],
        [{"sku": 1, "place": 1, "shown": 5, "typed": "3" * 41}],
        [{"sku": 1, "place": 1, "shown": 5, "typed": ["3"]}],
        [{"sku": [1], "place": {}, "shown": 5, "typed": "3"}],
        [{"sku": 1, "place": 1, "shown": 5, "typed": "3"}] * 2,
        None,
    ],
)
def test_what_the_screen_does_not_send_is_refused_whole(packer: Client, cells: object) -> None:
    make_sku("A-1", 5)

    status, said = save(packer, cells)

    assert (status, said["code"]) == (400, "unreadable")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"cells": []}', b"\xff\xfe", b'{"reason":1,"cells":[]}'])
def test_a_body_that_is_no_json_of_ours_is_refused(packer: Client, body: bytes) -> None:
    answer = packer.post("/stock/cells/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


@pytest.mark.parametrize(("role", "fields"), [(Role.OWNER, 1), (Role.MANAGER, 1), (Role.PACKER, 1), (Role.CLERK, 0)])
def test_who_may_not_adjust_sees_numbers_and_saves_nothing(client: Client, role: Role, fields: int) -> None:
    sku = make_sku("A-1", 5)
    client.force_login(make_staff("somebody", role))

    assert client.get("/stock/").content.decode().count('class="cell"') == fields
    body = json.dumps({"reason": "棚卸", "cells": [cell(sku, 5, "3")]})
    answer = client.post("/stock/cells/", body, content_type="application/json")

    assert answer.status_code == (200 if fields else 403)
    assert StockLevel.objects.get(sku=sku).on_hand == (3 if fields else 5)


def shelf(client: Client) -> tuple[Account, Account]:
    """Three SKUs on two accounts, all 確認済み, and one on the first only; the owner has logged in."""
    client.force_login(make_staff("owner", Role.OWNER))
    here, there = make_account("mall_a", label="本店"), make_account("mall_b", label="支店")
    seen: dict[str, Any] = {"seen_quantity": 5, "seen_at": NOON, "confirmed_at": NOON}
    for code in ("A-1", "A-2", "A-3"):
        sku = make_sku(code, 5)
        make_listing(here, sku, **seen)
        make_listing(there, sku, **seen)
    make_listing(here, make_sku("B-1", 5), **seen)
    return here, there


def test_every_state_of_a_cell_has_its_word(client: Client) -> None:
    here, _ = shelf(client)
    states: dict[str, tuple[str, dict[str, object]]] = {
        "confirmed": ("確認済み", {}),
        "drift": ("ずれ", {"drift": 2}),
        "provisional": ("仮確保 2", {"provisional": 2}),
        "sending": ("書込み中", {"sending": True, "seen_quantity": 4}),
        "waiting": ("未反映", {"seen_quantity": 4, "expected_low": 4, "expected_quantity": 4}),
        "written": ("読み返し待ち", {"seen_quantity": 4, "expected_low": 5, "expected_quantity": 5}),
        "unread": ("未確認", {"seen_at": None}),
        "off": ("販売停止中", {"on_sale": False}),
        "kept": ("モール倉庫", {"kept_by_mall": True}),
        "failed": ("エラー", {"error_code": "x", "error_message": "断られました。"}),
    }
    listing = Listing.objects.get(account=here, code="A-1")
    for state, (word, values) in states.items():
        Listing.objects.filter(pk=listing.pk).update(**values)
        text = client.get(f"/stock/?q=A-1&account={here.pk}").content.decode()
        assert (state, text.count(f"st-{state}"), word in text) == (state, 1, True)
        listing.save()


@pytest.mark.parametrize("why", ["reading", "disabled", "writes", "brake"])
def test_a_number_nobody_will_write_says_that_it_stands_still(client: Client, why: str) -> None:
    here, _ = shelf(client)
    listing = Listing.objects.filter(account=here, code="A-1")
    if why == "writes":
        Installation.objects.create(kind="practice", writes_stopped_at=NOON, writes_stopped_reason="棚卸")
    elif why == "brake":
        StockLevel.objects.filter(sku__code="A-1").update(on_hand=0)
        Account.objects.filter(pk=here.pk).update(braked_at=NOON)
    else:
        Account.objects.filter(pk=here.pk).update(mode=why)
    listing.update(seen_quantity=4)

    text = client.get(f"/stock/?q=A-1&account={here.pk}").content.decode()

    assert (text.count("st-stopped"), text.count("停止</span>")) == (1, 1)


def test_filters_narrow_to_drift_shortage_account_and_words(client: Client) -> None:
    here, there = shelf(client)
    Listing.objects.filter(account=here, code="A-1").update(drift=1)
    Listing.objects.filter(account=there, code="A-2").update(provisional=1)
    StockLevel.objects.filter(sku__code="A-3").update(reserved=6)

    def codes(query: str) -> set[str]:
        text = client.get(f"/stock/?{query}").content.decode()
        return {code for code in Sku.objects.values_list("code", flat=True) if f"data-drawer>{code}<" in text}

    assert codes("") == {"A-1", "A-2", "A-3", "B-1"}
    assert codes("view=drift") == {"A-1", "A-2"}
    assert codes("view=short") == {"A-3"}
    assert codes(f"account={there.pk}") == {"A-1", "A-2", "A-3"}
    assert codes(f"account={there.pk}&view=drift&q=a-2") == {"A-2"}
    one = client.get(f"/stock/?account={there.pk}").content.decode()
    heads = [label for label in ("本店", "支店") if f'"name">{label}</span></span></th>' in one]
    assert heads == ["支店"]


def test_what_an_account_does_not_list_is_not_listed_there(client: Client) -> None:
    make_listing(make_account("mall_a"), make_sku("A-1", 5))
    make_sku("A-2", 1)
    client.force_login(make_staff("owner", Role.OWNER))

    assert client.get("/stock/").content.decode().count("未出品") == 1


def test_each_location_has_its_column_until_there_are_many(client: Client) -> None:
    sku = make_sku("A-1", 5)
    client.force_login(make_staff("owner", Role.OWNER))
    places = [Location.objects.create(code=f"p{n}", name=f"{n}号店") for n in (2, 3, 4)]
    StockLevel.objects.create(sku=sku, location=places[0], on_hand=2)

    assert client.get("/stock/").content.decode().count('class="cell"') == 1
    chosen = client.get(f"/stock/?place={places[0].pk}").content.decode()
    assert (chosen.count('class="cell"'), f'id="cell-{sku.pk}-{places[0].pk}"' in chosen) == (1, True)
    places[2].delete()
    three = client.get("/stock/").content.decode()
    assert (three.count('class="cell"'), "在庫計" in three) == (3, True)


def test_1000_skus_on_six_accounts_within_budget(client: Client) -> None:
    accounts = [make_account("mall_a", shop=f"s{n}", label=f"店舗{n}") for n in range(6)]
    product = Product.objects.create(code="P", title="手ぬぐい")
    skus = Sku.objects.bulk_create(
        Sku(product=product, code=f"TNG-{n:04}", title=f"手ぬぐい 柄{n} 注染 綿100%") for n in range(1000)
    )
    place = main_location()
    StockLevel.objects.bulk_create(StockLevel(sku=sku, location=place, on_hand=n % 60) for n, sku in enumerate(skus))
    listings = Listing.objects.bulk_create(
        Listing(account=account, code=sku.code, match_code=sku.code, seen_quantity=n % 55)
        for account in accounts
        for n, sku in enumerate(skus)
    )
    ListingComponent.objects.bulk_create(
        ListingComponent(listing=listing, sku=skus[n % 1000]) for n, listing in enumerate(listings)
    )
    client.force_login(make_staff("owner", Role.OWNER))

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/stock/")

    assert page.content.count(b"data-href=") == 200
    assert page.content.count(b'class="on-mall ') == 1200
    assert len(asked) <= QUERIES
    assert len(gzip.compress(page.content)) <= PAGE_GZ
