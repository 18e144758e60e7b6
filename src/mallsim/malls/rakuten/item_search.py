"""items.search (section 4.2): a lagging index with stubs for deleted items."""

from collections.abc import Callable, Iterator
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from mallsim.malls.rakuten.gateway import Ask, rest_error
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.times import item_time

Document = dict[str, Any]
STUB_S = 24 * 3600
"""A deleted item stays in the index as a stub this long (our choice: the longest lag named)."""


def _variants(document: Document) -> list[Document]:
    return list(document.get("variants", {}).values())


def _is(text: str, flag: bool) -> bool:
    return flag is (text.lower() == "true")


def _item_text(name: str) -> Callable[[Document, str], bool]:
    return lambda document, text: text in str(document.get(name, ""))


def _sku_text(name: str) -> Callable[[Document, str], bool]:
    return lambda document, text: any(text in str(variant.get(name, "")) for variant in _variants(document))


FILTERS: dict[str, Callable[[Document, str], bool]] = {
    "title": _item_text("title"),
    "tagline": _item_text("tagline"),
    "manageNumber": _item_text("manageNumber"),
    "itemNumber": _item_text("itemNumber"),
    "merchantDefinedSkuId": _sku_text("merchantDefinedSkuId"),
    "articleNumber": lambda d, t: any(t in str((v.get("articleNumber") or {}).get("value", "")) for v in _variants(d)),
    "variantId": lambda d, t: any(t in id for id in d.get("variants", {})),
    "genreId": lambda d, t: str(d.get("genreId")) == t,
    "itemType": lambda d, t: d.get("itemType") == t,
    "standardPriceFrom": lambda d, t: any(int(v.get("standardPrice", 0)) >= int(t) for v in _variants(d)),
    "standardPriceTo": lambda d, t: any(int(v.get("standardPrice", 0)) <= int(t) for v in _variants(d)),
    "isHiddenItem": lambda d, t: _is(t, bool(d.get("hideItem"))),
    "isHiddenVariant": lambda d, t: _is(t, any(v.get("hidden") for v in _variants(d))),
    "isSearchable": lambda d, t: _is(t, (d.get("features") or {}).get("searchVisibility") == "ALWAYS_VISIBLE"),
    "isBackOrder": lambda d, t: _is(t, any(v.get("backOrderFlag") for v in _variants(d))),
    "isPostageIncluded": lambda d, t: _is(
        t, any((v.get("shipping") or {}).get("postageIncluded") for v in _variants(d))
    ),
    "createdFrom": lambda d, t: str(d.get("created", ""))[:10] >= t,
    "createdTo": lambda d, t: str(d.get("created", ""))[:10] <= t,
    "updatedFrom": lambda d, t: str(d.get("updated", ""))[:10] >= t,
    "updatedTo": lambda d, t: str(d.get("updated", ""))[:10] <= t,
}
SORTS = ("updated", "created", "manageNumber", "itemNumber", "title")


class ItemSearch:
    """The search index: what the shop looked like ``index_lag_s`` ago."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def search(self, ask: Ask) -> Response:
        """Handle ``GET /es/2.0/items/search``."""
        query = ask.query
        refusal = _refusal(query)
        if refusal is not None:
            return refusal
        found = [document for document in self._index() if self._matches(document, query)]
        key = query.get("sortKey", "updated")
        found.sort(
            key=lambda d: (str(d.get(key, "")), d["manageNumber"]), reverse=query.get("sortOrder", "desc") == "desc"
        )
        hits = int(query.get("hits", "10"))
        if "cursorMark" in query:
            return self._by_cursor(found, query["cursorMark"], hits, ask)
        offset = int(query.get("offset", "0"))
        page = self._results(found[offset : offset + hits], ask)
        return JSONResponse({"numFound": len(found), "offset": offset, "results": page})

    def _by_cursor(self, found: list[Document], mark: str, hits: int, ask: Ask) -> Response:
        start = 0 if mark == "*" else int(mark)
        page = found[start : start + hits]
        following = str(start + len(page)) if page else mark
        answer = {"numFound": len(found), "offset": 0, "results": self._results(page, ask)}
        return JSONResponse(answer | {"nextCursorMark": following})

    def _index(self) -> Iterator[Document]:
        lag = self._shop.switches.index_lag_s / self._shop.time_scale
        when = self._shop.now() - lag
        for item in self._shop.items.values():
            document = item.indexed(when)
            if document is not None:
                yield {**document, "created": item_time(item.created), "updated": item_time(item.updated)}
        for manage_number, at in self._shop.deleted.items():
            if self._shop.now() < at + STUB_S / self._shop.time_scale:
                yield {"manageNumber": manage_number}

    def _matches(self, document: Document, query: QueryParams) -> bool:
        asked = {name: query[name] for name in FILTERS if name in query}
        if "title" not in document and set(asked) - {"manageNumber"}:
            return False
        stock_out = {n: query[n] for n in ("isItemStockout", "isVariantStockout") if n in query}
        return all(FILTERS[n](document, text) for n, text in asked.items()) and all(
            _is(text, self._sold_out(document, any if n == "isVariantStockout" else all))
            for n, text in stock_out.items()
        )

    def _sold_out(self, document: Document, over: Callable[[list[bool]], bool]) -> bool:
        manage_number = document["manageNumber"]
        return over([self._shop.quantity((manage_number, id)) == 0 for id in document.get("variants", {})])

    def _results(self, page: list[Document], ask: Ask) -> list[Document]:
        results: list[Document] = []
        for document in page:
            result: Document = {"item": document}
            if ask.query.get("isInventoryIncluded") == "true" and "title" in document:
                result["inventory"] = self._lead_times(document)
            results.append(result)
        return ask.call.arranged(results)

    def _lead_times(self, document: Document) -> Document:
        """Lead-time ids, never quantities."""
        manage_number = document["manageNumber"]
        stocks = {id: self._shop.stock.get((manage_number, id)) for id in document["variants"]}
        return {
            "manageNumber": manage_number,
            "variants": {
                id: {"operationLeadTime": s.lead_time} if s and s.lead_time else {} for id, s in stocks.items()
            },
        }


def _refusal(query: QueryParams) -> Response | None:
    if "cursorMark" in query and "offset" in query:
        return rest_error(400, "IE1003", "offset and cursorMark cannot be used together.")
    if "cursorMark" in query and ("sortKey" in query or "sortOrder" in query):
        return rest_error(400, "IE1004", "sort and cursorMark cannot be used together.")
    mark = query.get("cursorMark", "*")
    if mark != "*" and not mark.isdecimal():
        return rest_error(400, "IE1005", "cursorMark is invalid.", "cursorMark")
    for name, low, high in (("hits", 1, 100), ("offset", 0, 10000)):
        text = query.get(name, str(low))
        if not text.isdecimal() or not low <= int(text) <= high:
            return rest_error(400, "IE0003", f"{name} must be within {low} to {high}.", name)
    for name in ("standardPriceFrom", "standardPriceTo"):
        if not query.get(name, "0").isdecimal():
            return rest_error(400, "IE0002", f"{name} is invalid.", name)
    if query.get("sortKey", "updated") not in SORTS:
        return rest_error(400, "IE0007", "sortKey is invalid.", "sortKey")
    return None
