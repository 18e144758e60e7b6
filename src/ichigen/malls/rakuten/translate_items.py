"""Their item as our listings: one per SKU. Pure (sections 4, 8)."""

from ichigen.mallkit.exchange import MallListing
from ichigen.malls.rakuten.codes import listing_code, match_codes
from ichigen.malls.rakuten.wire_items import CatalogueItem, Variant


def to_listings(item: CatalogueItem) -> tuple[MallListing, ...]:
    """Return the listings of an item."""
    return tuple(_listing(item, variant) for variant in item.variants)


def _listing(item: CatalogueItem, variant: Variant) -> MallListing:
    return MallListing(
        code=listing_code(item.manage_number, variant.variant_id),
        title=item.title,
        match_codes=match_codes(
            variant.merchant_sku,
            item.item_number,
            item.manage_number,
            variant.variant_id,
            single=len(item.variants) == 1,
        ),
        price=variant.price,
        variant=" / ".join(variant.choices),
        on_sale=not item.hidden and not variant.hidden,
        jan=variant.jan,
        group=item.item_number or item.manage_number,
    )
