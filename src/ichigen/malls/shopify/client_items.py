"""The whole catalogue through `Caller`, variant by variant (sections 6 and 7)."""

from collections.abc import Callable

from ichigen.domain.json import Json
from ichigen.mallkit.exchange import ListingPage, MallListing
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify import documents, errors
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.wire_stock import Variant, read_variants
from ichigen.malls.shopify.wire_values import required_child


class Catalogue:
    """The goods of one account."""

    def __init__(self, caller: Caller, location: Callable[[], str]) -> None:
        self._caller = caller
        self._location = location

    def page(self, after: str | None) -> ListingPage:
        """Return the listings of the next variants; `after` is the mall's cursor."""
        variables: dict[str, Json] = {
            "first": documents.VARIANTS_PER_PAGE,
            "after": after,
            "location": self._location(),
        }
        data = self._caller.run(documents.VARIANTS, variables)
        try:
            found = read_variants(required_child(data, "productVariants"))
        except Unreadable as error:
            raise errors.unreadable(Effect.READ) from error
        return ListingPage(tuple(map(listing, found.rows)), found.end, found.problems)


def listing(variant: Variant) -> MallListing:
    """Return the listing of a variant. Its code is that of the inventory item: stable, unique, and what stock is written by.

    SKUs are not unique on this mall: two variants with one SKU are a conflict for a person.
    """
    return MallListing(
        code=variant.stock.code,
        title=variant.title,
        match_codes=tuple(dict.fromkeys(code for code in (variant.sku, variant.barcode) if code)),
        quantity=variant.stock.available if variant.stock.tracked else None,
        price=variant.price,
        variant=variant.variant_title,
        on_sale=variant.active,
        jan=variant.barcode,
        group=variant.product,
        endless=variant.endless or not variant.stock.tracked,
    )
