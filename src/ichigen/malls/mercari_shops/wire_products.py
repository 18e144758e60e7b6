"""Product and ProductVariant (page sections 3.7, 3.8). Stock is on the variant (trap 9)."""

from collections.abc import Iterable
from dataclasses import dataclass

from ichigen.mallkit.exchange import MallListing, Problem
from ichigen.mallkit.json_values import Document, Unreadable, records, required_text, text
from ichigen.malls.mercari_shops.wire_values import number

OPENED = "OPENED"


@dataclass(frozen=True, slots=True)
class ProductName:
    """What a line of an order does not tell: the name, and the price as it is today."""

    name: str
    price: int | None


def parse_product_name(node: Document) -> ProductName:
    """Read name and price; a product that is gone has neither."""
    return ProductName(text(node, "name"), number(node, "price"))


def parse_products(nodes: Iterable[Document]) -> tuple[tuple[MallListing, ...], tuple[Problem, ...]]:
    """Return a listing for each variant: even a product without options has one (page section 3.7)."""
    listings: list[MallListing] = []
    problems: list[Problem] = []
    for node in nodes:
        try:
            listings += _variants(node)
        except Unreadable as error:
            message = f"商品を読み取れませんでした(項目 {error})。"
            problems.append(Problem(text(node, "id") or "?", "product.unreadable", message))
    return tuple(listings), tuple(problems)


def _variants(node: Document) -> list[MallListing]:
    product_id = required_text(node, "id")
    return [
        MallListing(
            code=required_text(variant, "id"),
            title=text(node, "name"),
            match_codes=(sku,) if (sku := text(variant, "skuCode").strip()) else (),
            quantity=number(variant, "stockQuantity"),
            price=number(node, "price"),
            variant=text(variant, "name"),
            on_sale=text(node, "status") == OPENED,
            group=product_id,
        )
        for variant in records(node, "variants")
    ]
