"""The documents of the item API: search, bulk-get (section 4)."""

from dataclasses import dataclass

from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.json_values import Document, Unreadable, child, children, required_text, text
from ichigen.malls.rakuten.wire_values import flag, number


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU of an item, keyed by its variantId."""

    variant_id: str
    merchant_sku: str
    choices: tuple[str, ...]
    price: int | None
    jan: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """An item with its SKUs."""

    manage_number: str
    item_number: str
    title: str
    hidden: bool
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class ItemSearchAnswer:
    """A page of items.search; stubs of deleted items are left out (trap 18)."""

    items: tuple[CatalogueItem, ...]
    next_cursor: str
    problems: tuple[Problem, ...]


def parse_item_search(document: Document) -> ItemSearchAnswer:
    """Read items.search."""
    if not isinstance(document.get("results"), list):
        raise Unreadable("results")
    entries = tuple(child(result, "item") for result in children(document, "results"))
    items, problems = _items(tuple(entry for entry in entries if entry.get("variants") or entry.get("title")))
    return ItemSearchAnswer(items, text(document, "nextCursorMark"), problems)


def parse_items(document: Document) -> tuple[tuple[CatalogueItem, ...], tuple[Problem, ...]]:
    """Read items.bulk.get. The page shows bare items in `results`; the wrapping of items.search is taken as well."""
    if not isinstance(document.get("results"), list):
        raise Unreadable("results")
    return _items(tuple(child(result, "item") or result for result in children(document, "results")))


def _items(entries: tuple[Document, ...]) -> tuple[tuple[CatalogueItem, ...], tuple[Problem, ...]]:
    items: list[CatalogueItem] = []
    problems: list[Problem] = []
    for entry in entries:
        try:
            items.append(_item(entry))
        except Unreadable as error:
            where = text(entry, "manageNumber") or "?"
            problems.append(Problem(where, "item.unreadable", f"商品を読み取れませんでした(項目 {error})。"))
    return tuple(items), tuple(problems)


def _item(entry: Document) -> CatalogueItem:
    variants = child(entry, "variants")
    return CatalogueItem(
        manage_number=required_text(entry, "manageNumber").lower(),
        item_number=text(entry, "itemNumber"),
        title=text(entry, "title"),
        hidden=flag(entry, "hideItem"),
        variants=tuple(_variant(key, value) for key, value in variants.items() if key and isinstance(value, dict)),
    )


def _variant(variant_id: str, entry: Document) -> Variant:
    choices = child(entry, "selectorValues")
    return Variant(
        variant_id=variant_id,
        merchant_sku=text(entry, "merchantDefinedSkuId"),
        choices=tuple(value for value in choices.values() if isinstance(value, str)),
        price=number(entry, "standardPrice"),
        jan=text(child(entry, "articleNumber"), "value"),
        hidden=flag(entry, "hidden"),
    )
