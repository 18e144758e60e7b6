"""Product mutations and their limits (section 3.8)."""

import re
from typing import Any

from graphql import GraphQLResolveInfo

from mallsim.malls.mercari_shops import documents
from mallsim.malls.mercari_shops.documents import Document
from mallsim.malls.mercari_shops.model import Product
from mallsim.malls.mercari_shops.refusals import INVALID_ARGUMENT, NOT_FOUND, RefusedError
from mallsim.malls.mercari_shops.visit import Visit, visit_of

NAME, DESCRIPTION = 130, 3000
LOWEST, HIGHEST = 300, 9_999_999
CHOSEN = ("categoryId", "condition", "shippingMethod", "shippingPayer", "shippingDuration", "shippingFromStateId")
KEPT = (*CHOSEN, "imageUrls", "brandId", "shippingConfigurationId", "channelListingScope", "janCode")
INTERNAL_SPELLING = re.compile(r"DURATION_TYPE_.*|METHOD_.*|jp\d+")
"""Spellings of the shop's internal web API, which this API does not take (section 3.8)."""


def create(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """createProduct; not on sale unless status says so."""
    visit = visit_of(info)
    _check(input)
    _check_choices(input)
    product = Product(
        f"PRD{visit.shop.next('product'):06}",
        input["name"],
        input["price"],
        visit.now,
        input["description"],
        input.get("status") == "OPENED",
        visit.shop.delivery(input["shippingMethod"]),
        given={name: input[name] for name in KEPT if name in input},
    )
    for each in input["variants"]:
        visit.shop.add_variant(product, each.get("skuCode"), each.get("name"), each["stockQuantity"])
    visit.shop.products[product.id] = product
    visit.call.effect(item=product.id, mutation="create")
    return {"product": documents.product(visit, product)}


def update(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """updateProduct: only the members named change."""
    visit = visit_of(info)
    product = _product(visit, input["id"])
    _check(input)
    product.name = input.get("name", product.name)
    product.description = input.get("description", product.description)
    product.price = input.get("price", product.price)
    if "status" in input:
        product.opened = input["status"] == "OPENED"
    product.updated = visit.now
    visit.call.effect(item=product.id, mutation="update")
    return {"product": documents.product(visit, product)}


def delete(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """deleteProduct: the variants and their stock go with it; orders keep what they have."""
    visit = visit_of(info)
    product = _product(visit, input["id"])
    for variant in list(product.variants):
        visit.shop.remove_variant(variant)
    visit.call.effect(item=product.id, mutation="delete")
    return {"productId": product.id}


def _product(visit: Visit, id: str) -> Product:
    found = visit.shop.products.get(id)
    if found is None:
        raise RefusedError(NOT_FOUND, "product not found")
    return found


def _check(input: dict[str, Any]) -> None:
    nulls = [
        name for name, value in input.items() if value is None and name in ("name", "description", "price", "status")
    ]
    name, text, price = input.get("name"), input.get("description"), input.get("price")
    faults = {
        f"{', '.join(nulls)} must not be null": bool(nulls),
        f"name must have 1 to {NAME} characters": name is not None and not 1 <= len(name.strip()) <= len(name) <= NAME,
        f"description must have at most {DESCRIPTION} characters": text is not None and len(text) > DESCRIPTION,
        "line breaks of description must be \\n": text is not None and "\r" in text,
        f"price must be between {LOWEST} and {HIGHEST}": price is not None and not LOWEST <= price <= HIGHEST,
    }
    for message, broken in faults.items():
        if broken:
            raise RefusedError(INVALID_ARGUMENT, message)


def _check_choices(input: dict[str, Any]) -> None:
    for name in CHOSEN:
        if not input[name] or INTERNAL_SPELLING.fullmatch(input[name]):
            raise RefusedError(INVALID_ARGUMENT, f"{name} is not a value of this API")
    urls = input["imageUrls"]
    if not urls or not all(url.startswith(("https://", "http://")) for url in urls):
        raise RefusedError(INVALID_ARGUMENT, "imageUrls must be one or more URLs the mall can fetch")
    variants = input["variants"]
    if not variants or any(each["stockQuantity"] < 0 for each in variants):
        raise RefusedError(INVALID_ARGUMENT, "variants must be one or more, each with a stockQuantity of 0 or more")
