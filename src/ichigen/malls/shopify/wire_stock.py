"""Inventory, variants and locations as typed records (section 6)."""

from dataclasses import dataclass

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Unreadable, optional_records, required_flag
from ichigen.malls.shopify.gids import ITEM, number_of
from ichigen.malls.shopify.wire_orders import unreadable
from ichigen.malls.shopify.wire_values import (
    Node,
    child,
    flag,
    number,
    page_end,
    required_child,
    required_text,
    text,
    yen,
)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One inventory item at our location. `available` None: it is not stocked there."""

    code: str
    tracked: bool
    available: int | None


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant with its product and its stock. `endless`: the mall goes on selling it when nothing is left."""

    stock: StockRow
    title: str
    variant_title: str
    product: str
    active: bool
    sku: str
    barcode: str
    price: int
    endless: bool


@dataclass(frozen=True, slots=True)
class VariantPage:
    """One page of the catalogue; `end` is the cursor of the next."""

    rows: tuple[Variant, ...]
    end: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the shop. `online`: what lies there is sold in the online store."""

    id: str
    name: str
    primary: bool
    online: bool


def read_stock_rows(nodes: tuple[Node, ...]) -> tuple[tuple[StockRow, ...], tuple[Problem, ...]]:
    """Read inventory items; a node that is none of them is passed over."""
    rows: list[StockRow] = []
    problems: list[Problem] = []
    for node in nodes:
        code = number_of(text(node, "id"), ITEM)
        if not code:
            continue
        try:
            rows.append(_stock_row(node))
        except Unreadable as error:
            problems.append(unreadable(code, error))
    return tuple(rows), tuple(problems)


def read_variants(connection: Node) -> VariantPage:
    """Read one page of `productVariants`."""
    rows: list[Variant] = []
    problems: list[Problem] = []
    for position, node in enumerate(optional_records(connection, "nodes")):
        try:
            rows.append(_variant(node))
        except Unreadable as error:
            problems.append(unreadable(text(node, "sku") or f"productVariants[{position}]", error))
    return VariantPage(tuple(rows), page_end(connection), tuple(problems))


def read_places(connection: Node) -> tuple[tuple[Place, ...], str | None]:
    """Read the active locations of a page, and the cursor of the next."""
    found = tuple(
        Place(
            required_text(node, "id"), text(node, "name"), flag(node, "isPrimary"), flag(node, "fulfillsOnlineOrders")
        )
        for node in optional_records(connection, "nodes")
        if flag(node, "isActive")
    )
    return found, page_end(connection)


def _stock_row(node: Node) -> StockRow:
    code = number_of(required_text(node, "id"), ITEM)
    if not code:
        raise Unreadable("inventoryItem")
    return StockRow(code, required_flag(node, "tracked"), _available(child(node, "inventoryLevel")))


def _available(level: Node | None) -> int | None:
    if level is None or not required_flag(level, "isActive"):
        return None
    for entry in optional_records(level, "quantities"):
        if text(entry, "name") == "available":
            return number(entry, "quantity")
    raise Unreadable("quantities")


def _variant(node: Node) -> Variant:
    product = required_child(node, "product")
    title = text(node, "title")
    return Variant(
        stock=_stock_row(required_child(node, "inventoryItem")),
        title=text(product, "title"),
        variant_title="" if title == "Default Title" else title,
        product=number_of(text(product, "id"), "Product"),
        active=text(product, "status") == "ACTIVE",
        sku=text(node, "sku").strip(),
        barcode=text(node, "barcode").strip(),
        price=yen(node, "price"),
        endless=text(node, "inventoryPolicy") == "CONTINUE",
    )
