"""One seller of the simulated Amazon, driven through its real door with a clock that only tests move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.mallsim.town import Town

MARKETPLACE = "A1VC38T7YXB528"
ORDERS = "/orders/2026-01-01/orders"
EVERYTHING = (
    "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS"
)
STOCK_PATH = "/attributes/fulfillment_availability"


class Seller:
    """A town with only Amazon: ``call`` signs with an access token fetched when the old one is too old."""

    def __init__(self, *, goods: bool = False, time_scale: float = 1.0) -> None:
        self.town = Town("amazon", goods=goods, time_scale=time_scale)
        self.given: dict[str, str] = self.town.control.get("/malls").json()[0]["credentials"]
        self.id = self.given["seller_id"]
        self._tokens: dict[str, tuple[str, float]] = {}

    @property
    def now(self) -> datetime:
        """The mall's time."""
        return datetime.fromtimestamp(self.town.time, UTC)

    def pass_time(self, seconds: float) -> None:
        """Move the clock."""
        self.town.time += seconds

    def ago(self, seconds: float) -> str:
        """An ISO 8601 time in the past (or future)."""
        return (self.now - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")

    def lwa(self, **form: str) -> Any:
        """POST to the token endpoint; the application's credentials are added."""
        given = {name: self.given[name] for name in ("client_id", "client_secret")}
        return self.town.mall.post("/auth/o2/token", data={**given, **form})

    def token(self, scope: str = "") -> str:
        """An access token of the seller, or a grantless one."""
        value, until = self._tokens.get(scope, ("", 0.0))
        if self.town.time >= until:
            seller = {"grant_type": "refresh_token", "refresh_token": self.given["refresh_token"]}
            answer = self.lwa(**({"grant_type": "client_credentials", "scope": scope} if scope else seller))
            assert answer.status_code == 200, answer.text
            value = str(answer.json()["access_token"])
            self._tokens[scope] = (value, self.town.time + 3600)
        return value

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        scope: str = "",
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> Any:
        """One SP-API call."""
        signed = {"x-amz-access-token": self.token(scope), "user-agent": "Tests/1.0 (Language=Python/3.11)"}
        more = {} if body is None else {"json": body}
        return self.town.mall.request(method, path, params=query, headers={**signed, **(headers or {})}, **more)

    def search(self, **query: Any) -> Any:
        """searchOrders; without dates everything updated in the last 30 days."""
        dated = {"createdAfter", "lastUpdatedAfter"} & set(query)
        after: dict[str, Any] = {} if dated else {"lastUpdatedAfter": self.ago(30 * 86400)}
        return self.call("GET", ORDERS, marketplaceIds=MARKETPLACE, **after, **query)

    def found(self, **query: Any) -> list[str]:
        """The order numbers searchOrders answers."""
        answer = self.search(**query)
        assert answer.status_code == 200, answer.text
        return [order["orderId"] for order in answer.json()["orders"]]

    def order(self, number: str, included: str = EVERYTHING) -> dict[str, Any]:
        """getOrder's document."""
        answer = self.call("GET", f"{ORDERS}/{number}", includedData=included)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()["order"]
        return document

    def unshipped(self, *lines: tuple[str, int], **more: Any) -> str:
        """An order whose payment is authorised and which the API shows."""
        number = self.town.buy(*lines, **{"pending_s": 0, **more})
        self.pass_time(30)
        return number

    def confirm(self, number: str, body: Any = None, **detail: Any) -> Any:
        """confirmShipment of the first item, one unit, unless ``detail`` says otherwise."""
        return self.call(
            "POST", f"/orders/v0/orders/{number}/shipmentConfirmation", body or self.package(number, **detail)
        )

    def package(self, number: str, *, marketplace: str = MARKETPLACE, **detail: Any) -> dict[str, Any]:
        """A body of confirmShipment."""
        item = self.order(number)["orderItems"][0]
        usual = {
            "packageReferenceId": "1",
            "carrierCode": "YAMATO",
            "shippingMethod": "宅急便",
            "trackingNumber": "123456789012",
            "shipDate": self.ago(0),
            "orderItems": [{"orderItemId": item["orderItemId"], "quantity": 1}],
        }
        return {"marketplaceId": marketplace, "packageDetail": {**usual, **detail}}

    def item_path(self, sku: str = "") -> str:
        """The path of a listing; the SKU is percent-encoded in full."""
        return f"/listings/2021-08-01/items/{self.id}" + (f"/{quote(sku, safe='')}" if sku else "")

    def listing(
        self, sku: str, included: str = "summaries,attributes,issues,fulfillmentAvailability"
    ) -> dict[str, Any]:
        """getListingsItem's document."""
        answer = self.call("GET", self.item_path(sku), marketplaceIds=MARKETPLACE, includedData=included)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def patch(self, sku: str, *patches: dict[str, Any], product_type: str = "PRODUCT", **query: Any) -> Any:
        """patchListingsItem."""
        body = {"productType": product_type, "patches": list(patches)}
        return self.call("PATCH", self.item_path(sku), body, marketplaceIds=MARKETPLACE, **query)

    def set_stock(self, sku: str, quantity: Any, op: str = "merge", code: str = "DEFAULT") -> Any:
        """patchListingsItem of the quantity."""
        return self.patch(sku, stock(quantity, op, code))


def stock(quantity: Any, op: str = "merge", code: str = "DEFAULT") -> dict[str, Any]:
    """The patch of section 4.1."""
    row = {"fulfillment_channel_code": code, "quantity": quantity}
    return {"op": op, "path": STOCK_PATH, "value": [row]}


def error_of(answer: Any) -> tuple[int, str, str]:
    """(HTTP status, code, message) of an error document with one error."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["message"]
