"""The query fields (sections 3.1 to 3.3, 3.8)."""

from typing import Any

from graphql import GraphQLResolveInfo

from mallsim.malls.mercari_shops import documents
from mallsim.malls.mercari_shops.documents import Document
from mallsim.malls.mercari_shops.lookup import variant_by
from mallsim.malls.mercari_shops.model import Order, Product
from mallsim.malls.mercari_shops.paging import connection, cursor_of, number_of, page_size
from mallsim.malls.mercari_shops.refusals import NOT_FOUND, RefusedError
from mallsim.malls.mercari_shops.visit import Visit, visit_of

DAY_S = 86_400


def shop(info: GraphQLResolveInfo) -> Document:
    """The connection test."""
    return documents.shop(visit_of(info))


def product(info: GraphQLResolveInfo, id: str) -> Document:
    """One product."""
    visit = visit_of(info)
    found = visit.shop.products.get(id)
    if found is None:
        raise RefusedError(NOT_FOUND, "product not found")
    return documents.product(visit, found)


def products(info: GraphQLResolveInfo, first: int | None = None, after: str | None = None) -> Document:
    """Every product, oldest first."""
    visit = visit_of(info)
    settings = visit.shop.settings
    size = page_size(first, settings.default_page, settings.largest_product_page)
    behind = number_of("pr", after) if after is not None else 0
    rows = [each for each in visit.shop.products.values() if _ordinal(each) > behind]
    return connection(
        rows,
        size,
        lambda row: {"node": documents.product(visit, row), "cursor": cursor_of("pr", _ordinal(row))},
        visit.call.arranged,
    )


def product_variant(info: GraphQLResolveInfo, by: dict[str, Any]) -> Document:
    """One variant by id or SKUコード."""
    visit = visit_of(info)
    return documents.variant(visit, variant_by(visit.shop, by)[1])


def order_transaction(info: GraphQLResolveInfo, id: str) -> Document:
    """One order; very old ones are not found here, only in the list (section 3.3)."""
    visit = visit_of(info)
    found = visit.shop.visible_order(id)
    if found is None or found.placed < visit.now - visit.shop.settings.old_order_days * DAY_S:
        raise RefusedError(NOT_FOUND, "order transaction not found")
    return _shown(visit, found)


def order_transactions(
    info: GraphQLResolveInfo,
    first: int | None = None,
    after: str | None = None,
    orderedDateGte: float | None = None,  # the mall's spelling
    statuses: list[str] | None = None,
) -> Document:
    """The orders of these statuses, placed then or later."""
    visit = visit_of(info)
    settings = visit.shop.settings
    size = page_size(first, settings.default_page, settings.largest_order_page)
    newest_first = settings.order_sort == "newest_first"
    rows = [
        each
        for each in visit.shop.visible()
        if (orderedDateGte is None or int(each.placed) >= orderedDateGte)
        and (statuses is None or each.status in statuses)
    ]
    if newest_first:
        rows.reverse()
    if after is not None:
        seen = number_of("ot", after)
        rows = [each for each in rows if (each.ordinal < seen if newest_first else each.ordinal > seen)]
    return connection(
        rows,
        size,
        lambda row: {"node": _shown(visit, row), "cursor": cursor_of("ot", row.ordinal)},
        visit.call.arranged,
    )


def webhooks(info: GraphQLResolveInfo) -> list[Document]:
    """Every registered endpoint."""
    return [documents.webhook(each) for each in visit_of(info).shop.webhooks.values()]


def _shown(visit: Visit, order: Order) -> Document:
    visit.call.shown.append(order.number)
    return documents.order(visit, order)


def _ordinal(product: Product) -> int:
    return int(product.id.removeprefix("PRD"))
