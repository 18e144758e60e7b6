"""getItem, myItemList and stCategoryList (section 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mallsim.malls.yahoo_shopping.items.catalogue import Catalogue, Item
from mallsim.malls.yahoo_shopping.refusals import COMMON_INVALID, COMMON_MISSING, NO_ITEM, RefusedError
from mallsim.malls.yahoo_shopping.timing import stamp
from mallsim.malls.yahoo_shopping.wire import Answer, Node, result_set, tree

SHOWN = (
    "original_price", "price", "sale_price", "quantity", "headline", "caption", "abstract", "explanation",
    "additional1", "additional2", "additional3", "sp_additional", "member_price", "ship_weight", "taxable",
    "taxrate_type", "release_date", "sale_period_start", "sale_period_end", "sale_limit", "person_sale_limit",
    "point_code", "meta_desc", "display", "brand_code", "product_code", "jan", "delivery", "condition",
    "lead_time_instock", "lead_time_outstock", "postage_set", "keep_stock", "auc_category",
)  # fmt: skip
CDATA = {
    "headline",
    "caption",
    "abstract",
    "explanation",
    "additional1",
    "additional2",
    "additional3",
    "sp_additional",
}
MOST_RESULTS = 100
SORTS = ("item_code", "name", "stcat_key", "sort_priority")


def get_item(catalogue: Catalogue, query: Mapping[str, str]) -> Answer:
    """The draft of one item; an unknown code is HTTP 400 it-05002."""
    if not query.get("item_code"):
        raise RefusedError(COMMON_MISSING, "item_code")
    item = catalogue.items.get(query["item_code"])
    if item is None:
        raise RefusedError(NO_ITEM)
    return result_set(tree("Result", *_document(catalogue, item)), totalResultsReturned=1)


def _document(catalogue: Catalogue, item: Item) -> Iterator[Node]:
    draft = item.draft
    yield Node("ItemCode", item.code)
    flags = ("1", *("0" for _ in draft.paths))
    paths = [Node("Path", path, True, {"origFlag": flag}) for path, flag in zip(draft.paths, flags, strict=False)]
    yield tree("PathList", *paths)
    yield Node("Name", draft.get("name"), True)
    yield Node("ProductCategory", draft.get("product_category"))
    for name in SHOWN:
        value = _quantity(catalogue, item) if name == "quantity" else draft.get(name)
        yield Node(name.title().replace("_", ""), value, name in CDATA)
    yield _options(item)
    yield tree("SubCodes", *_subcodes(catalogue, item))
    yield Node("UpdateTime", stamp(item.updated))
    yield Node("EditingFlag", str(int(item.edited)))


def _quantity(catalogue: Catalogue, item: Item) -> str:
    return str(catalogue.stock.total(item.keys))


def _options(item: Item) -> Node:
    nodes = []
    for option in item.draft.options:
        values = tuple(Node("Value", value.name, True, {"specValue": value.spec}) for value in option.values)
        nodes.append(
            Node(
                "Option",
                values,
                attributes={"type": "1", "name": option.name, "specId": option.spec},
            )
        )
    return tree("Options", *nodes)


def _subcodes(catalogue: Catalogue, item: Item) -> Iterator[Node]:
    for sub in item.draft.subcodes:
        row = catalogue.stock.get((item.code, sub.code))
        quantity = "" if row is None or row.quantity is None else str(row.quantity)
        choices = tuple(Node("Option", attributes={"name": name, "value": value}) for name, value in sub.choices)
        yield Node("SubCode", choices, attributes={"code": sub.code, "quantity": quantity})


def my_item_list(catalogue: Catalogue, query: Mapping[str, str]) -> Answer:
    """Search by part of code or name, or list one category."""
    if not query.get("query") and not query.get("stcat_key"):
        raise RefusedError(COMMON_MISSING, "query, stcat_key")
    start, results = (
        _number(query, "start", 1, None),
        _number(query, "results", 25, MOST_RESULTS),
    )
    found = sorted(
        filter(_filter(catalogue, query), catalogue.items.values()),
        key=lambda item: item.code,
    )
    sort = query.get("sort", "+item_code").strip()
    if sort.lstrip("+-") not in SORTS:
        raise RefusedError(COMMON_INVALID, "sort")
    if sort.lstrip("+-") == "name":
        found.sort(key=lambda item: item.draft.get("name"))
    page = (found[::-1] if sort.startswith("-") else found)[start - 1 : start - 1 + results]
    with_stock = query.get("stock") == "true"
    return result_set(
        *(_listed(catalogue, item, with_stock) for item in page),
        totalResultsAvailable=len(found),
        totalResultsReturned=len(page),
        firstResultPosition=start,
    )


def _filter(catalogue: Catalogue, query: Mapping[str, str]) -> Callable[[Item], bool]:
    kind = query.get("type") or "item_code"
    if kind not in ("item_code", "name"):
        raise RefusedError(COMMON_INVALID, "type")
    words, category = query.get("query", ""), query.get("stcat_key", "")

    def wanted(item: Item) -> bool:
        text = item.code if kind == "item_code" else item.draft.get("name")
        keys = {catalogue.categories[path] for path in item.draft.paths}
        return words in text and (not category or category in keys)

    return wanted


def _listed(catalogue: Catalogue, item: Item, with_stock: bool) -> Node:
    parts = [
        Node("ItemCode", item.code),
        Node("Name", item.draft.get("name"), True),
        Node("OriginalPrice", item.draft.get("original_price")),
        Node("Price", item.draft.get("price")),
        Node("SalePrice", item.draft.get("sale_price")),
        Node("Display", item.draft.get("display")),
        Node("EditingFlag", str(int(item.edited))),
    ]
    return tree(
        "Result",
        *parts,
        *([Node("Quantity", _quantity(catalogue, item))] if with_stock else []),
    )


def _number(query: Mapping[str, str], name: str, default: int, most: int | None) -> int:
    text = query.get(name, "") or str(default)
    if not text.isdigit() or int(text) < 1 or (most is not None and int(text) > most):
        raise RefusedError(COMMON_INVALID, name)
    return int(text)


def category_list(catalogue: Catalogue, query: Mapping[str, str]) -> Answer:
    """The store categories below ``page_key``, the top ones without it."""
    wanted = query.get("page_key", "")
    parent = next((path for path, key in catalogue.categories.items() if key == wanted), "")
    if wanted and not parent:
        raise RefusedError(COMMON_INVALID, "page_key")
    children = [path for path in catalogue.categories if path.rpartition(":")[0] == parent]
    return result_set(
        *(_category(path, catalogue.categories[path], order) for order, path in enumerate(children, 1)),
        totalResultsAvailable=len(children),
        totalResultsReturned=len(children),
        firstResultPosition=1,
    )


def _category(path: str, key: str, order: int) -> Node:
    return tree(
        "Result",
        Node("PageKey", key),
        Node("Name", path.rpartition(":")[2], True),
        Node("Display", "1"),
        Node("HiddenPageFlag", "0"),
        Node("SortOrder", str(order)),
        Node("EditingFlag", "0"),
        Node("UpdateTime", ""),
    )
