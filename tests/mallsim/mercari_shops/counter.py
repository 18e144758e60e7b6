"""A simulated メルカリShops shop behind its real door, and the documents a client sends it.

The documents follow sections 3.1 to 3.8 of the contract, read 2026-10; ids, tokens and names are invented.
"""

from collections.abc import Mapping
from typing import Any

import httpx2

from tests.mallsim.town import Town

PATH = "/v1/graphql"
AGENT = "MIHON_HUB/0.0.0"

SHOP = "query { shop { id name shopStatus enableMultiplePurchase } }"
ORDER_FIELDS = """id status totalPrice createdAt paidAt completedAt salesChannel
  products { productId purchasedQuantity unshippedQuantity quantity shippingMethod variant { id skuCode } }"""
ORDER = f"query ($id: ID!) {{ orderTransaction(id: $id) {{ {ORDER_FIELDS} }} }}"
ORDERS = f"""query ($first: Int, $after: String, $since: DateTime, $statuses: [OrderTransactionStatusFilter!]) {{
  orderTransactions(first: $first, after: $after, orderedDateGte: $since, statuses: $statuses) {{
    edges {{ cursor node {{ {ORDER_FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
STOCK = "query ($by: ProductVariantBy!) { productVariant(by: $by) { id skuCode stockQuantity name } }"
SET_STOCK = """mutation ($by: ProductVariantBy!, $in: UpdateProductVariantInput!) {
  updateProductVariant(by: $by, input: $in) { productVariant { id skuCode stockQuantity } } }"""
SET_STOCKS = """mutation ($i: UpdateProductVariantsInput!) {
  updateProductVariants(input: $i) { productVariants { id skuCode stockQuantity } } }"""
SHIP = """mutation ($i: CreateOrderShippingInput!) {
  createOrderShipping(input: $i) { orderShipping { id status shippingMethod trackingCode shippedAt completedAt } } }"""
TRACK = """mutation ($i: UpdateTrackingInput!) {
  updateOrderShippingTrackingCode(input: $i) { orderShipping { id status trackingCode } } }"""
COMPLETE = "mutation ($i: CompleteOrderShippingInput!) { completeOrderShipping(input: $i) { orderShippingId } }"


class Counter(Town):
    """The shop as its client and its shoppers see it; every error must be asked for."""

    def __init__(self, *, goods: bool = False, time_scale: float = 1.0) -> None:
        super().__init__("mercari_shops", goods=goods, time_scale=time_scale)

    def headers(self, **changes: str) -> dict[str, str]:
        """What a good client sends."""
        token = self.world.seat(self.id).mall.credentials()["access_token"]
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        return {"Authorization": f"Bearer {token}", "User-Agent": AGENT, **named}

    def post(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> httpx2.Response:
        """One request with its answer as it is."""
        body = {"query": query, "variables": variables or {}}
        answer: httpx2.Response = self.mall.post(PATH, json=body, headers=self.headers(**headers))
        return answer

    def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = self.post(query, variables)
        assert answer.status_code == 200, answer.text
        document = answer.json()
        assert "errors" not in document, answer.text
        return document["data"]

    def error(self, query: str, **variables: Any) -> dict[str, Any]:
        """The one error of an answer with HTTP 200."""
        answer = self.post(query, variables)
        assert answer.status_code == 200, answer.text
        errors = answer.json()["errors"]
        assert len(errors) == 1
        found: dict[str, Any] = errors[0]
        return found

    def code(self, query: str, **variables: Any) -> str:
        """The code of the one error, wherever it sits."""
        return code_of(self.error(query, **variables))

    def variant_id(self, code: str) -> str:
        """A variant's id."""
        return str(self.item(code)["content"]["variantId"])

    def product_id(self, code: str) -> str:
        """A product's id."""
        return str(self.item(code)["content"]["productId"])

    def shipping_input(self, number: str, key: str, **quantities: int) -> dict[str, Any]:
        """The input of createOrderShipping, by the items' codes with ``_`` for ``-``."""
        codes = {name.replace("_", "-"): units for name, units in quantities.items()}
        rows = [
            {"productId": self.product_id(code), "variantId": self.variant_id(code), "quantity": units}
            for code, units in codes.items()
        ]
        return {"idempotencyKey": key, "orderTransactionId": number, "products": rows}

    def ship(self, number: str, key: str = "ship-1", **quantities: int) -> str:
        """createOrderShipping; the shipping's id."""
        made = self.data(SHIP, i=self.shipping_input(number, key, **quantities))
        return str(made["createOrderShipping"]["orderShipping"]["id"])

    def track(self, number: str, shipping: str, text: str = "ヤマト運輸\n300012345673") -> None:
        """updateOrderShippingTrackingCode."""
        self.data(TRACK, i={"orderShippingId": shipping, "orderTransactionId": number, "trackingCode": text})

    def complete(self, number: str, shipping: str) -> None:
        """completeOrderShipping."""
        self.data(COMPLETE, i={"orderShippingId": shipping, "orderTransactionId": number})

    def status(self, number: str) -> str:
        """The status by the API."""
        return str(self.data(ORDER, id=number)["orderTransaction"]["status"])


def code_of(error: Mapping[str, Any]) -> str:
    """The code of an error: extensions.code, extensions.errorType or the message text (section 1)."""
    extensions = error.get("extensions", {})
    return str(extensions.get("code") or extensions.get("errorType") or error["message"].partition(":")[0])
