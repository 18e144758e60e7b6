"""The control API's hand on the items: put, remove, and the demo goods."""

from collections.abc import Mapping
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.goods import GoodsProduct
from mallsim.malls.mercari_shops.model import Product
from mallsim.malls.mercari_shops.shop import Owned, Shop
from mallsim.malls.mercari_shops.shoppers import DELIVERIES

FIELDS = ("quantity", "title", "price", "description", "opened", "delivery", "sku_code", "variant_name", "product")
TYPES: Mapping[str, type] = {"quantity": int, "price": int, "title": str, "description": str, "opened": bool}
PRICE = 1000


def put(shop: Shop, code: str, fields: Mapping[str, Any]) -> Owned:
    """Create a product with one variant, or change what is named.

    ``product`` (a code or product id) makes a new variant of that product; ``sku_code`` renames the SKUコード, null takes
    it away.
    """
    _check(fields)
    owned = next(iter(shop.with_sku(code)), None) or shop.variant(code) or _made(shop, code, fields)
    product, variant = owned
    product.name = fields.get("title", product.name)
    product.price = fields.get("price", product.price)
    product.description = fields.get("description", product.description)
    product.opened = fields.get("opened", product.opened)
    product.delivery = fields.get("delivery", product.delivery)
    product.updated = shop.now()
    variant.name = fields.get("variant_name", variant.name)
    if "sku_code" in fields:
        shop.rename(variant, fields["sku_code"])
    if "quantity" in fields:
        variant.set(fields["quantity"], shop.now())
    return owned


def load(shop: Shop, goods: GoodsProduct) -> None:
    """A product of the demo shop: one variant per SKU, also where there is only one."""
    product = _product(shop, goods.title, goods.price)
    for sku in goods.skus:
        shop.add_variant(product, sku.code, " / ".join(value for _, value in sku.choices) or None, sku.quantity)


def remove(shop: Shop, code: str) -> None:
    """The variant goes, and the product with its last one."""
    shop.remove_variant(shop.find(code)[1])


def _made(shop: Shop, code: str, fields: Mapping[str, Any]) -> Owned:
    product = _owner(shop, fields["product"]) if fields.get("product") else _product(shop, code, PRICE)
    return product, shop.add_variant(product, code, None, 0)


def _owner(shop: Shop, name: str) -> Product:
    return shop.products.get(name) or shop.find(name)[0]


def _product(shop: Shop, title: str, price: int) -> Product:
    product = Product(f"PRD{shop.next('product'):06}", title, price, shop.now())
    shop.products[product.id] = product
    return product


def _check(fields: Mapping[str, Any]) -> None:
    odd = sorted(set(fields) - set(FIELDS))
    if odd:
        raise Invalid(f"unknown item fields: {', '.join(odd)}; there are {', '.join(FIELDS)}")
    for name, wanted in TYPES.items():
        if name in fields and (type(fields[name]) is not wanted or (wanted is int and fields[name] < 0)):
            raise Invalid(f"{name}: a {wanted.__name__} is needed, not below 0")
    for name in ("sku_code", "variant_name"):
        if not isinstance(fields.get(name), str | None):
            raise Invalid(f"{name}: a text or null is needed")
    if fields.get("delivery", DELIVERIES[0]) not in DELIVERIES:
        raise Invalid(f"delivery: one of {', '.join(DELIVERIES)}")
