"""The codes by which goods are named on this mall (section 8): listing keys and match codes."""

from collections.abc import Iterable


def listing_code(manage_number: str, variant_id: str) -> str:
    """Return the key of stock: `manageNumber/variantId`, the first folded to lower case, the second as it is (trap 13).

    An order from before the SKU migration has no variantId: its key is the manageNumber alone, which no listing has,
    so that the line is found by its match codes and never written to by accident.
    """
    folded = manage_number.lower()
    return f"{folded}/{variant_id}" if variant_id else folded


def split_code(code: str) -> tuple[str, str] | None:
    """Return (manageNumber, variantId), or None where the code is not a listing key of this mall."""
    manage_number, slash, variant_id = code.partition("/")
    return (manage_number.lower(), variant_id) if slash and manage_number and variant_id else None


def match_codes(
    merchant_sku: str, item_number: str, manage_number: str, variant_id: str, *, single: bool
) -> tuple[str, ...]:
    """Return the codes goods may be found by, best first.

    システム連携用SKU番号; 商品番号 and 商品管理番号 only of an item with one variant, because the variants of
    an item share them; 商品管理番号 + SKU管理番号.
    """
    shared = (item_number, manage_number) if single else ()
    return _distinct((merchant_sku, *shared, listing_code(manage_number, variant_id)))


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))
