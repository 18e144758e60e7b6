"""LineItem: ``quantity`` is what was ordered, ``currentQuantity`` what is left of it (section 3)."""

from mallsim.malls.shopify.answers.orders import taxes
from mallsim.malls.shopify.answers.resolver import Resolver, Table, attr, const, only_id
from mallsim.malls.shopify.model import Line
from mallsim.malls.shopify.money import bag


def _name(line: Line) -> str:
    return f"{line.title} - {line.variant_title}" if line.variant_title else line.title


def _left(line: Line) -> int:
    return max(0, line.current - line.fulfilled)


def _status(line: Line) -> str:
    if line.fulfilled >= line.current > 0:
        return "fulfilled"
    return "partial" if line.fulfilled else "unfulfilled"


def _price(count: str) -> Resolver:
    return lambda line, visit, args: bag(line.price * getattr(line, count))


LINE: Table = {
    **only_id("LineItem"),
    "name": lambda line, visit, args: _name(line),
    "title": attr("title"),
    "variantTitle": attr("variant_title"),
    "sku": attr("sku"),
    "quantity": attr("quantity"),
    "currentQuantity": attr("current"),
    "unfulfilledQuantity": lambda line, visit, args: _left(line),
    "nonFulfillableQuantity": const(0),
    "refundableQuantity": attr("current"),
    "fulfillableQuantity": lambda line, visit, args: _left(line),
    "fulfillmentStatus": lambda line, visit, args: _status(line),
    "requiresShipping": const(True),
    "taxable": const(True),
    "restockable": const(True),
    "isGiftCard": const(False),
    "vendor": const(None),
    "product": lambda line, visit, args: visit.shop.products.get(line.product_id),
    "variant": lambda line, visit, args: visit.shop.variants.get(line.variant_id),
    "originalUnitPriceSet": lambda line, visit, args: bag(line.price),
    "discountedUnitPriceSet": lambda line, visit, args: bag(line.price),
    "discountedUnitPriceAfterAllDiscountsSet": lambda line, visit, args: bag(line.price),
    "originalTotalSet": _price("quantity"),
    "discountedTotalSet": _price("quantity"),
    "totalDiscountSet": const(bag(0)),
    "taxLines": lambda line, visit, args: taxes(line.price * line.quantity)[: args.get("first")],
    "customAttributes": const([]),
}
