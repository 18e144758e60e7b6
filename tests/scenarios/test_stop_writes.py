"""全モールへの書込みを停止: orders are still taken in, nothing is written; on resuming everything catches up."""

import pytest

from ichigen.services.installation.stop_writes import resume_writes, stop_writes
from ichigen.store.installation import Installation
from tests.scenarios.hub import Hub, Shop, level

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_written_until_it_is_resumed(hub: Hub, seller: Shop, other: Shop) -> None:
    Installation.objects.create(kind=Installation.Kind.PRACTICE)
    assert stop_writes("棚卸のため", None) is None
    before = other.shoppers.writes("stock.write")

    number = seller.shoppers.buy("A-1", 2)
    hub.knows(seller, number)
    hub.run(10)

    assert level("A-1") == (5, 2)
    assert other.shoppers.writes("stock.write") == before
    assert other.shoppers.quantity("A-1") == 5

    assert resume_writes(None) is None
    hub.heal()
    assert hub.quantities("A-1") == (3, 3)
