"""The demo goods."""

from collections import Counter

from mallsim.goods import demo_goods, goods_on
from tests.mallsim.town import Town

MALLS = ("rakuten", "yahoo_shopping")


def test_the_numbers_of_the_demo_shop() -> None:
    goods = demo_goods(MALLS)
    skus = [(product, sku) for product in goods for sku in product.skus]
    assert len(skus) == 120
    assert len({sku.code for _, sku in skus}) == 120
    assert sum(len(product.skus) > 1 for product, _ in skus) == 20
    assert sum(product.one_off for product, _ in skus) == 10
    assert sum(product.own_codes for product, _ in skus) == 5
    assert sum(product.only_on is not None for product, _ in skus) == 5
    assert set(Counter(sku.quantity for _, sku in skus)) == {0, 1, 3, 50}
    assert {sku.quantity for product, sku in skus if product.one_off} == {1}


def test_the_same_seed_gives_the_same_goods() -> None:
    assert demo_goods(MALLS, 1) == demo_goods(MALLS, 1)
    assert demo_goods(MALLS, 1) != demo_goods(MALLS, 2)


def test_codes_that_differ_from_mall_to_mall() -> None:
    own = next(product for product in demo_goods(MALLS) if product.own_codes)
    codes = [sold.skus[0].code for mall in MALLS if (sold := own.on(mall))]
    assert codes == ["IG-081-RA", "IG-081-YASH"]


def test_each_sku_of_one_mall_only_is_sold_there_alone() -> None:
    goods = demo_goods(MALLS)
    sold = {mall: {p.code for p in goods_on(mall, goods) if p.only_on} for mall in MALLS}
    assert (len(sold["rakuten"]), len(sold["yahoo_shopping"])) == (3, 2)
    assert not sold["rakuten"] & sold["yahoo_shopping"]


def test_a_mall_offers_them_in_its_own_form() -> None:
    town = Town(goods=True)
    items = {item["code"]: item for item in town.control.get("/malls/rakuten/items").json()}
    assert len(items) == 120
    shirt = items["IGV-01-M-BK"]["content"]
    assert [selector["displayName"] for selector in shirt["variantSelectors"]] == ["サイズ", "カラー"]
    assert len(shirt["variants"]) == 4
    listed = town.control.get("/goods").json()
    assert {row["malls"]["rakuten"] for row in listed} == set(items)
    assert {row["quantity"] for row in listed if row["code"] == "IGU-001"} == {1}
