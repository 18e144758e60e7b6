"""The lists of the root: search, sort, page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from mallsim.malls.shopify import connections, order_index
from mallsim.malls.shopify.answers.goods import variants_of
from mallsim.malls.shopify.answers.orders import FO_FIELDS
from mallsim.malls.shopify.answers.resolver import Args
from mallsim.malls.shopify.answers.stock import StockItem, available
from mallsim.malls.shopify.model import Order, Product, Variant
from mallsim.malls.shopify.search import Matcher, Search, by_flag, by_number, by_time, by_word, parse
from mallsim.malls.shopify.visit import Visit

Row = TypeVar("Row")
TIMES: dict[str, Matcher] = {"created_at": by_time, "updated_at": by_time, "id": by_number}
PRODUCT: dict[str, Matcher] = {**TIMES, "sku": by_word, "title": by_word, "handle": by_word, "status": by_word}
VARIANT: dict[str, Matcher] = {**TIMES, "sku": by_word, "title": by_word, "product_id": by_number, "barcode": by_word}
ITEM: dict[str, Matcher] = {**TIMES, "sku": by_word, "tracked": by_flag}


def searched(
    visit: Visit, path: str, query: str | None, fields: Mapping[str, Matcher], free: tuple[str, ...]
) -> Search:
    """Parse a query; what was left out of it is told in ``extensions.search``."""
    search = parse(query, fields, free)
    if search.warnings:
        visit.searches.append({"path": [path], "query": query, "parsed": {}, "warnings": search.warnings})
    return search


def found_orders(visit: Visit, path: str, query: str | None) -> list[tuple[Mapping[str, Any], Order]]:
    """What the search index finds, with what it knows of each order."""
    search = searched(visit, path, query, order_index.FIELDS, order_index.FREE)
    now = visit.shop.now()
    known = [(order_index.known(order, now), order) for order in visit.shop.seen_orders(visit.granted)]
    return [(values, order) for values, order in known if values is not None and search.test(values)]


def orders(source: Any, visit: Visit, args: Args) -> Any:
    """Orders; the default order is PROCESSED_AT (trap 7)."""
    sort = order_index.SORT.get(str(args.get("sortKey") or "PROCESSED_AT"), "id")
    rows = found_orders(visit, "orders", args.get("query"))
    answer = connections.page(rows, lambda row: (row[0][sort], row[1].id), dict(args), visit.call)
    return answer | {
        "nodes": [order for _, order in answer["nodes"]],
        "edges": [edge | {"node": edge["node"][1]} for edge in answer["edges"]],
    }


def orders_count(source: Any, visit: Visit, args: Args) -> dict[str, Any]:
    """How many the query finds, up to ``limit``."""
    count, limit = len(found_orders(visit, "ordersCount", args.get("query"))), args.get("limit")
    over = limit is not None and count >= limit
    return {"count": limit if over else count, "precision": "AT_LEAST" if over else "EXACT"}


def fulfilment_orders(source: Any, visit: Visit, args: Args) -> Any:
    """Fulfilment orders of every order; closed ones only on request."""
    search = searched(visit, "fulfillmentOrders", args.get("query"), FO_FIELDS, ())
    rows = [fo for order in visit.shop.seen_orders(visit.granted) for fo in order.fulfilment_orders]
    kept = [fo for fo in rows if fo.status not in ("CLOSED", "CANCELLED") or args.get("includeClosed")]
    shown = [fo for fo in kept if search.test({"status": fo.status, "id": fo.id})]
    return connections.page(shown, lambda fo: (fo.id, fo.id), dict(args), visit.call)


def products(source: Any, visit: Visit, args: Args) -> Any:
    """Products."""

    def values(product: Product) -> dict[str, Any]:
        skus = [one.sku for one in variants_of(product, visit)]
        return _common(product) | {"sku": skus, "handle": product.handle, "status": product.status}

    sort = {"TITLE": "title", "CREATED_AT": "created_at", "UPDATED_AT": "updated_at"}
    return _listed(visit, "products", visit.shop.products.values(), values, PRODUCT, sort, args, lambda one: one.id)


def variants(source: Any, visit: Visit, args: Args) -> Any:
    """Variants; a SKU may find several."""

    def values(variant: Variant) -> dict[str, Any]:
        quantity = sum(available(level, visit) for level in visit.shop.levels_of(variant.item_id))
        return _common(variant) | {
            "title": visit.shop.products[variant.product_id].title,
            "sku": variant.sku,
            "product_id": variant.product_id,
            "barcode": variant.barcode,
            "inventory": quantity,
        }

    sort = {"SKU": "sku", "TITLE": "title", "INVENTORY_QUANTITY": "inventory"}
    rows = visit.shop.variants.values()
    return _listed(visit, "productVariants", rows, values, VARIANT, sort, args, lambda one: one.id)


def items(source: Any, visit: Visit, args: Args) -> Any:
    """Inventory items."""

    def values(item: StockItem) -> dict[str, Any]:
        variant = item.variant
        return _common(variant) | {"id": variant.item_id, "sku": variant.sku, "tracked": variant.tracked}

    rows = [StockItem(variant) for variant in visit.shop.variants.values()]
    return _listed(visit, "inventoryItems", rows, values, ITEM, {}, args, lambda one: one.variant.item_id)


def locations(source: Any, visit: Visit, args: Args) -> Any:
    """Locations, sorted by name unless told otherwise."""
    rows = [one for one in visit.shop.locations.values() if one.active or args.get("includeInactive")]
    by_name = args.get("sortKey", "NAME") == "NAME"
    return connections.page(rows, lambda one: (one.name if by_name else one.id, one.id), dict(args), visit.call)


def subscriptions(source: Any, visit: Visit, args: Args) -> Any:
    """The app's webhook subscriptions."""
    topics, uri = args.get("topics"), args.get("uri") or args.get("callbackUrl")
    rows = [
        one
        for one in visit.shop.events.subscriptions.values()
        if (not topics or one.topic in topics) and (uri is None or one.uri == uri)
    ]
    return connections.page(rows, lambda one: (one.id, one.id), dict(args), visit.call)


def _common(record: Product | Variant) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": getattr(record, "title", ""),
        "created_at": int(record.created),
        "updated_at": int(record.updated),
    }


def _listed(
    visit: Visit,
    path: str,
    rows: Iterable[Row],
    values: Callable[[Row], dict[str, Any]],
    fields: Mapping[str, Matcher],
    sort: Mapping[str, str],
    args: Args,
    number: Callable[[Row], int],
) -> Any:
    search = searched(visit, path, args.get("query"), fields, ("title", "sku"))
    described = [(values(row), row) for row in rows]
    kept = [(known, row) for known, row in described if search.test(known)]
    by = sort.get(str(args.get("sortKey")), "id")
    answer = connections.page(kept, lambda pair: (pair[0][by], number(pair[1])), dict(args), visit.call)
    return answer | {
        "nodes": [row for _, row in answer["nodes"]],
        "edges": [edge | {"node": edge["node"][1]} for edge in answer["edges"]],
    }
