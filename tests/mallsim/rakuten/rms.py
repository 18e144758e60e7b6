"""A shop's program talking to the simulated RMS WEB SERVICE, two seconds apart so that no limit is met."""

import json
from base64 import b64encode
from typing import Any

from starlette.testclient import TestClient

from tests.mallsim.town import Town

ORDER_TYPE = "application/json; charset=utf-8"


class Rms:
    """Requests with the right headers; ``headers`` may be bent by a test."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.client: TestClient = town.mall
        card = town.control.get("/malls").json()[0]
        keys = card["credentials"]
        self.secret, self.licence = keys["serviceSecret"], keys["licenseKey"]
        self.headers = {"Authorization": esa(self.secret, self.licence)}

    def order(self, op: str, body: Any = None, *, content_type: str = ORDER_TYPE) -> Any:
        """Call an operation of the order API."""
        self.town.time += 2
        text = json.dumps(body, ensure_ascii=False).encode()
        headers = self.headers | {"Content-Type": content_type}
        return self.client.post(f"/es/2.0/order/{op}/", content=text, headers=headers)

    def rest(self, method: str, path: str, body: Any = None) -> Any:
        """Call an operation of the item or inventory API."""
        self.town.time += 2
        if body is None:
            return self.client.request(method, path, headers=self.headers)
        text = json.dumps(body, ensure_ascii=False).encode()
        headers = self.headers | {"Content-Type": "application/json"}
        return self.client.request(method, path, content=text, headers=headers)

    def get_order(self, number: str, version: int = 10) -> dict[str, Any]:
        """One OrderModel."""
        answer = self.order("getOrder", {"orderNumberList": [number], "version": version}).json()
        model: dict[str, Any] = answer["OrderModelList"][0]
        return model

    def ship(self, number: str, *rows: dict[str, Any], basket: int | None = None) -> Any:
        """updateOrderShipping with rows for one basket."""
        basket = basket or self.town.order(number)["content"]["baskets"][0]
        model = [{"basketId": basket, "ShippingModelList": list(rows)}]
        return self.order("updateOrderShipping", {"orderNumber": number, "BasketidModelList": model})

    def stock(self, manage_number: str, variant_id: str) -> int | None:
        """The number bulk-get shows, None when it shows no record."""
        body = {"inventories": [{"manageNumber": manage_number, "variantId": variant_id}]}
        found = self.rest("POST", "/es/2.1/inventories/bulk-get", body).json()["inventories"]
        return found[0]["quantity"] if found else None


def esa(secret: str, licence: str) -> str:
    """The Authorization header."""
    return "ESA " + b64encode(f"{secret}:{licence}".encode()).decode()


def codes(response: Any) -> list[str]:
    """The message codes of an order answer without the common prefix."""
    return [m["messageCode"].removeprefix("ORDER_EXT_API_") for m in response.json()["MessageModelList"]]


def errors(response: Any) -> list[str]:
    """The codes of an item or inventory error answer."""
    return [error["code"] for error in response.json()["errors"]]
