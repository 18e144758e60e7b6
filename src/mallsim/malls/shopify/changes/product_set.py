"""productSet: what a list in the input leaves out is deleted (section 7, trap 2). Synchronous only."""

from collections.abc import Mapping
from typing import Any

from mallsim.malls.shopify import shelves
from mallsim.malls.shopify.changes.products import changed, describe, price
from mallsim.malls.shopify.errors import ApiError, user_error
from mallsim.malls.shopify.gids import number_of
from mallsim.malls.shopify.model import Level, Product, Variant
from mallsim.malls.shopify.visit import Visit

Given = Mapping[str, Any]
Choices = tuple[tuple[str, str], ...]


def product_set(source: Any, visit: Visit, args: Given) -> dict[str, Any]:
    """Make a product, or bring the one there is to what the input says."""
    if not args.get("synchronous", True):
        raise ApiError("productSet with synchronous: false is not simulated", "NOT_SIMULATED")
    given, identifier = args["input"], args.get("identifier") or {}
    found, errors = _find(visit, given, identifier)
    errors = errors or _wrong(given, found)
    if errors:
        return {"product": None, "userErrors": errors}
    handle = given.get("handle") or identifier.get("handle") or str(given.get("title")).lower().replace(" ", "-")
    product = found or shelves.product(visit.shop, handle, given["title"])
    describe(product, given)
    variants = _bring(visit, product, given, new=found is None)
    changed(visit, product, "PRODUCTS_UPDATE" if found else "PRODUCTS_CREATE", "set", variants)
    return {"product": product, "userErrors": []}


def _find(visit: Visit, given: Given, identifier: Given) -> tuple[Product | None, list[dict[str, Any]]]:
    if identifier and given.get("id"):
        message = "The id field is not allowed if identifier is provided."
        return None, [user_error(message, "input", "id", code="ID_NOT_ALLOWED")]
    id, products = identifier.get("id") or given.get("id"), visit.shop.products
    if id is not None:
        found = products.get(number_of(id, "Product"))
        missing = user_error("Product does not exist", "input", code="PRODUCT_DOES_NOT_EXIST")
        return found, [] if found else [missing]
    return next((one for one in products.values() if one.handle == identifier.get("handle")), None), []


def _wrong(given: Given, found: Product | None) -> list[dict[str, Any]]:
    if found is None and not given.get("title"):
        return [user_error("Title can't be blank", "input", "title", code="MISSING_FIELD_REQUIRED")]
    if given.get("variants") is not None and given.get("productOptions") is None:
        message = "Product options input is required when updating variants."
        return [user_error(message, "input", "productOptions", code="PRODUCT_OPTIONS_INPUT_MISSING")]
    if given.get("productOptions") is not None and given.get("variants") is None:
        message = "Variants input is required when updating product options."
        return [user_error(message, "input", "variants", code="VARIANTS_INPUT_MISSING")]
    return []


def _bring(visit: Visit, product: Product, given: Given, *, new: bool) -> list[Variant]:
    """The variants of the input are the variants of the product; without the list they stay as they are."""
    shop = visit.shop
    before = [one for one in shop.variants.values() if one.product_id == product.id]
    if given.get("variants") is None:
        return before if not new else [_stocked(visit, shelves.variant(shop, product, "", 0))]
    product.options = tuple(option["name"] for option in given["productOptions"])
    kept: list[Variant] = []
    for row in given["variants"]:
        choices = tuple((value["optionName"], value["name"]) for value in row["optionValues"])
        variant = _match(before, row, choices) or _stocked(visit, shelves.variant(shop, product, "", 0))
        variant.choices = choices if product.options != ("Title",) else ()
        price(variant, row)
        _quantities(visit, variant, row)
        kept.append(variant)
    if product.options == ("Title",):
        product.options = ()
    for variant in before:
        if variant not in kept:
            shelves.remove(shop, variant)
            visit.call.effect(item=variant.sku, mutation="delete")
    return kept


def _match(before: list[Variant], row: Given, choices: Choices) -> Variant | None:
    id = row.get("id")
    if id is not None:
        return next((one for one in before if one.id == number_of(id, "ProductVariant")), None)
    return next((one for one in before if one.choices == choices), None)


def _stocked(visit: Visit, variant: Variant) -> Variant:
    now, place = visit.shop.now(), visit.shop.primary()
    visit.shop.levels[(variant.item_id, place.id)] = Level(place.id, variant.item_id, 0, now, now)
    return variant


def _quantities(visit: Visit, variant: Variant, row: Given) -> None:
    """Numbers count only where the item is stocked already."""
    for given in row.get("inventoryQuantities") or ():
        level = visit.shop.level(variant.item_id, number_of(given["locationId"], "Location"))
        if level is not None and level.active and given["name"] == "available":
            visit.shop.set_available(level, given["quantity"])
