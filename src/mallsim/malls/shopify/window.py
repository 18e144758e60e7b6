"""The control view of the store: items by SKU, orders as the core shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.core.views import ItemView, LineView, OrderView, Parcel
from mallsim.goods import GoodsProduct
from mallsim.malls.shopify import shelves, statuses
from mallsim.malls.shopify.answers.goods import title
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import Level, Order, Product, Variant
from mallsim.malls.shopify.shop import Shop
from mallsim.malls.shopify.times import JST, iso

FIELDS = frozenset({"quantity", "quantities", "title", "price", "status", "tracked", "barcode", "inventory_policy"})
POLICIES = ("DENY", "CONTINUE")
STATUSES = ("ACTIVE", "DRAFT", "ARCHIVED", "UNLISTED")


class Window:
    """Items and orders for the control API."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def view(self, variant: Variant) -> ItemView:
        """One variant."""
        shop = self._shop
        product = shop.products[variant.product_id]
        return ItemView(
            code=variant.sku,
            title=product.title,
            price=variant.price,
            quantity=shop.available(variant.item_id),
            on_sale=product.status == "ACTIVE" and bool(shop.levels_of(variant.item_id)),
            state=product.status,
            content={
                "product": gid("Product", product.id),
                "variant": gid("ProductVariant", variant.id),
                "inventoryItem": gid("InventoryItem", variant.item_id),
                "variantTitle": title(variant),
                "choices": dict(variant.choices),
                "tracked": variant.tracked,
                "inventoryPolicy": variant.policy,
                "barcode": variant.barcode,
                "levels": [
                    {
                        "location": gid("Location", level.location_id),
                        "name": shop.locations[level.location_id].name,
                        "available": level.available,
                        "committed": level.committed,
                        "on_hand": level.on_hand,
                    }
                    for level in shop.levels_of(variant.item_id)
                ],
            },
        )

    def put(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Make the item (a product with one variant) or change the one there is, as on the store's screen."""
        _check(fields)
        found = [one for one in self._shop.variants.values() if one.sku == code]
        variant = found[0] if found else self._new(shelves.product(self._shop, code.lower(), code), code, 1000)
        product, now = self._shop.products[variant.product_id], self._shop.now()
        variant.price = int(fields.get("price", variant.price))
        variant.tracked = bool(fields.get("tracked", variant.tracked))
        variant.policy = str(fields.get("inventory_policy", variant.policy))
        variant.barcode = fields.get("barcode", variant.barcode)
        product.title = str(fields.get("title", product.title))
        product.status = str(fields.get("status", product.status))
        if {"title", "price", "status", "barcode", "tracked", "inventory_policy"} & set(fields):
            variant.updated = product.updated = now
        for place, number in dict(fields.get("quantities", {})).items():
            self._put_level(variant, place, number)
        if "quantity" in fields:
            self._put_level(variant, self._shop.primary().name, fields["quantity"])
        self._shop.events.product(product, "PRODUCTS_UPDATE" if found else "PRODUCTS_CREATE")
        return self.view(variant)

    def load(self, goods: GoodsProduct) -> None:
        """Put a product of the demo shop on sale: one variant per SKU."""
        product = shelves.product(self._shop, goods.code.lower(), goods.title)
        product.options = tuple(name for name, _ in goods.skus[0].choices)
        for sku in goods.skus:
            variant = self._new(product, sku.code, goods.price)
            variant.choices = sku.choices
            self._put_level(variant, self._shop.primary().name, sku.quantity)

    def delete(self, variant: Variant) -> None:
        """The variant goes, its product with the last one."""
        shop = self._shop
        shelves.remove(shop, variant)
        if not any(one.product_id == variant.product_id for one in shop.variants.values()):
            del shop.products[variant.product_id]
            shop.events.product_gone(variant.product_id)

    def order(self, order: Order) -> OrderView:
        """One order."""
        return OrderView(
            number=self._shop.number_of(order),
            placed=order.created,
            visible_from=order.findable_from,
            status=statuses.plain(order),
            open=order.cancelled is None and statuses.fulfilment(order) != "FULFILLED",
            cancelled=order.cancelled is not None,
            lines=[LineView(line.sku, line.current, line.price) for line in order.lines],
            parcels=_parcels(order),
            mails=list(order.mails),
            mutations=list(order.mutations),
            cancel_reason=order.cancel_reason,
            content=self._content(order),
        )

    def _content(self, order: Order) -> dict[str, Any]:
        return {
            "id": gid("Order", order.id),
            "name": order.name,
            "updatedAt": iso(order.updated),
            "displayFinancialStatus": order.financial,
            "displayFulfillmentStatus": statuses.fulfilment(order),
            "closed": order.closed is not None,
            "gateway": order.gateway,
            "refunded": order.refunded,
            "staffNote": order.staff_note,
            "fulfillmentOrders": [
                {
                    "id": gid("FulfillmentOrder", fo.id),
                    "status": fo.status,
                    "location": self._shop.locations[fo.location_id].name,
                    "remaining": sum(row.remaining for row in fo.lines),
                }
                for fo in order.fulfilment_orders
            ],
        }

    def _new(self, product: Product, sku: str, price: int) -> Variant:
        variant = shelves.variant(self._shop, product, sku, price)
        self._put_level(variant, self._shop.primary().name, 0)
        return variant

    def _put_level(self, variant: Variant, place: str, number: int | None) -> None:
        """Write stock at a place (made when there is none of that name); None ends stocking there."""
        shop, now = self._shop, self._shop.now()
        location = next((one for one in shop.locations.values() if one.name == place), None) or shop.add_location(place)
        level = shop.level(variant.item_id, location.id)
        if level is None:
            level = shop.levels[(variant.item_id, location.id)] = Level(location.id, variant.item_id, 0, now, now)
        level.active = number is not None
        if number is not None and number != level.available:
            shop.set_available(level, number)


def _check(fields: Mapping[str, Any]) -> None:
    odd = sorted(set(fields) - FIELDS)
    if odd:
        raise Invalid(f"unknown item fields: {', '.join(odd)}; there are {', '.join(sorted(FIELDS))}")
    numbers = [*dict(fields.get("quantities", {})).values(), *([fields["quantity"]] if "quantity" in fields else [])]
    if any(isinstance(n, bool) or not isinstance(n, int | None) for n in numbers):
        raise Invalid("quantity: a whole number is needed")
    if fields.get("status", "ACTIVE") not in STATUSES:
        raise Invalid(f"status: one of {', '.join(STATUSES)}")
    if fields.get("inventory_policy", "DENY") not in POLICIES:
        raise Invalid(f"inventory_policy: one of {', '.join(POLICIES)}")


def _parcels(order: Order) -> list[Parcel]:
    """One row per parcel of every fulfilment that stands; one without tracking counts as a parcel too."""
    return [
        Parcel(
            str(made.id),
            row["company"] or "",
            row["number"] or "",
            datetime.fromtimestamp(made.created, JST).date().isoformat(),
        )
        for made in order.fulfilments
        if made.status == "SUCCESS"
        for row in made.tracking or [{"company": None, "number": None}]
    ]
