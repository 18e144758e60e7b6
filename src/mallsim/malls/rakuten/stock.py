"""Inventory API 2.0 / 2.1 (section 3)."""

from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from mallsim.core.calls import Call
from mallsim.malls.rakuten.gateway import NO_BODY, Ask, Endpoint, error_entry, rest_error, rest_errors
from mallsim.malls.rakuten.model import Stock
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.stock_rules import Entry, key_faults, key_of, list_faults, state_faults, write_faults
from mallsim.malls.rakuten.times import item_time

MOST_READ = 1000
MOST_WRITTEN = 400
VARIANT = "/manage-numbers/{manageNumber}/variants/{variantId}"


class Inventory:
    """Stock by (manageNumber, variantId)."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def endpoints(self) -> list[Endpoint]:
        """The operations with their names in the call log; deleting is in 2.0 only, the variant list in 2.1 only."""
        lists = "/es/2.1/inventories/variant-lists/manage-numbers/{manageNumber}"
        return [
            *self._of_version("/es/2.0/inventories"),
            *self._of_version("/es/2.1/inventories"),
            Endpoint("GET", lists, "stock.variants", "read", "inventories.variant-lists.get", self.variants),
            Endpoint(
                "DELETE",
                "/es/2.0/inventories" + VARIANT,
                "stock.delete",
                "write",
                "inventories.variants.delete",
                self.delete,
            ),
        ]

    def _of_version(self, base: str) -> list[Endpoint]:
        return [
            Endpoint("POST", base + "/bulk-get", "stock.read", "read", "inventories.bulk.get", self.bulk_get),
            Endpoint("GET", base + "/bulk-get/range", "stock.range", "read", "inventories.bulk.get.range", self.range),
            Endpoint(
                "POST", base + "/bulk-upsert", "stock.write", "write", "inventories.bulk.upsert", self.bulk_upsert
            ),
            Endpoint("GET", base + VARIANT, "stock.get", "read", "inventories.variants.get", self.get),
            Endpoint("PUT", base + VARIANT, "stock.put", "write", "inventories.variants.upsert", self.put),
        ]

    def get(self, ask: Ask) -> Response:
        """variants.get."""
        faults = list(key_faults(ask.path, ""))
        if faults:
            return rest_errors(400, faults)
        key = key_of(ask.path)
        stock = self._shop.visible_stock(key)
        return JSONResponse(self._record(key, stock, ask)) if stock else _not_found(*key)

    def put(self, ask: Ask) -> Response:
        """variants.upsert; what is omitted is erased."""
        if not isinstance(ask.body, dict):
            return _no_body()
        row = {**ask.body, "manageNumber": ask.path["manageNumber"], "variantId": ask.path["variantId"]}
        return self._write([row], [""], ask)

    def delete(self, ask: Ask) -> Response:
        """variants.delete."""
        refusal = self._blocked()
        if refusal is not None:
            return refusal
        key = key_of(ask.path)
        if self._shop.visible_stock(key) is None:
            return _not_found(*key)
        ask.call.effect(code=self._shop.code_at(key), quantity=0, deleted=True)
        del self._shop.stock[key]
        return Response(status_code=204)

    def bulk_get(self, ask: Ask) -> Response:
        """bulk.get; keys without a visible record are left out."""
        rows = _rows(ask.body, MOST_READ)
        if isinstance(rows, Response):
            return rows
        faults = [fault for n, row in enumerate(rows) for fault in key_faults(row, f"inventories[{n}].")]
        if faults:
            return rest_errors(400, faults)
        keys = [key_of(row) for row in rows]
        if ask.call.has("partial"):
            keys = keys[::2]
        found = [(key, stock) for key in keys if (stock := self._shop.visible_stock(key)) is not None]
        return JSONResponse({"inventories": ask.call.arranged([self._record(k, s, ask) for k, s in found])})

    def range(self, ask: Ask) -> Response:
        """bulk.get.range; newest update first."""
        bounds = _bounds(ask.query)
        if isinstance(bounds, Response):
            return bounds
        low, high = bounds
        found = [
            (key, stock)
            for key, stock in self._shop.stock.items()
            if low <= stock.quantity <= high and self._shop.sku_at(key) is not None
        ]
        if len(found) > MOST_READ:
            return rest_error(400, "IE0116", "Too many search results, please change the query of search.")
        found.sort(key=lambda pair: pair[1].updated, reverse=True)
        return JSONResponse({"inventories": ask.call.arranged([self._record(k, s, ask) for k, s in found])})

    def bulk_upsert(self, ask: Ask) -> Response:
        """bulk.upsert; all rows or none, except under the fault ``partial``."""
        rows = _rows(ask.body, MOST_WRITTEN)
        if isinstance(rows, Response):
            return rows
        return self._write(rows, [f"inventories[{n}]." for n in range(len(rows))], ask)

    def variants(self, ask: Ask) -> Response:
        """variant-lists.get."""
        manage_number = ask.path["manageNumber"].lower()
        found = {v: s for (m, v), s in self._shop.stock.items() if m == manage_number and self._shop.sku_at((m, v))}
        if not found:
            return rest_error(404, "GE0014", f"Not found for inputs; manageNumber={manage_number}")
        return JSONResponse(
            {
                "manageNumber": manage_number,
                "variantList": list(found),
                "created": item_time(min(stock.created for stock in found.values())),
                "updated": item_time(max(stock.updated for stock in found.values())),
            }
        )

    def _write(self, rows: list[dict[str, Any]], paths: list[str], ask: Ask) -> Response:
        refusal = self._blocked()
        if refusal is not None:
            return refusal
        lead = ask.version == "2.1"
        pairs = list(zip(rows, paths, strict=True))
        faults: list[Entry] = [fault for row, at in pairs for fault in write_faults(row, at, lead=lead)]
        faults = faults or list(list_faults(self._shop, rows))
        faults = faults or [fault for row, at in pairs for fault in state_faults(self._shop, row, at)]
        if faults:
            return rest_errors(400, faults)
        torn = ask.call.has("partial")
        for row in rows[: (len(rows) + 1) // 2] if torn else rows:
            self._write_row(row, ask.call)
        return rest_error(500, "X0000", "System error") if torn else Response(status_code=204)

    def _write_row(self, row: dict[str, Any], call: Call) -> None:
        key = key_of(row)
        base = self._shop.quantity(key) if row["mode"] == "RELATIVE" else 0
        stock = self._shop.set_quantity(key, base + row["quantity"])
        stock.lead_time, stock.ship_from = row.get("operationLeadTime"), row.get("shipFromIds")
        orphan = {} if self._shop.sku_at(key) else {"orphan": True}
        call.effect(code=self._shop.code_at(key), quantity=stock.quantity, mode=row["mode"], **orphan)

    def _record(self, key: tuple[str, str], stock: Stock, ask: Ask) -> dict[str, Any]:
        stale = ask.call.has("stale_read")
        record: dict[str, Any] = {
            "manageNumber": key[0],
            "variantId": key[1],
            "quantity": stock.at(self._shop.now() - self._shop.stale_s) if stale else stock.quantity,
        }
        ask.call.shows(self._shop.code_at(key), record["quantity"])
        if ask.version == "2.1" and stock.lead_time is not None:
            record["operationLeadTime"] = stock.lead_time
        if ask.version == "2.1" and stock.ship_from is not None:
            record["shipFromIds"] = stock.ship_from
        return record | {"created": item_time(stock.created), "updated": item_time(stock.updated)}

    def _blocked(self) -> Response | None:
        if not self._shop.switches.migrated:
            return rest_error(400, "IE1105", "The shop has not been migrated to SKU.")
        return conflict(self._shop)


def conflict(shop: Shop) -> Response | None:
    """The next ``conflicts`` writes answer 409 CE0001."""
    if shop.switches.conflicts <= 0:
        return None
    shop.switches.conflicts -= 1
    return rest_error(409, "CE0001", "Conflict occurred, please retry shortly.")


def _rows(body: Any, most: int) -> list[dict[str, Any]] | Response:
    if body is NO_BODY or not body or not isinstance(body, dict):
        return _no_body()
    rows = body.get("inventories")
    if not isinstance(rows, list) or not rows:
        return rest_error(400, "IE0001", "inventories is mandatory.", "inventories")
    if len(rows) > most:
        return rest_error(400, "IE1101", f"Max size of inventories is {most}.", "inventories")
    odd = [n for n, row in enumerate(rows) if not isinstance(row, dict)]
    if odd:
        return rest_errors(400, [error_entry("IE0002", "The row is invalid.", f"inventories[{n}]") for n in odd])
    return rows


def _bounds(query: QueryParams) -> tuple[int, int] | Response:
    texts = {name: query[name] for name in ("minQuantity", "maxQuantity") if name in query}
    if not texts:
        return rest_error(400, "IE0105", "Either minQuantity or maxQuantity is mandatory.")
    for name, text in texts.items():
        if not text.isdecimal():
            return rest_error(400, "IE0002", f"{name} is invalid.", name)
    low, high = int(texts.get("minQuantity", "0")), int(texts.get("maxQuantity", "99999"))
    if low > high:
        return rest_error(400, "IE0113", "minQuantity must not be greater than maxQuantity.")
    return low, high


def _no_body() -> Response:
    return rest_error(400, "GE0011", "Request body is missing or empty.")


def _not_found(manage_number: str, variant_id: str) -> Response:
    return rest_error(404, "GE0014", f"Not found for inputs; manageNumber={manage_number}, variantId={variant_id}")
