"""productUpdate and productVariantsBulkUpdate (section 7)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mallsim.malls.shopify.errors import user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Product, Variant
from mallsim.malls.shopify.visit import Visit

Given = Mapping[str, Any]
MEMBERS = {
    "title": "title",
    "handle": "handle",
    "descriptionHtml": "html",
    "vendor": "vendor",
    "productType": "kind",
    "status": "status",
    "tags": "tags",
}
BULK: dict[str, Any] = {"product": None, "productVariants": None}


def describe(product: Product, given: Given) -> None:
    """Scalars that are not given stay; a list that is given replaces."""
    for member, name in MEMBERS.items():
        if given.get(member) is not None:
            setattr(product, name, given[member])


def price(variant: Variant, given: Given) -> None:
    """Prices, barcode, SKU, tracking and policy of a variant."""
    if given.get("price") is not None:
        variant.price = int(Decimal(str(given["price"])))
    if "compareAtPrice" in given:
        value = given["compareAtPrice"]
        variant.compare_at = None if value is None else int(Decimal(str(value)))
    if "barcode" in given:
        variant.barcode = given["barcode"]
    item = given.get("inventoryItem") or {}
    variant.sku = given.get("sku") or item.get("sku") or variant.sku
    variant.policy = given.get("inventoryPolicy") or variant.policy
    if item.get("tracked") is not None:
        variant.tracked = item["tracked"]


def changed(visit: Visit, product: Product, topic: str, mutation: str, variants: list[Variant]) -> None:
    """Times move, the call log and the webhooks learn of it."""
    product.updated = visit.shop.now()
    for variant in variants:
        variant.updated = product.updated
        visit.call.effect(item=variant.sku, mutation=mutation)
    visit.shop.events.product(product, topic)


def update(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Change what a product says about itself."""
    given = args.get("product") or {}
    number = number_of(given["id"], "Product") if given.get("id") else 0
    product = visit.shop.products.get(number)
    if product is None:
        return {"product": None, "userErrors": [user_error("Product does not exist", "id")]}
    if given.get("title") is not None and not given["title"].strip():
        return {"product": product, "userErrors": [user_error("Title can't be blank", "title")]}
    describe(product, given)
    changed(visit, product, "PRODUCTS_UPDATE", "update", _variants(visit, product))
    return {"product": product, "userErrors": []}


def update_variants(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Change variants; quantities are not taken here, and without allowPartialUpdates one error stops everything."""
    product = visit.shop.products.get(number_of(args["productId"], "Product"))
    if product is None:
        missing = user_error("Product does not exist", "productId", code="PRODUCT_DOES_NOT_EXIST")
        return BULK | {"userErrors": [missing]}
    errors: list[dict[str, Any]] = []
    good: list[tuple[Variant, Given]] = []
    for position, given in enumerate(args["variants"]):
        variant, error = _checked(visit, product, given, position)
        errors += [error] if error else []
        good += [(variant, given)] if variant else []
    if errors and not args.get("allowPartialUpdates"):
        return BULK | {"product": product, "userErrors": errors}
    for variant, given in good:
        price(variant, given)
    changed(visit, product, "PRODUCTS_UPDATE", "update", [variant for variant, _ in good])
    return {"product": product, "productVariants": [variant for variant, _ in good], "userErrors": errors}


def _checked(
    visit: Visit, product: Product, given: Given, position: int
) -> tuple[Variant | None, dict[str, Any] | None]:
    path = ("variants", position)
    if given.get("id") is None:
        return None, user_error(
            "Product variant is missing ID attribute", *path, "id", code="PRODUCT_VARIANT_ID_MISSING"
        )
    variant = visit.shop.variants.get(number_of(given["id"], "ProductVariant"))
    if variant is None or variant.product_id != product.id:
        code = "PRODUCT_VARIANT_DOES_NOT_EXIST"
        return None, user_error("Product variant does not exist", *path, "id", code=code)
    if given.get("inventoryQuantities"):
        message = "Inventory quantities can only be provided during create."
        code = "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE"
        return None, user_error(message, *path, "inventoryQuantities", code=code)
    if given.get("price") is not None and Decimal(str(given["price"])) < 0:
        return None, user_error("Price must be 0 or more", *path, "price", code="GREATER_THAN_OR_EQUAL_TO")
    return variant, None


def _variants(visit: Visit, product: Product) -> list[Variant]:
    return [one for one in visit.shop.variants.values() if one.product_id == product.id]
