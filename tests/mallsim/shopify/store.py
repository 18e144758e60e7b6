"""A shop's program talking to the simulated Admin API."""

from typing import Any

from tests.mallsim.shopify import documents
from tests.mallsim.town import Town

VERSION = "2026-10"
DAY = 86400


class Store:
    """Requests with a good token; ``headers`` and ``version`` may be bent by a test."""

    def __init__(self, town: Town) -> None:
        self.town = town
        card = town.control.get("/malls").json()[0]
        self.credentials: dict[str, str] = card["credentials"]
        self.headers = {"X-Shopify-Access-Token": self.credentials["access_token"]}
        self.version = VERSION
        self._keys = 0

    def post(self, document: str, **variables: Any) -> Any:
        """The raw response."""
        body = {"query": document, "variables": variables}
        return self.town.mall.post(f"/admin/api/{self.version}/graphql.json", json=body, headers=self.headers)

    def run(self, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        response = self.post(document, **variables)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def data(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self.run(document, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def pass_time(self, seconds: float) -> None:
        """Let time pass; with 3 seconds the index knows everything."""
        self.town.time += seconds

    def names(self, query: str = "", **more: Any) -> list[str]:
        """The names of the orders a search finds, in its order."""
        nodes = self.data(documents.NAMES, query=query, **more)["orders"]["nodes"]
        return [node["name"] for node in nodes]

    def order(self, number: str) -> dict[str, Any]:
        """One order, by the number of the control API."""
        found: dict[str, Any] = self.data(documents.ORDER, id=order_id(number))["order"]
        return found

    def fulfilment_orders(self, number: str) -> list[dict[str, Any]]:
        """What is still to ship of an order."""
        data = self.data(documents.FULFILLMENT_ORDERS, id=order_id(number))
        nodes: list[dict[str, Any]] = data["order"]["fulfillmentOrders"]["nodes"]
        return nodes

    def ship(self, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The payload of fulfillmentCreate."""
        given = {"lineItemsByFulfillmentOrder": list(parts), **more}
        payload: dict[str, Any] = self.data(documents.SHIP, fulfillment=given)["fulfillmentCreate"]
        return payload

    def cancel(self, number: str, **more: Any) -> dict[str, Any]:
        """The payload of orderCancel."""
        variables = {"orderId": order_id(number), "reason": "CUSTOMER", "restock": True, **more}
        payload: dict[str, Any] = self.data(documents.CANCEL, **variables)["orderCancel"]
        return payload

    def key(self) -> str:
        """A new idempotency key."""
        self._keys += 1
        return f"key-{self._keys}"

    def row(self, code: str, quantity: int, change_from: int | None, place: int = 0) -> dict[str, Any]:
        """One row of inventorySetQuantities."""
        content = self.town.item(code)["content"]
        return {
            "inventoryItemId": content["inventoryItem"],
            "locationId": content["levels"][place]["location"],
            "quantity": quantity,
            "changeFromQuantity": change_from,
        }

    def set_stock(self, *rows: dict[str, Any], key: str | None = None, **more: Any) -> dict[str, Any]:
        """The payload of inventorySetQuantities."""
        given = {"name": "available", "reason": "correction", "quantities": list(rows), **more}
        answer = self.data(documents.SET_STOCK, input=given, key=key or self.key())
        payload: dict[str, Any] = answer["inventorySetQuantities"]
        return payload

    def numbers(self, code: str, place: int = 0) -> dict[str, int]:
        """available, on_hand and committed of an item at a place."""
        content = self.town.item(code)["content"]
        ids = {"item": content["inventoryItem"], "place": content["levels"][place]["location"]}
        level = self.data(documents.LEVEL, **ids)["inventoryItem"]["inventoryLevel"]
        return {row["name"]: row["quantity"] for row in level["quantities"]}


def order_id(number: str) -> str:
    """The global id of an order the control API calls ``number``."""
    return f"gid://shopify/Order/{number}"


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of the top-level errors."""
    return [error["extensions"]["code"] for error in answer["errors"]]


def user_codes(payload: dict[str, Any]) -> list[str]:
    """The codes of the userErrors."""
    return [error["code"] for error in payload["userErrors"]]
