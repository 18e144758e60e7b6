"""Make products and SKUs of our own from a mall's listings, for goods that are not known yet (first link)."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.mallkit.exchange import MallListing
from ichigen.services.catalogue.read_in import match_listings
from ichigen.store.goods import Product, Sku


def make_goods(account_id: int, listings: Sequence[MallListing]) -> int:
    """Make a SKU for every listing whose best match code no SKU has, then match; return how many were made.

    The SKU takes the mall's code, the product the mall's product code: nothing is renumbered (E2-21).
    """
    wanted = {listing.match_codes[0]: listing for listing in listings if listing.match_codes and listing.match_codes[0]}
    with transaction.atomic():
        known = set(Sku.objects.filter(code__in=wanted).values_list("code", flat=True))
        fresh = [listing for code, listing in wanted.items() if code not in known]
        products = _products(fresh)
        Sku.objects.bulk_create(
            Sku(
                product=products[_group(listing)],
                code=listing.match_codes[0],
                title=listing.title[:300],
                variant=listing.variant[:200],
                jan=listing.jan[:20],
            )
            for listing in fresh
        )
        match_listings(account_id)
    return len(fresh)


def _group(listing: MallListing) -> str:
    return (listing.group or listing.match_codes[0])[:100]


def _products(listings: Sequence[MallListing]) -> dict[str, Product]:
    titles = {_group(listing): listing.title[:300] for listing in listings}
    Product.objects.bulk_create(
        (Product(code=code, title=title) for code, title in titles.items()), ignore_conflicts=True
    )
    return {product.code: product for product in Product.objects.filter(code__in=titles)}
