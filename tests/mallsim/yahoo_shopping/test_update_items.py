"""Sections 5.3 and 5.4: updateItems, reading, deleting, publishing."""

from urllib.parse import quote

import pytest

from tests.mallsim.yahoo_shopping.store import FORM, V1, Store, error_of, parsed, same_xml

OK = "<ResultSet><Result><Status>OK</Status></Result></ResultSet>"


def _item(**pairs: str) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs.items())


def _prices(store: Store, code: str) -> list[str | None]:
    result = parsed(store.get("getItem", seller_id="demo-store", item_code=code)).find("Result")
    assert result is not None
    return [result.findtext(name) for name in ("Name", "Price", "SalePrice")]


def test_s5_3_sample(store: Store) -> None:
    name = "見本 50% + 50円引 & 送料込"
    answer = store.form(
        "updateItems",
        item1=_item(item_code="mug-7", name=name),
        item2=_item(item_code="tee-100", price="2000", sale_price="1800"),
    )
    assert same_xml(answer.text, "<ResultSet><Status>OK</Status></ResultSet>")
    assert _prices(store, "mug-7") == [name, "1200", ""]
    assert _prices(store, "tee-100")[1:] == ["2000", "1800"]


def test_s5_3_ng_sample_changes_nothing(store: Store) -> None:
    answer = store.form(
        "updateItems",
        item1=_item(item_code="mug-7", price="1", sale_price=""),
        item2=_item(item_code="tee-100", name="あ" * 76),
    )
    root = parsed(answer)
    assert [child.tag for child in root] == ["Status", "Result"]
    assert (root.findtext("Status"), root.findtext("Result/ItemCode")) == ("NG", "tee-100")
    assert (root.findtext("Result/Error/Target"), root.findtext("Result/Error/Code")) == ("name", "it-02004")
    assert _prices(store, "mug-7")[1] == "1200"


@pytest.mark.parametrize(
    "pairs",
    [
        {"item_code": "mug-7", "price": "1"},
        {"item_code": "mug-7", "sale_price": "1"},
        {"item_code": "no-such", "name": "x"},
        {"item_code": "mug-7", "caption": "x"},
        {"item_code": "mug-7", "price": "0", "sale_price": ""},
        {"item_code": "tee-200", "subcode_price": "no-such:100"},
    ],
)
def test_s5_3_refused_rows(store: Store, pairs: dict[str, str]) -> None:
    assert parsed(store.form("updateItems", item1=_item(**pairs))).findtext("Status") == "NG"


def test_s5_3_items_are_numbered_without_a_gap(store: Store) -> None:
    one = _item(item_code="mug-7", name="x")
    assert store.form("updateItems", item1=one, item3=one).status_code == 400
    assert store.form("updateItems").status_code == 400
    assert store.form("updateItems", **{f"item{n}": one for n in range(1, 102)}).status_code == 400


@pytest.mark.parametrize(
    ("inner", "name"), [("100%25%E7%B6%BF", "100%綿"), ("A+B", "A+B"), ("A%2BB", "A+B"), ("A%20B", "A B")]
)
def test_s5_3_inner_values_are_rfc_3986(store: Store, inner: str, name: str) -> None:
    store.form("updateItems", item1=f"item_code=mug-7&name={inner}")
    assert _prices(store, "mug-7")[0] == name


def test_s5_3_encoding_only_once_loses_everything_after_the_code(store: Store) -> None:
    store.world.clock.advance(1.1)
    body = "seller_id=demo-store&item1=item_code=mug-7&name=lost"
    answer = store.http("POST", V1 + "updateItems", body, {**store.bearer(), "Content-Type": FORM})
    assert answer.status_code == 200
    assert _prices(store, "mug-7")[0] == "見本マグ"


def test_s5_3_other_content_is_kept_and_unpublished(store: Store) -> None:
    store.item("mug-7", values={"headline": "見出し"})
    store.form("updateItems", item1=_item(item_code="mug-7", name="新しい名前"))
    content = store.mall.get_item("mug-7").content
    assert (content["draft"]["headline"], content["draft"]["name"], content["edited"]) == ("見出し", "新しい名前", True)
    assert store.mall.get_item("mug-7").title == "見本マグ"


def test_s5_3_sub_prices(store: Store) -> None:
    store.form("updateItems", item1=_item(item_code="tee-200", subcode_price="tee-200-bk-m:2500"))
    store.form("submitItem", item_code="tee-200")
    assert store.mall.get_item("tee-200:tee-200-bk-m").price == 2500


def test_s5_4_get_item(store: Store) -> None:
    root = parsed(store.get("getItem", seller_id="demo-store", item_code="tee-200"))
    assert (root.tag, root.get("totalResultsReturned")) == ("ResultSet", "1")
    path = root.find("Result/PathList/Path")
    assert path is not None
    assert (path.text, path.get("origFlag")) == ("すべての商品", "1")
    sub = root.find("Result/SubCodes/SubCode")
    assert sub is not None
    assert sub.attrib == {"code": "tee-200-bk-m", "quantity": "5"}
    assert [one.attrib for one in sub] == [{"name": "カラー", "value": "黒"}, {"name": "サイズ", "value": "M"}]
    assert [one.get("name") for one in root.iterfind("Result/Options/Option")] == ["カラー", "サイズ"]
    assert root.findtext("Result/Quantity") == "5"


def test_s5_4_my_item_list(store: Store) -> None:
    root = parsed(store.get("myItemList", seller_id="demo-store", query="tee", stock="true"))
    assert root.attrib == {"totalResultsAvailable": "2", "totalResultsReturned": "2", "firstResultPosition": "1"}
    assert [(r.findtext("ItemCode"), r.findtext("Quantity")) for r in root] == [("tee-100", "10"), ("tee-200", "5")]
    page = parsed(store.get("myItemList", seller_id="demo-store", query="マグ", type="name", results="1"))
    assert [(r.findtext("ItemCode"), r.findtext("Quantity")) for r in page] == [("mug-7", None)]


@pytest.mark.parametrize("query", [{}, {"query": "a", "results": "101"}, {"query": "a", "start": "0"}])
def test_s5_4_my_item_list_refuses(store: Store, query: dict[str, str]) -> None:
    assert store.get("myItemList", seller_id="demo-store", **query).status_code == 400


def test_s5_4_my_item_list_pages_and_sorts(store: Store) -> None:
    for n in range(30):
        store.item(f"pen-{n:02}", quantity=1)
    root = parsed(store.get("myItemList", seller_id="demo-store", query="pen", sort="-item_code", start="26"))
    assert [r.findtext("ItemCode") for r in root] == ["pen-04", "pen-03", "pen-02", "pen-01", "pen-00"]


def test_s5_4_categories(store: Store) -> None:
    store.form("editItem", item_code="cap-1", path="服:帽子", name="帽", product_category="1", price="1")
    top = parsed(store.get("stCategoryList", seller_id="demo-store"))
    keys = {r.findtext("Name"): r.findtext("PageKey", "") for r in top}
    assert list(keys) == ["すべての商品", "服"]
    below = parsed(store.get("stCategoryList", seller_id="demo-store", page_key=keys["服"]))
    assert [r.findtext("Name") for r in below] == ["帽子"]
    members = ["PageKey", "Name", "Display", "HiddenPageFlag", "SortOrder", "EditingFlag", "UpdateTime"]
    assert [cell.tag for cell in below[0]] == members
    inside = parsed(store.get("myItemList", seller_id="demo-store", stcat_key=below[0].findtext("PageKey", "")))
    assert [r.findtext("ItemCode") for r in inside] == ["cap-1"]


def test_s5_4_delete(store: Store) -> None:
    assert same_xml(store.form("deleteItem", item_code="mug-7,tee-100").text, OK)
    assert [view.code for view in store.mall.items()] == ["tee-200:tee-200-bk-m"]
    assert error_of(store.form("deleteItem", item_code="mug-7")) == (400, "it-05002")
    many = ",".join(f"c-{n}" for n in range(101))
    assert store.form("deleteItem", item_code=many).status_code == 400


def test_s5_4_submit_takes_one_known_code(store: Store) -> None:
    assert store.form("submitItem", item_code="mug-7,tee-100").status_code == 400
    assert error_of(store.form("submitItem", item_code="no-such")) == (400, "it-05002")


def test_s5_4_reserve_publish(store: Store) -> None:
    store.form("updateItems", item1=_item(item_code="mug-7", name="新しい名前"))
    answer = store.form("reservePublish", mode="1", reserve_time="202610012223")
    expected = "<ResultSet><Status>OK</Status><ReserveTime>2026-10-01T22:23:00+09:00</ReserveTime></ResultSet>"
    assert same_xml(answer.text, expected)
    assert same_xml(store.form("reservePublish", mode="3").text, expected)
    assert store.mall.get_item("mug-7").title == "見本マグ"
    store.pass_time(14 * 3600)
    assert store.mall.get_item("mug-7").title == "新しい名前"


def test_s5_4_reserve_publish_now_cancel_and_too_late(store: Store) -> None:
    none = "<ResultSet><Status>OK</Status><ReserveTime></ReserveTime></ResultSet>"
    store.form("updateItems", item1=_item(item_code="mug-7", name="新しい名前"))
    store.form("reservePublish", mode="1", reserve_time="202610012223")
    assert same_xml(store.form("reservePublish", mode="2").text, none)
    assert store.form("reservePublish", mode="1", reserve_time="202610100000").status_code == 400
    assert same_xml(store.form("reservePublish", mode="1").text, none)
    assert store.mall.get_item("mug-7").title == "新しい名前"


def test_s5_4_move(store: Store) -> None:
    store.form("editItem", item_code="cap-1", path="服", name="帽", product_category="1", price="1")
    top = parsed(store.get("stCategoryList", seller_id="demo-store"))
    keys = {r.findtext("Name"): r.findtext("PageKey", "") for r in top}
    move = {"from_stcat_key": keys["服"], "to_stcat_key": keys["すべての商品"], "mode": "move"}
    assert same_xml(store.form("moveItems", item_code="cap-1", **move).text, OK)
    assert store.mall.get_item("cap-1").content["draft"]["path"] == "すべての商品"
