"""An order is read right before a request, unless it was read so lately that this counts as the same (design: writing back)."""

from dataclasses import replace

import pytest

from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.loops import begin_run
from ichigen.services.orders.ship import ship_order
from ichigen.services.write_back.carry import Carrier
from ichigen.services.write_back.loop import _views
from ichigen.store import steps
from tests.builders import make_account, make_listing, make_order, make_sku
from tests.services.orders.orders_client import OrdersClient
from tests.services.orders.parcels import PARCEL, handles, take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("fresh_s", "read"), [(15.0, []), (0.0, ["1001"])])
def test_where_a_request_may_overwrite_what_was_done_on_the_mall_no_reading_is_fresh(
    fresh_s: float, read: list[str]
) -> None:
    account = make_account("yahoo_shopping")
    make_listing(account, make_sku(on_hand=5))
    seen = make_order("1001", handles=handles())
    assert ship_order(take(account, seen, at=now()).id, [PARCEL], None) is None
    kind = mall("yahoo_shopping")
    kind = replace(kind, write_back=replace(kind.write_back, fresh_s=fresh_s))
    client = OrdersClient(orders={"1001": replace(seen, mark="later")})

    views = _views(
        Carrier(begin_run(account.pk, "write_back"), client, kind.write_back), account, kind, steps.due(account.pk, 9)
    )

    assert client.taken_calls() == read
    assert views["1001"][0].mark == ("later" if read else seen.mark)
