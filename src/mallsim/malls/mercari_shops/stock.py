"""Stock mutations: absolute quantities, one variant or up to 20 (section 3.7)."""

from typing import Any

from graphql import GraphQLResolveInfo

from mallsim.malls.mercari_shops import documents
from mallsim.malls.mercari_shops.documents import Document
from mallsim.malls.mercari_shops.lookup import variant_by
from mallsim.malls.mercari_shops.model import Variant
from mallsim.malls.mercari_shops.refusals import INTERNAL, INVALID_ARGUMENT, RefusedError
from mallsim.malls.mercari_shops.visit import Visit, visit_of

MOST_SKUS = 20

Row = tuple[Variant, int]


def update_one(info: GraphQLResolveInfo, by: dict[str, Any], input: dict[str, Any]) -> Document:
    """updateProductVariant."""
    visit = visit_of(info)
    variant = variant_by(visit.shop, by)[1]
    _write(visit, variant, _checked(input.get("stockQuantity")))
    return {"productVariant": documents.variant(visit, variant)}


def update_many(info: GraphQLResolveInfo, input: dict[str, Any]) -> Document:
    """updateProductVariants; all or nothing, unless the settings let the good ones through."""
    visit = visit_of(info)
    wanted = input["variants"]
    if not 1 <= len(wanted) <= MOST_SKUS:
        raise RefusedError(INVALID_ARGUMENT, f"variants must have 1 to {MOST_SKUS} entries")
    rows, problem = _resolved(visit, wanted)
    if problem is not None and visit.shop.settings.bulk_stock == "all_or_nothing":
        raise problem
    if visit.call.has("partial"):
        rows, problem = rows[: len(rows) // 2], RefusedError(INTERNAL, "not every product variant was updated")
    for variant, quantity in rows:
        _write(visit, variant, quantity)
    if problem is not None:
        raise problem
    return {"productVariants": [documents.variant(visit, variant) for variant, _ in rows]}


def _resolved(visit: Visit, wanted: list[dict[str, Any]]) -> tuple[list[Row], RefusedError | None]:
    """The rows that can be written, and what is wrong with the first that cannot."""
    rows: list[Row] = []
    problem: RefusedError | None = None
    for each in wanted:
        try:
            variant, quantity = variant_by(visit.shop, each["by"])[1], _checked(each["stockQuantity"])
        except RefusedError as refused:
            problem = problem or refused
            continue
        if any(variant is earlier for earlier, _ in rows):
            raise RefusedError(INVALID_ARGUMENT, "a product variant is named twice")
        rows.append((variant, quantity))
    return rows, problem


def _checked(quantity: int | None) -> int:
    if quantity is None or quantity < 0:
        raise RefusedError(INVALID_ARGUMENT, "stockQuantity must be 0 or more")
    return quantity


def _write(visit: Visit, variant: Variant, quantity: int) -> None:
    variant.set(quantity, visit.now)
    visit.call.effect(code=variant.code, quantity=quantity)
