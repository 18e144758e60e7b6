"""Codes of goods (section 8; design: matching)."""

import pytest

from ichigen.mallkit.exchange import MallListing
from ichigen.malls.rakuten.codes import listing_code, split_code
from ichigen.malls.rakuten.manifest import MALL, shop_identity
from ichigen.malls.rakuten.translate_items import to_listings
from ichigen.malls.rakuten.wire_items import parse_items
from tests.malls.rakuten import documents


@pytest.mark.parametrize(
    ("code", "pair"),
    [
        ("TShirt-100/r-M-bk", ("tshirt-100", "r-M-bk")),
        ("tshirt-100", None),
        ("/r-m", None),
        ("tshirt-100/", None),
    ],
)
def test_a_listing_key_folds_the_item_and_keeps_the_variant(code: str, pair: tuple[str, str] | None) -> None:
    """Trap 13."""
    assert split_code(code) == pair
    if pair:
        assert listing_code(*pair) == "tshirt-100/r-M-bk"


def test_listings_of_an_item() -> None:
    """E2-18: what was 子番号 is the variant's own code for other systems."""
    items, problems = parse_items({"results": [documents.ITEM]})
    assert problems == ()
    assert to_listings(items[0]) == (
        MallListing(
            code="tshirt-100/ts-m",
            title="Tシャツ",
            match_codes=("TS-100-M", "tshirt-100/ts-m"),
            price=1800,
            variant="M",
            jan="4900000000016",
            group="TS-100",
        ),
        MallListing(
            code="tshirt-100/ts-L",
            title="Tシャツ",
            match_codes=("tshirt-100/ts-L",),
            price=1900,
            variant="L",
            on_sale=False,
            group="TS-100",
        ),
    )


def test_the_only_variant_has_the_codes_of_its_item() -> None:
    """E2-09: 商品番号."""
    entry = documents.ITEM | {"variants": {"normal-inventory": {"standardPrice": "1800"}}, "hideItem": True}
    items, _ = parse_items({"results": [entry]})
    (listing,) = to_listings(items[0])
    assert listing.match_codes == ("TS-100", "tshirt-100", "tshirt-100/normal-inventory")
    assert not listing.on_sale


def test_the_shop_is_told_by_its_id_and_not_by_its_secret() -> None:
    """Section 1."""
    assert shop_identity({"serviceSecret": "SP123456_abcdefghijklmnop"}) == "SP123456"
    assert MALL.identity is shop_identity
