"""Answers of the mall, written for these tests from the contract page (sections 3.1 to 3.7); ids and names are invented."""

from typing import Any


def data(**fields: Any) -> dict[str, Any]:
    """A success."""
    return {"data": fields}


def failure(code: str, message: str = "refused", *path: str, **extensions: str) -> dict[str, Any]:
    """A failure as section 1 shows it."""
    error: dict[str, Any] = {"message": message, "extensions": {"code": code, **extensions}}
    return {"data": None, "errors": [{**error, "path": list(path)} if path else error]}


def line(product: str = "PRD01", variant: str = "VAR01", quantity: int = 2, **fields: Any) -> dict[str, Any]:
    """A line of an order."""
    return {
        "productId": product,
        "quantity": quantity,
        "purchasedQuantity": quantity,
        "unshippedQuantity": quantity,
        "shippingMethod": "SELLER_ARRANGED",
        "variant": {"id": variant, "skuCode": f"SKU-{variant}"},
    } | fields


def order(status: str = "WAITING_FOR_SHIPPING", *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An order; paid unless it waits for payment."""
    return {
        "id": "OT20261004A1",
        "status": status,
        "totalPrice": 4280,
        "createdAt": "2026-10-04T02:11:09Z",
        "paidAt": None if status == "WAITING_FOR_PAYMENT" else "2026-10-04T02:11:30Z",
        "completedAt": None,
        "salesChannel": "MERCARI",
        "products": list(lines) or [line()],
    } | fields


def page(name: str, *nodes: Any, after: str | None = None) -> dict[str, Any]:
    """A page of a connection."""
    edges = [{"cursor": str(at), "node": node} for at, node in enumerate(nodes)]
    return data(**{name: {"edges": edges, "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}})


def product(name: str = "Tシャツ 赤", price: int = 2140) -> dict[str, Any]:
    """What is asked of a product for the name of a line."""
    return {"id": "PRD01", "name": name, "price": price}
