"""Making and removing products and variants."""

from mallsim.malls.shopify.model import Product, Variant
from mallsim.malls.shopify.shop import Shop


def product(shop: Shop, handle: str, title: str) -> Product:
    """A new product without variants."""
    now = shop.now()
    made = Product(shop.next_id(), handle, title, now, now)
    shop.products[made.id] = made
    return made


def variant(shop: Shop, product: Product, sku: str, price: int) -> Variant:
    """A new variant, stocked nowhere."""
    now = shop.now()
    made = Variant(shop.next_id(), shop.next_id(), product.id, sku, price, now, now)
    shop.variants[made.id] = made
    return made


def remove(shop: Shop, variant: Variant) -> None:
    """A variant goes with its stock."""
    del shop.variants[variant.id]
    for key in [key for key in shop.levels if key[0] == variant.item_id]:
        del shop.levels[key]
