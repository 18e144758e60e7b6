"""Section 4.2: items.search."""

import pytest

from tests.mallsim.rakuten.rms import Rms, errors
from tests.mallsim.town import Town

SEARCH = "/es/2.0/items/search"


def found(rms: Rms, query: str = "") -> list[str]:
    results = rms.rest("GET", f"{SEARCH}?{query}").json()["results"]
    return [result["item"]["manageNumber"] for result in results]


def test_s4_2_sample_and_trap_18_stub_of_a_deleted_item(town: Town, rms: Rms) -> None:
    town.put("DELETED-1", quantity=1)
    rms.rest("DELETE", "/es/2.0/items/manage-numbers/deleted-1")
    answer = rms.rest("GET", f"{SEARCH}?sortKey=manageNumber").json()
    assert (answer["numFound"], answer["offset"]) == (3, 0)
    assert answer["results"][2] == {"item": {"manageNumber": "deleted-1"}}
    item = answer["results"][0]["item"]
    assert (item["manageNumber"], item["title"]) == ("tn-001", "手ぬぐい 藍")
    assert item["variants"]["tn-001"]["standardPrice"] == "1800"
    town.time += 86400
    assert found(rms, "sortKey=manageNumber") == ["tn-001", "mg-7"]


def test_trap_18_the_index_lags(town: Town, rms: Rms) -> None:
    town.time += 3600
    town.configure(index_lag_s=3600)
    town.put("NEW-1", quantity=1)
    town.put("TN-001", title="手ぬぐい 新")
    assert "new-1" not in found(rms)
    assert found(rms, "title=新") == []
    assert rms.rest("GET", "/es/2.0/items/manage-numbers/tn-001").json()["title"] == "手ぬぐい 新"
    town.time += 3600
    assert found(rms, "title=新") == ["tn-001"]


def test_trap_18_its_inventory_is_lead_time_not_stock(rms: Rms) -> None:
    answer = rms.rest("GET", f"{SEARCH}?manageNumber=tn-001&isInventoryIncluded=true").json()
    assert answer["results"][0]["inventory"] == {"manageNumber": "tn-001", "variants": {"tn-001": {}}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title=湯", ["mg-7"]),
        ("merchantDefinedSkuId=TN", ["tn-001"]),
        ("itemNumber=MG-7", ["mg-7"]),
        ("standardPriceFrom=1500", ["tn-001"]),
        ("standardPriceTo=1500", ["mg-7"]),
        ("genreId=999999", []),
        ("isHiddenItem=true", []),
        ("isItemStockout=true", []),
        ("createdFrom=2026-04-02", []),
        ("variantId=mg", ["mg-7"]),
    ],
)
def test_s4_2_filters(rms: Rms, query: str, expected: list[str]) -> None:
    assert found(rms, query) == expected


def test_s4_2_newest_update_first_by_default(town: Town, rms: Rms) -> None:
    town.time += 60
    town.put("MG-7", title="湯のみ 大")
    assert found(rms) == ["mg-7", "tn-001"]
    assert found(rms, "sortOrder=asc") == ["tn-001", "mg-7"]


def test_s4_2_cursor_runs_until_it_repeats(town: Town, rms: Rms) -> None:
    for n in range(5):
        town.put(f"X-{n}", quantity=1)
    mark, seen = "*", []
    while True:
        answer = rms.rest("GET", f"{SEARCH}?hits=3&cursorMark={mark}").json()
        seen += [result["item"]["manageNumber"] for result in answer["results"]]
        if answer["nextCursorMark"] == mark:
            break
        mark = answer["nextCursorMark"]
    assert sorted(seen) == ["mg-7", "tn-001", "x-0", "x-1", "x-2", "x-3", "x-4"]


def test_s4_2_offset_and_default_hits(town: Town, rms: Rms) -> None:
    for n in range(10):
        town.put(f"X-{n}", quantity=1)
    assert len(found(rms)) == 10
    assert len(found(rms, "offset=10")) == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("offset=0&cursorMark=*", "IE1003"),
        ("sortKey=created&cursorMark=*", "IE1004"),
        ("hits=101", "IE0003"),
        ("offset=10001", "IE0003"),
    ],
)
def test_s4_2_errors(rms: Rms, query: str, code: str) -> None:
    answer = rms.rest("GET", f"{SEARCH}?{query}")
    assert (answer.status_code, errors(answer)) == (400, [code])
