"""Stock and the catalogue through the client (page section 6, traps 1 and 3)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import MallError, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import MallListing, StockAnswer, StockReading, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.malls.shopify.client_stock import NOT_STOCKED, UNTRACKED
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW, Account, data, payload, reply

CAS = StockMode.COMPARE_AND_SET
WRITTEN = payload("inventorySetQuantities", inventoryAdjustmentGroup={"id": "gid://shopify/InventoryAdjustmentGroup/1"})


def refused(*errors: tuple[int | None, str]) -> Any:
    """The answer to a write with errors of rows."""
    rows = [
        {
            "field": None if position is None else ["input", "quantities", str(position), "changeFromQuantity"],
            "message": "No",
            "code": code,
        }
        for position, code in errors
    ]
    return payload("inventorySetQuantities", inventoryAdjustmentGroup=None, userErrors=rows)


def rows(count: int) -> list[StockWrite]:
    return [StockWrite(str(21 + n), CAS, 12, 15) for n in range(count)]


def test_a_write_names_the_number_it_replaces_and_a_key_section_6() -> None:
    account = Account([WRITTEN])
    answer = account.client().write_stock([StockWrite("21", CAS, 12, 15), StockWrite("22", CAS, 0, -1)])

    assert answer == StockAnswer(frozenset({"21", "22"}))
    sent = account.variables()
    item, place = "gid://shopify/InventoryItem/", "gid://shopify/Location/5"
    assert sent["input"] == {
        "name": "available",
        "reason": "correction",
        "quantities": [
            {"inventoryItemId": f"{item}21", "locationId": place, "quantity": 12, "changeFromQuantity": 15},
            {"inventoryItemId": f"{item}22", "locationId": place, "quantity": 0, "changeFromQuantity": -1},
        ],
    }
    assert UUID(sent["key"]).version == 4
    assert "@idempotent(key: $key)" in account.body()["query"]


def test_every_intended_change_has_a_key_of_its_own_section_6() -> None:
    account = Account([WRITTEN, WRITTEN])
    client = account.client()
    client.write_stock(rows(1))
    client.write_stock(rows(1))
    assert account.variables(0)["key"] != account.variables(1)["key"]


def test_a_stale_row_is_refused_and_read_again_and_never_overwritten_section_6() -> None:
    account = Account([refused((1, "CHANGE_FROM_QUANTITY_STALE"))])
    answer = account.client().write_stock(rows(3))

    assert answer.accepted == frozenset()
    assert [(row.code, row.error, row.reread) for row in answer.refused] == [("22", "CHANGE_FROM_QUANTITY_STALE", True)]
    assert "読み直します" in answer.refused[0].message


def test_errors_of_rows_go_to_their_rows_by_index_section_2() -> None:
    account = Account([refused((2, "INVALID_INVENTORY_ITEM"), (0, "INVALID_QUANTITY_TOO_HIGH"))])
    answer = account.client().write_stock(rows(3))
    assert {row.code: row.error for row in answer.refused} == {
        "23": "INVALID_INVENTORY_ITEM",
        "21": "INVALID_QUANTITY_TOO_HIGH",
    }


@pytest.mark.parametrize(
    ("errors", "kind", "unknown"),
    [
        ([(None, "INVALID_REASON")], Refused, False),
        ([(7, "CHANGE_FROM_QUANTITY_STALE")], Refused, False),
        ([(0, "CHANGE_FROM_QUANTITY_STALE"), (None, "INVALID_REASON")], Refused, False),
        ([(None, "IDEMPOTENCY_CONCURRENT_REQUEST")], Retryable, True),
        ([(None, "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")], Retryable, False),
        ([(0, "INTERNAL_ERROR")], Retryable, True),
    ],
)
def test_an_error_that_names_no_row_is_that_of_the_call(
    errors: list[tuple[int | None, str]], kind: type[MallError], unknown: bool
) -> None:
    with pytest.raises(kind) as caught:
        Account([refused(*errors)]).client().write_stock(rows(3))
    assert getattr(caught.value, "unknown_effect", False) is unknown


@pytest.mark.parametrize(
    "row",
    [
        StockWrite("21", StockMode.ABSOLUTE, 5),
        StockWrite("21", StockMode.RELATIVE, -1),
        StockWrite("21", CAS, 5),
        StockWrite("21", CAS, -1, 3),
        StockWrite("TEE-W", CAS, 5, 3),
    ],
)
def test_what_never_leaves(row: StockWrite) -> None:
    account = Account([])
    with pytest.raises(Refused) as caught:
        account.client().write_stock([*rows(1), row])
    assert (caught.value.row, account.asked) == (1, [])


@pytest.mark.parametrize(
    "answer", [reply({}), reply({"data": {"inventorySetQuantities": None}}), reply([]), reply({}, 502)]
)
def test_a_write_without_a_clear_answer_is_open(answer: Any) -> None:
    with pytest.raises(Retryable) as caught:
        Account([answer]).client().write_stock(rows(1))
    assert caught.value.unknown_effect


def test_a_throttled_write_was_not_made_section_2() -> None:
    with pytest.raises(Throttled):
        Account([reply(documents.THROTTLED)]).client().write_stock(rows(1))


def test_stock_is_read_at_the_location_section_6() -> None:
    account = Account([data(nodes=[documents.stock(21, 15), documents.stock(22, -1), None])])
    reading = account.client().read_stock(["21", "22", "23", "TEE"])

    assert reading == StockReading(
        (StockSeen("21", 15), StockSeen("22", -1), StockSeen("23", None), StockSeen("TEE", None))
    )
    assert account.variables() == {
        "ids": [f"gid://shopify/InventoryItem/{code}" for code in (21, 22, 23)],
        "location": "gid://shopify/Location/5",
    }
    assert account.gate.calls[0].cost == 9


def test_untracked_and_unstocked_items_say_what_to_do_section_6() -> None:
    account = Account([data(nodes=[documents.stock(21, tracked=False), documents.stock(22, None)])])
    reading = account.client().read_stock(["21", "22"])

    assert reading.rows == ()
    assert [(problem.where, problem.message) for problem in reading.problems] == [
        ("21", UNTRACKED),
        ("22", NOT_STOCKED),
    ]


def test_a_row_that_failed_on_the_mall_costs_that_row() -> None:
    error = {"message": "boom", "path": ["nodes", 0], "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    account = Account([reply({"data": {"nodes": [None, documents.stock(22, 3)]}, "errors": [error]})])
    reading = account.client().read_stock(["21", "22"])

    assert reading.rows == (StockSeen("22", 3),)
    assert [problem.where for problem in reading.problems] == ["21"]


@pytest.mark.parametrize(
    ("setting", "places", "expected"),
    [
        ("", [documents.place(5, primary=False)], "5"),
        ("", [documents.place(5, primary=False), documents.place(6, "倉庫")], "6"),
        ("", [documents.place(5), documents.place(6, "閉店", primary=False, active=False)], "5"),
        ("倉庫", [documents.place(5), documents.place(6, "倉庫", primary=False)], "6"),
    ],
)
def test_the_location_is_the_named_the_only_or_the_default_one(
    setting: str, places: list[dict[str, Any]], expected: str
) -> None:
    answers = [data(locations=documents.places(*places)), data(nodes=[None]), data(nodes=[None])]
    account = Account(answers, settings={"location": setting})
    client = account.client()
    client.read_stock(["21"])
    client.read_stock(["21"])

    assert account.names() == ["HubLocations", "HubStock", "HubStock"]
    assert account.variables()["location"] == f"gid://shopify/Location/{expected}"
    kept = account.tokens.tokens[f"location:{setting}"]
    assert (kept.value, kept.expires_at) == (f"gid://shopify/Location/{expected}", NOW + timedelta(minutes=10))


def test_another_default_location_than_before_stops_the_stock_until_the_setting_says_which_one() -> None:
    before, after = documents.place(5, "本店"), documents.place(6, "大阪倉庫")
    kept = Token("gid://shopify/Location/5", NOW - timedelta(seconds=1))
    account = Account([data(locations=documents.places(after))] * 2, settings={})
    account.tokens.put("location:", kept)
    for _ in range(2):
        with pytest.raises(Retryable, match="在庫のロケーション") as caught:
            account.client().read_stock(["21"])
        assert (caught.value.code, caught.value.unknown_effect) == ("location_moved", False)

    account = Account([data(locations=documents.places(before)), data(nodes=[None])], settings={})
    account.tokens.put("location:", kept)
    account.client().read_stock(["21"])
    assert account.names() == ["HubLocations", "HubStock"]


def test_locations_are_read_to_the_last_page_section_2() -> None:
    many = [documents.place(number, f"倉庫{number}", primary=False) for number in range(10, 60)]
    answers = [
        data(locations=documents.places(*many, more=True)),
        data(locations=documents.places(documents.place(60, "西倉庫", primary=False))),
        data(nodes=[None]),
    ]
    account = Account(answers, settings={"location": "西倉庫"})
    account.client().read_stock(["21"])

    assert account.names() == ["HubLocations", "HubLocations", "HubStock"]
    assert (account.variables(0)["after"], account.variables(1)["after"]) == (None, "eyJsYXN0")
    assert account.variables()["location"] == "gid://shopify/Location/60"


@pytest.mark.parametrize(("setting", "primary"), [("", False), ("支店", True)])
def test_a_location_that_is_not_clear_stops_the_stock_alone_and_names_what_there_is(
    setting: str, primary: bool
) -> None:
    places = [documents.place(5, primary=primary), documents.place(6, "倉庫", primary=False)]
    account = Account([data(locations=documents.places(*places))] * 3, settings={"location": setting})
    client = account.client()
    for call in (
        lambda: client.read_stock(["21"]),
        lambda: client.write_stock(rows(1)),
        lambda: client.list_listings(None),
    ):
        with pytest.raises(Retryable, match="本店、倉庫") as caught:
            call()
        assert not caught.value.unknown_effect


@pytest.mark.parametrize(
    ("policy", "tracked", "endless"), [("DENY", True, False), ("CONTINUE", True, True), ("DENY", False, True)]
)
def test_goods_that_are_sold_on_without_stock_say_so_section_6(policy: str, tracked: bool, endless: bool) -> None:
    found = documents.variant(inventoryPolicy=policy, inventoryItem=documents.stock(21, 0, tracked=tracked))
    account = Account([data(productVariants={"nodes": [found], "pageInfo": documents.END})])
    assert [listing.endless for listing in account.client().list_listings(None).listings] == [endless]


def test_the_catalogue_lists_variants_by_their_inventory_item() -> None:
    free = documents.variant(
        title="Default Title",
        sku=None,
        barcode=None,
        inventoryItem=documents.stock(22, 3, tracked=False),
        product={"id": "gid://shopify/Product/32", "title": "ギフト券", "status": "DRAFT"},
    )
    broken = documents.variant(price="free")
    page = {"nodes": [documents.variant(), free, broken], "pageInfo": documents.MORE}
    account = Account([data(productVariants=page)])
    found = account.client().list_listings("before")

    assert found.listings == (
        MallListing("21", "綿Tシャツ", ("TEE-W", "4901234567894"), 15, 2980, "白", jan="4901234567894", group="31"),
        MallListing("22", "ギフト券", (), None, 2980, on_sale=False, group="32", endless=True),
    )
    assert (found.next_page, [problem.where for problem in found.problems]) == ("eyJsYXN0", ["TEE-W"])
    assert account.variables()["after"] == "before"
