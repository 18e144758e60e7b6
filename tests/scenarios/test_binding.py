"""A code nobody knew: its order waits, a person binds it, and both malls show what is left (E2-21)."""

import pytest

from ichigen.services.catalogue.bind import bind_listing, unbind_listing
from ichigen.store.goods import Sku
from ichigen.store.listings import Listing
from tests.scenarios.hub import Hub, Shop, level, open_item, open_items

pytestmark = pytest.mark.django_db(transaction=True)


def test_binding_a_code_reserves_the_waiting_order_and_lowers_both_malls(hub: Hub, seller: Shop, other: Shop) -> None:
    seller.shoppers.put_item("NEW-1", quantity=5, title="名前の違う商品")
    number = seller.shoppers.buy("NEW-1", 2)
    hub.knows(seller, number)
    item = open_item("line_unmatched")
    assert (item.order_id, level("A-1")) == (seller.order(number).id, (5, 0))
    code = seller.order(number).lines.get().listing_code

    assert bind_listing(seller.account.id, code, Sku.objects.get(code="A-1").id, 1, None) is None

    assert level("A-1") == (5, 2)
    assert "line_unmatched" not in open_items()
    hub.until(lambda: other.shoppers.quantity("A-1") == 3)
    hub.until(lambda: seller.shoppers.quantity("NEW-1") == 3)
    hub.balance()

    listing = Listing.objects.get(account=seller.account, code=code)
    assert unbind_listing(listing.id, "別の商品だった", None) is None
    hub.until(lambda: other.shoppers.quantity("A-1") == 5)
    assert open_item("line_unmatched").order_id == seller.order(number).id
    hub.balance()
