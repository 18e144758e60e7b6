"""Section 5.2: editItem."""

import pytest

from tests.mallsim.yahoo_shopping.store import FORM, V1, Store, fixture, parsed, same_xml

CAP = {"item_code": "cap-1", "path": "帽子", "name": "見本の帽子", "product_category": "2495", "price": "900"}
SHIRT = (
    "seller_id=demo-store&item_code=tee-300&path=トップス:Tシャツ&name=見本Tシャツ&product_category=2495&price=2200"
    "&options=カラー%23黒,白|サイズ%23M,L"
    "&subcodes=カラー:黒%23サイズ:M=tee-300-bk-m|カラー:黒%23サイズ:L=tee-300-bk-l"
    "|カラー:白%23サイズ:M=tee-300-wh-m|カラー:白%23サイズ:L=tee-300-wh-l"
)
"""Written for these tests after the sample of editItem; only the separators # are percent-encoded here."""
OK = "<ResultSet><Result><Status>OK</Status><Warning/></Result></ResultSet>"


def _item(store: Store, code: str) -> dict[str, str]:
    found = parsed(store.get("getItem", seller_id="demo-store", item_code=code)).find("Result")
    assert found is not None
    return {cell.tag: cell.text or "" for cell in found}


def _status(store: Store, **fields: str) -> tuple[str | None, list[tuple[str | None, str | None]]]:
    result = parsed(store.form("editItem", **{**CAP, **fields})).find("Result")
    assert result is not None
    return result.findtext("Status"), [(e.findtext("Target"), e.findtext("Code")) for e in result.iterfind("Error")]


def test_s5_2_sample(store: Store) -> None:
    store.world.clock.advance(1.1)
    answer = store.http("POST", V1 + "editItem", SHIRT, {**store.bearer(), "Content-Type": FORM})
    assert answer.status_code == 200
    assert same_xml(answer.text, OK)
    codes = [view.code for view in store.mall.items() if view.code.startswith("tee-300")]
    assert codes == [f"tee-300:tee-300-{colour}-{size}" for colour in ("bk", "wh") for size in ("m", "l")]


def test_s5_2_ng_sample(store: Store) -> None:
    answer = store.form(
        "editItem",
        **{**CAP, "path": "一:二:三:四:五:六:七:八:九", "additional1": '<a href="https://shop.example/">外</a>'},
    )
    assert same_xml(answer.text, fixture("edit_item_ng_answer.xml"))
    assert store.get("getItem", seller_id="demo-store", item_code="cap-1").status_code == 400


def test_s5_2_ok_with_warning_is_saved(store: Store) -> None:
    answer = store.form("editItem", **CAP, additional1='前<a href="https://shop.example/">外</a>後')
    result = parsed(answer).find("Result")
    assert result is not None
    assert (result.findtext("Status"), result.findtext("Warning/Code")) == ("OK", "it-00001")
    assert _item(store, "cap-1")["Additional1"] == "前外後"


@pytest.mark.parametrize("name", ["item_code", "path", "name", "product_category", "price"])
def test_s5_2_required(store: Store, name: str) -> None:
    assert store.form("editItem", **{**CAP, name: ""}).status_code == 400


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("name", "あ" * 75, "OK"),
        ("name", "あ" * 76, "NG"),
        ("price", "99999999", "OK"),
        ("price", "100000000", "NG"),
        ("price", "0", "NG"),
        ("price", "1,000", "NG"),
        ("item_code", "cap_1", "NG"),
        ("item_code", "c" * 100, "NG"),
        ("product_category", "12345678901", "NG"),
        ("path", "あ" * 21, "NG"),
        ("path", "一:二:三:四:五:六:七:八", "OK"),
        ("display", "2", "NG"),
        ("condition", "1", "NG"),
        ("condition", "3", "OK"),
        ("taxrate_type", "0.08", "OK"),
        ("sale_period_start", "2026100110", "OK"),
        ("sale_period_start", "20261001", "NG"),
        ("headline", "あ" * 31, "NG"),
    ],
)
def test_s5_2_values(store: Store, name: str, value: str, status: str) -> None:
    assert _status(store, **{name: value})[0] == status


def test_s5_2_omitted_parameters_are_reset(store: Store) -> None:
    store.form("editItem", **CAP, headline="見出し", display="0", sale_price="800")
    assert [_item(store, "cap-1")[key] for key in ("Headline", "Display", "SalePrice")] == ["見出し", "0", "800"]
    store.form("editItem", **CAP)
    assert [_item(store, "cap-1")[key] for key in ("Headline", "Display", "SalePrice")] == ["", "1", ""]


def test_s5_2_stock_is_not_touched(store: Store) -> None:
    fields = {**CAP, "item_code": "mug-7"}
    store.form("editItem", **fields)
    assert store.quantity("mug-7") == 3


@pytest.mark.parametrize(
    ("options", "subcodes"),
    [
        ("色#黒,白", "色:黒=s-1"),
        ("色#黒", "柄:縞=s-1"),
        ("色#黒", "色:黒=s_1"),
        ("色#黒", "色:黒=s-1|色:黒=s-1"),
        ("色#黒", "色:黒=cap-1"),
        ("色#黒", "色:黒=mug-7"),
        ("色#黒", "色:黒=tee-200-bk-m"),
        ("色", ""),
        ("色#", ""),
        ("|".join(f"o{n}#v" for n in range(21)), ""),
        ("色#" + ",".join(f"v{n}" for n in range(101)), ""),
    ],
)
def test_s5_2_variations_refused(store: Store, options: str, subcodes: str) -> None:
    assert _status(store, options=options, subcodes=subcodes)[0] == "NG"


def test_s5_2_an_item_code_may_not_be_a_sub_code(store: Store) -> None:
    assert _status(store, item_code="tee-200-bk-m")[0] == "NG"


def test_s5_2_highest_sub_price_overwrites_the_price(store: Store) -> None:
    fields = {"options": "色#黒,白", "subcodes": "色:黒=s-1|色:白=s-2", "subcode_param": "s-1=price:950|s-2=price:1100"}
    assert _status(store, **fields) == ("OK", [])
    assert _item(store, "cap-1")["Price"] == "1100"
    assert [store.mall.get_item(code).price for code in ("cap-1:s-1", "cap-1:s-2")] == [950, 1100]


def test_s5_2_edits_are_unpublished_until_submitted(store: Store) -> None:
    store.form("editItem", **{**CAP, "item_code": "mug-7", "price": "5000"})
    assert (store.mall.get_item("mug-7").price, _item(store, "mug-7")["EditingFlag"]) == (1200, "1")
    answer = store.form("submitItem", item_code="mug-7")
    assert same_xml(answer.text, "<ResultSet><Result><Status>OK</Status></Result></ResultSet>")
    assert (store.mall.get_item("mug-7").price, _item(store, "mug-7")["EditingFlag"]) == (5000, "0")


def test_s5_2_unselectable_values_and_charges(store: Store) -> None:
    assert _status(store, options="包装:12#簡易:1,ギフト:2;300,=終了")[0] == "OK"
    root = parsed(store.get("getItem", seller_id="demo-store", item_code="cap-1"))
    values = root.findall("Result/Options/Option/Value")
    assert [(value.text, value.get("specValue")) for value in values] == [("簡易", "1"), ("ギフト", "2"), ("終了", "")]
