"""Item API 2.0 (section 4): get, upsert, patch, delete, bulk-get, inventory-related settings."""

import re
from typing import Any

from starlette.responses import JSONResponse, Response

from mallsim.malls.rakuten.gateway import Ask, Endpoint, rest_error, rest_errors
from mallsim.malls.rakuten.item_defaults import materialised, merged, with_sticky
from mallsim.malls.rakuten.item_rules import IGNORED, item_faults
from mallsim.malls.rakuten.item_search import ItemSearch
from mallsim.malls.rakuten.model import Item
from mallsim.malls.rakuten.shop import Shop
from mallsim.malls.rakuten.stock import conflict
from mallsim.malls.rakuten.times import item_time
from mallsim.malls.rakuten.variant_rules import changed_choices

MANAGE_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
BASE = "/es/2.0/items"
ITEM = BASE + "/manage-numbers/{manageNumber}"
SETTINGS = BASE + "/inventory-related-settings/manage-numbers/{manageNumber}"
MOST_READ = 50
SETTING_FIELDS = {"restockOnCancel", "backOrderFlag", "normalDeliveryDateId", "backOrderDeliveryDateId"}


class Items:
    """The goods of the shop as documents."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._search = ItemSearch(shop)

    def endpoints(self) -> list[Endpoint]:
        """The operations with their names in the call log; most need the paid 商品一括編集 option."""
        paid = True
        return [
            Endpoint("GET", BASE + "/search", "item.search", "read", "items.search", self._search.search),
            Endpoint("GET", ITEM, "item.get", "read", "items.get", self.get, subscription=paid),
            Endpoint("PUT", ITEM, "item.put", "write", "items.upsert", self.put, subscription=paid),
            Endpoint("PATCH", ITEM, "item.patch", "write", "items.patch", self.patch, subscription=paid),
            Endpoint("DELETE", ITEM, "item.delete", "write", "items.delete", self.delete, subscription=paid),
            Endpoint(
                "POST", BASE + "/bulk-get", "item.read", "read", "items.bulk.get", self.bulk_get, subscription=paid
            ),
            Endpoint(
                "GET", SETTINGS, "item.settings_get", "read", "items.inventory-related-settings.get", self.settings
            ),
            Endpoint(
                "PUT",
                SETTINGS,
                "item.settings_put",
                "write",
                "items.inventory-related-settings.update",
                self.put_settings,
            ),
        ]

    def get(self, ask: Ask) -> Response:
        """items.get."""
        manage_number = ask.path["manageNumber"].lower()
        item = self._shop.items.get(manage_number)
        return JSONResponse(shown(item)) if item else _not_found(manage_number)

    def put(self, ask: Ask) -> Response:
        """items.upsert: full replacement."""
        manage_number = ask.path["manageNumber"].lower()
        refusal = self._blocked(manage_number, ask.body)
        if refusal is not None:
            return refusal
        old = self._shop.items.get(manage_number)
        faults = item_faults(ask.body)
        if not faults and old is not None:
            faults = list(changed_choices(old.document, ask.body))
        if faults:
            return rest_errors(400, faults)
        body = {name: value for name, value in ask.body.items() if name not in IGNORED}
        document = materialised(manage_number, with_sticky(old.document, body) if old else body)
        self.store(manage_number, document)
        ask.call.effect(item=manage_number, mutation="put")
        return Response(status_code=204) if old else JSONResponse({"manageNumber": manage_number}, 201)

    def patch(self, ask: Ask) -> Response:
        """items.patch: objects merge, lists are replaced whole."""
        manage_number = ask.path["manageNumber"].lower()
        refusal = self._blocked(manage_number, ask.body)
        if refusal is not None:
            return refusal
        item = self._shop.items.get(manage_number)
        if item is None:
            return _not_found(manage_number)
        document = merged(item.document, {n: v for n, v in ask.body.items() if n not in IGNORED})
        faults = item_faults(document) or list(changed_choices(item.document, document))
        if faults:
            return rest_errors(400, faults)
        self.store(manage_number, materialised(manage_number, document))
        ask.call.effect(item=manage_number, mutation="patch")
        return Response(status_code=204)

    def delete(self, ask: Ask) -> Response:
        """items.delete; the stock records go with it."""
        manage_number = ask.path["manageNumber"].lower()
        refusal = self._blocked(manage_number, {})
        if refusal is not None:
            return refusal
        if manage_number not in self._shop.items:
            return _not_found(manage_number)
        self._shop.remove_item(manage_number)
        ask.call.effect(item=manage_number, mutation="delete")
        return Response(status_code=204)

    def bulk_get(self, ask: Ask) -> Response:
        """items.bulk.get; unknown items are left out."""
        numbers = ask.body.get("manageNumbers") if isinstance(ask.body, dict) else None
        if not isinstance(ask.body, dict) or not ask.body:
            return rest_error(400, "GE0011", "Request body is missing or empty.")
        if not isinstance(numbers, list) or not numbers:
            return rest_error(400, "IE0001", "manageNumbers is mandatory.", "manageNumbers")
        folded = [str(number).lower() for number in numbers]
        if len(folded) > MOST_READ:
            return rest_error(400, "IE1101", f"Max size of manageNumbers is {MOST_READ}.", "manageNumbers")
        if len(set(folded)) < len(folded):
            return rest_error(400, "IE1106", "manageNumbers are duplicated.", "manageNumbers")
        found = [shown(self._shop.items[number]) for number in folded if number in self._shop.items]
        return JSONResponse({"results": ask.call.arranged(found)})

    def settings(self, ask: Ask) -> Response:
        """items.inventory-related-settings.get."""
        manage_number = ask.path["manageNumber"].lower()
        item = self._shop.items.get(manage_number)
        if item is None:
            return _not_found(manage_number)
        document = item.document
        features = {
            n: document["features"][n] for n in ("inventoryDisplay", "lowStockThreshold") if n in document["features"]
        }
        variants = {
            id: {name: variant[name] for name in sorted(SETTING_FIELDS) if name in variant}
            for id, variant in document["variants"].items()
        }
        return JSONResponse(
            {
                "manageNumber": manage_number,
                "unlimitedInventoryFlag": document["unlimitedInventoryFlag"],
                "features": features,
                "variants": variants,
            }
        )

    def put_settings(self, ask: Ask) -> Response:
        """items.inventory-related-settings.update."""
        manage_number = ask.path["manageNumber"].lower()
        refusal = self._blocked(manage_number, ask.body)
        if refusal is not None:
            return refusal
        item = self._shop.items.get(manage_number)
        if item is None:
            return _not_found(manage_number)
        variants = ask.body.get("variants", {})
        for id, changes in variants.items():
            if id not in item.document["variants"] or set(changes) - SETTING_FIELDS:
                return rest_error(400, "IE0002", "variants is invalid.", f"variants.{id}")
        change = {name: ask.body[name] for name in ("features", "variants") if name in ask.body}
        self.store(manage_number, merged(item.document, change))
        ask.call.effect(item=manage_number, mutation="settings")
        return Response(status_code=204)

    def store(self, manage_number: str, document: dict[str, Any]) -> None:
        """Write an item, new or not."""
        now = self._shop.now()
        self._shop.deleted.pop(manage_number, None)
        item = self._shop.items.get(manage_number)
        if item is None:
            self._shop.items[manage_number] = Item(document, now, now)
        else:
            item.replace(document, now)

    def _blocked(self, manage_number: str, body: Any) -> Response | None:
        if not self._shop.switches.migrated:
            return rest_error(400, "IE1105", "The shop has not been migrated to SKU.")
        if self._shop.switches.read_only:
            return rest_error(400, "GE0017", "The shop is in read-only mode.")
        if not MANAGE_NUMBER.fullmatch(manage_number):
            return rest_error(400, "IE0220", "manageNumber has characters that cannot be used.", "manageNumber")
        if not isinstance(body, dict):
            return rest_error(400, "GE0011", "Request body is missing or empty.")
        return conflict(self._shop)


def shown(item: Item) -> dict[str, Any]:
    """The item as it is answered."""
    return {**item.document, "created": item_time(item.created), "updated": item_time(item.updated)}


def _not_found(manage_number: str) -> Response:
    return rest_error(404, "GE0014", f"Not found for inputs; manageNumber={manage_number}")
