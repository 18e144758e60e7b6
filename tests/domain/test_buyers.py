"""注文者 where the mall does not say who buys (G3-13 … G3-16)."""

import pytest

from ichigen.domain.buyers import BuyerRule, BuyerSource, buyer_of, customer_name, is_anonymous, label_address
from ichigen.domain.order_search import searched_text, ship_key
from ichigen.domain.orders import MallOrder, Party, Withheld
from ichigen.domain.snapshots import order_from_json, order_to_json
from tests.builders import make_order

BUYER = Party("架空 花子", city="千代田区", email="hanako@example.jp")
RECEIVER = Party("架空 太郎", city="港区")
SHOP = Party("見本商店", city="店舗の住所", phone="03-0000-0000", email="shop@example.jp")
COPY, FIXED = BuyerRule(), BuyerRule(True, SHOP)


def order(buyer: Party | None, ship_to: Party | None, withheld: Withheld = Withheld.NOTHING) -> MallOrder:
    """An order by these parties."""
    return make_order(buyer=buyer, ship_to=ship_to, withheld=withheld)


@pytest.mark.parametrize(
    ("told", "rule", "source", "party", "customer"),
    [
        pytest.param(order(BUYER, RECEIVER), COPY, BuyerSource.TOLD, BUYER, True, id="the mall says"),
        pytest.param(
            order(BUYER, RECEIVER), FIXED, BuyerSource.TOLD, BUYER, True, id="the mall says, whatever the rule"
        ),
        pytest.param(order(None, RECEIVER), COPY, BuyerSource.COPIED, RECEIVER, True, id="G3-14 送付先"),
        pytest.param(order(None, RECEIVER), FIXED, BuyerSource.FIXED, SHOP, False, id="G3-14 一律"),
        pytest.param(order(None, None, Withheld.ANONYMOUS), FIXED, BuyerSource.FIXED, SHOP, False, id="G3-15 一律"),
        pytest.param(order(None, None, Withheld.ANONYMOUS), COPY, BuyerSource.UNKNOWN, None, False, id="G3-16 unknown"),
        pytest.param(order(None, None, Withheld.NOT_YET), COPY, BuyerSource.UNKNOWN, None, False, id="G3-11 unpaid"),
    ],
)
def test_who_stands_in_the_buyers_field(
    told: MallOrder, rule: BuyerRule, source: BuyerSource, party: Party | None, customer: bool
) -> None:
    found = buyer_of(told, rule)
    assert (found.source, found.party, found.is_customer) == (source, party, customer)


@pytest.mark.parametrize("rule", [COPY, FIXED])
def test_g3_16_anonymous_shipping_is_nobody_in_lists_search_labels_and_bundles(rule: BuyerRule) -> None:
    hidden = order(None, None, Withheld.ANONYMOUS)
    assert is_anonymous(hidden)
    assert customer_name(hidden, rule) == ""
    assert label_address(hidden) is None
    assert ship_key(hidden) is None
    assert not any(word in searched_text(hidden) for word in ("見本商店", "shop@example.jp", "店舗の住所"))


def test_g3_16_what_is_entered_for_everybody_is_found_by_no_search() -> None:
    assert customer_name(order(None, RECEIVER), FIXED) == "見本商店"  # shown in its field
    assert "見本商店" not in searched_text(order(None, RECEIVER))
    assert label_address(order(None, RECEIVER)) == RECEIVER


@pytest.mark.parametrize("withheld", Withheld)
def test_why_it_is_unknown_is_stored_with_the_order(withheld: Withheld) -> None:
    hidden = order(None, None, withheld)
    stored = order_to_json(hidden)
    assert order_from_json(stored) == hidden
    assert ("withheld" in stored) is bool(withheld)  # orders of other malls are stored as they were
