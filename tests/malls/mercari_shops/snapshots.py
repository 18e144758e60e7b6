"""Orders as the client translates them."""

from typing import Any

from ichigen.domain.orders import MallOrder
from ichigen.malls.mercari_shops.translate_orders import to_mall_order
from ichigen.malls.mercari_shops.unseen_fields import Unseen
from ichigen.malls.mercari_shops.wire_orders import parse_order
from ichigen.malls.mercari_shops.wire_products import ProductName


def snapshot(document: dict[str, Any], unseen: Unseen | None = None) -> MallOrder:
    """Return an order document as ours."""
    return to_mall_order(parse_order(document, unseen or Unseen()), {"PRD01": ProductName("Tシャツ 赤", 2140)})
