"""The control view of the shop: items by code, orders as the core shows them."""

from collections.abc import Mapping
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.core.views import ItemView, LineView, OrderView, Parcel
from mallsim.goods import GoodsProduct
from mallsim.malls.rakuten.item_defaults import Document, materialised, merged
from mallsim.malls.rakuten.items import Items
from mallsim.malls.rakuten.model import Order
from mallsim.malls.rakuten.shop import Shop, Sku
from mallsim.malls.rakuten.stock_rules import CODE

SIMPLE = {"quantity", "title", "price"}
VARIANT = {"restockOnCancel", "hidden", "merchantDefinedSkuId", "standardPrice"}
GENRE = "213345"


class Window:
    """Items and orders for the control API."""

    def __init__(self, shop: Shop, items: Items) -> None:
        self._shop = shop
        self._items = items

    def view(self, sku: Sku) -> ItemView:
        """One SKU."""
        state = "on_sale" if sku.on_sale else "hidden"
        return ItemView(
            code=sku.code,
            title=str(sku.item.document["title"]),
            price=int(sku.document["standardPrice"]),
            quantity=self._shop.quantity(sku.key),
            on_sale=sku.on_sale,
            state=state,
            content={**sku.item.document, "variantId": sku.variant_id},
        )

    def put(self, code: str, fields: Mapping[str, Any]) -> ItemView:
        """Make the item (manageNumber = code in lower case, one variant) or change the one there is."""
        quantity = fields.get("quantity")
        if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 0):
            raise Invalid("quantity: a whole number of at least 0")
        sku = next((sku for sku in self._shop.skus() if sku.code == code), None)
        if sku is None:
            self._create(code)
            sku = self._shop.sku(code)
            self._shop.set_quantity(sku.key, quantity or 0)
        elif quantity is not None:
            self._shop.set_quantity(sku.key, quantity)
        self._change(sku, fields)
        changed = self._shop.sku_at(sku.key)
        assert changed is not None
        return self.view(changed)

    def load(self, product: GoodsProduct) -> None:
        """Put a product of the demo shop on sale: one item, one variant per SKU."""
        axes = [name for name, _ in product.skus[0].choices]
        keys = {name: f"axis{n}" for n, name in enumerate(axes, 1)}
        body = _body(product.code, product.title)
        body["variants"] = {
            sku.code.lower(): _variant(sku.code, product.price) | _choices({keys[n]: v for n, v in sku.choices})
            for sku in product.skus
        }
        if axes:
            body["variantSelectors"] = [_selector(product, name, key) for name, key in keys.items()]
        manage_number = product.code.lower()
        self._items.store(manage_number, materialised(manage_number, body))
        for sku in product.skus:
            self._shop.set_quantity((manage_number, sku.code.lower()), sku.quantity)

    def order_view(self, order: Order) -> OrderView:
        """One order."""
        rows = [row for row in order.rows() if row.company or row.number or row.date]
        return OrderView(
            number=order.number,
            placed=order.placed,
            visible_from=order.visible_from,
            status=str(order.progress),
            open=order.progress < 500,
            cancelled=order.cancelled,
            lines=[LineView(line.code, line.units, line.price) for line in order.lines()],
            parcels=[Parcel(str(row.id), row.company, row.number, row.date) for row in rows],
            mails=list(order.mails),
            mutations=list(order.mutations),
            cancel_reason=None if order.cancel_reason is None else str(order.cancel_reason),
            content={
                "paid": order.terms.paid,
                "subStatusId": order.sub_status,
                "memo": order.terms.memo,
                "baskets": [basket.id for basket in order.baskets],
            },
        )

    def _create(self, code: str) -> None:
        manage_number = code.lower()
        if not CODE.fullmatch(code) or len(code) > 32:
            raise Invalid("code: a 楽天 item made by code needs 1-32 letters, digits, - or _")
        if manage_number in self._shop.items:
            raise Invalid(f"code: the item {manage_number} exists already with other variants")
        body = _body(code, code) | {"variants": {manage_number: _variant(code, 1000)}}
        self._items.store(manage_number, materialised(manage_number, body))

    def _change(self, sku: Sku, fields: Mapping[str, Any]) -> None:
        change: Document = {n: v for n, v in fields.items() if n not in SIMPLE | VARIANT}
        variant: Document = {n: v for n, v in fields.items() if n in VARIANT}
        if "price" in fields:
            variant["standardPrice"] = str(fields["price"])
        if "title" in fields:
            change["title"] = str(fields["title"])
        if variant:
            change["variants"] = merged(change.get("variants", {}), {sku.variant_id: variant})
        if change:
            self._items.store(sku.manage_number, merged(sku.item.document, change))


def _body(code: str, title: str) -> Document:
    return {
        "itemNumber": code,
        "title": title,
        "itemType": "NORMAL",
        "genreId": GENRE,
        "payment": {"taxIncluded": True, "taxRate": "0.1", "cashOnDeliveryFeeIncluded": False},
    }


def _variant(code: str, price: int) -> Document:
    return {
        "merchantDefinedSkuId": code,
        "standardPrice": str(price),
        "articleNumber": {"exemptionReason": 5},
        "attributes": [],
    }


def _choices(values: dict[str, str]) -> Document:
    return {"selectorValues": values} if values else {}


def _selector(product: GoodsProduct, name: str, key: str) -> Document:
    values = dict.fromkeys(value for sku in product.skus for axis, value in sku.choices if axis == name)
    return {"key": key, "displayName": name, "values": [{"displayValue": value} for value in values]}
