"""The catalogue is read whole, and every item of the mall is found by its matching code."""

import re

from ichigen.mallkit.testing.shop import Shop


class ListingConformance:
    """`list_listings`."""

    mall_id: str

    def test_every_item_of_the_mall_is_found_by_its_code(self, shop: Shop) -> None:
        items = {item["code"]: item for item in shop.control.items()}
        listings = shop.listings(anew=True)
        assert [code for code in items if code not in listings] == []
        assert {code: listings[code].price for code in items} == {code: items[code]["price"] for code in items}

    def test_technical_codes_are_distinct_and_keep_the_pattern(self, shop: Shop) -> None:
        listings = shop.listings(anew=True)
        codes = {code: listings[code].code for code in (item["code"] for item in shop.control.items())}
        assert len(set(codes.values())) == len(codes)
        pattern = shop.mall.code_pattern
        assert [code for code in codes.values() if pattern and not re.fullmatch(pattern, code)] == []
