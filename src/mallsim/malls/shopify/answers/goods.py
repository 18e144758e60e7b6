"""Products and variants."""

from typing import Any

from mallsim.malls.shopify import connections
from mallsim.malls.shopify.answers.resolver import Args, Table, at, attr, const, named
from mallsim.malls.shopify.answers.stock import StockItem, available
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import Product, Variant
from mallsim.malls.shopify.money import amount
from mallsim.malls.shopify.visit import Visit

DEFAULT_TITLE = "Default Title"
"""What the only variant of a product without options is called."""


def variants_of(product: Product, visit: Visit) -> list[Variant]:
    """The variants of a product, in their order."""
    return [one for one in visit.shop.variants.values() if one.product_id == product.id]


def _total(variant: Variant, visit: Visit) -> int:
    return sum(available(level, visit) for level in visit.shop.levels_of(variant.item_id))


def _sellable(variant: Variant, visit: Visit) -> int:
    return max(0, sum(available(level, visit) for level in visit.shop.online_levels_of(variant.item_id)))


def _variants(product: Product, visit: Visit, args: Args) -> Any:
    return connections.page(variants_of(product, visit), lambda one: (one.id, one.id), dict(args), visit.call)


def _options(product: Product, visit: Visit, args: Args) -> list[dict[str, Any]]:
    shown = []
    for position, name in enumerate(product.options or ("Title",), 1):
        found = [dict(one.choices).get(name, DEFAULT_TITLE) for one in variants_of(product, visit)]
        values = list(dict.fromkeys(found))
        ids = [f"{product.id}{position}{n}" for n in range(len(values))]
        shown.append(
            {
                "id": gid("ProductOption", f"{product.id}{position}"),
                "name": name,
                "position": position,
                "values": values,
                "optionValues": [
                    {"id": gid("ProductOptionValue", id), "name": value, "hasVariants": True}
                    for id, value in zip(ids, values, strict=True)
                ],
            }
        )
    return shown[: args.get("first")]


PRODUCT: Table = {
    **named("Product"),
    "title": attr("title"),
    "handle": attr("handle"),
    "status": attr("status"),
    "vendor": attr("vendor"),
    "productType": attr("kind"),
    "tags": attr("tags"),
    "descriptionHtml": attr("html"),
    "createdAt": at("created"),
    "updatedAt": at("updated"),
    "publishedAt": lambda product, visit, args: (
        at("created")(product, visit, args) if product.status == "ACTIVE" else None
    ),
    "totalInventory": lambda product, visit, args: sum(_total(one, visit) for one in variants_of(product, visit)),
    "tracksInventory": lambda product, visit, args: any(one.tracked for one in variants_of(product, visit)),
    "hasOnlyDefaultVariant": lambda product, visit, args: not product.options,
    "variants": _variants,
    "variantsCount": lambda product, visit, args: {
        "count": len(variants_of(product, visit)),
        "precision": "EXACT",
    },
    "options": _options,
}


def title(variant: Variant) -> str:
    """The values of the axes: ``M / ブラック``."""
    return " / ".join(value for _, value in variant.choices) or DEFAULT_TITLE


def _product(variant: Variant, visit: Visit) -> Product:
    return visit.shop.products[variant.product_id]


def _display(variant: Variant, visit: Visit, args: Args) -> str:
    return f"{_product(variant, visit).title} - {title(variant)}"


def _position(variant: Variant, visit: Visit, args: Args) -> int:
    return variants_of(_product(variant, visit), visit).index(variant) + 1


VARIANT: Table = {
    **named("ProductVariant"),
    "sku": attr("sku"),
    "title": lambda variant, visit, args: title(variant),
    "displayName": _display,
    "price": lambda variant, visit, args: amount(variant.price),
    "compareAtPrice": lambda variant, visit, args: None if variant.compare_at is None else amount(variant.compare_at),
    "barcode": attr("barcode"),
    "position": _position,
    "inventoryQuantity": lambda variant, visit, args: _total(variant, visit),
    "sellableOnlineQuantity": lambda variant, visit, args: _sellable(variant, visit),
    "inventoryPolicy": attr("policy"),
    "availableForSale": lambda variant, visit, args: not variant.ends_at_zero or _sellable(variant, visit) > 0,
    "taxable": const(True),
    "createdAt": at("created"),
    "updatedAt": at("updated"),
    "product": lambda variant, visit, args: _product(variant, visit),
    "inventoryItem": lambda variant, visit, args: StockItem(variant),
    "selectedOptions": lambda variant, visit, args: [
        {"name": name, "value": value} for name, value in variant.choices or (("Title", DEFAULT_TITLE),)
    ],
}
