"""stCategoryList, myItemList and getItem as typed records (page section 5.4)."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ichigen.malls.yahoo_shopping.wire import Unreadable, child, children, number, text, whole


@dataclass(frozen=True, slots=True)
class ItemCodes:
    """One page of myItemList: the codes on it and how many there are in all."""

    total: int
    returned: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubCode:
    """One variation of an item; `quantity` None where the mall shows none."""

    code: str
    quantity: int | None
    choice: str


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One item of getItem."""

    code: str
    name: str
    price: int | None
    quantity: int | None
    on_sale: bool
    jan: str
    sub_codes: tuple[SubCode, ...]


def read_categories(root: Element) -> tuple[str, ...]:
    """Read the page keys of one level of store categories."""
    return tuple(key for row in children(root, "Result") if (key := text(row, "PageKey")))


def read_item_codes(root: Element) -> ItemCodes:
    """Read one page of myItemList; `Unreadable` where the paging attributes are no numbers."""
    codes = tuple(code for row in children(root, "Result") if (code := text(row, "ItemCode")))
    return ItemCodes(_attribute(root, "totalResultsAvailable"), _attribute(root, "totalResultsReturned"), codes)


def read_item(root: Element) -> ItemDetail:
    """Read getItem; `Unreadable` where there is no item or a number is none."""
    result = child(root, "Result")
    if result is None or not text(result, "ItemCode"):
        raise Unreadable("ItemCode")
    group = child(result, "SubCodes")
    return ItemDetail(
        code=text(result, "ItemCode"),
        name=text(result, "Name"),
        price=whole(result, "Price"),
        quantity=whole(result, "Quantity"),
        on_sale=text(result, "Display") != "0",
        jan=text(result, "Jan"),
        sub_codes=tuple(_sub_code(row) for row in children(group, "SubCode")) if group is not None else (),
    )


def _sub_code(row: Element) -> SubCode:
    """The names are attributes; `code` may not be empty."""
    code, quantity = row.get("code", "").strip(), row.get("quantity", "").strip()
    if not code:
        raise Unreadable("SubCode")
    choice = " ".join(f"{option.get('name', '')}:{option.get('value', '')}" for option in children(row, "Option"))
    return SubCode(code, number(quantity, "quantity") if quantity else None, choice)


def _attribute(root: Element, name: str) -> int:
    return number(root.get(name, "").strip(), name)
