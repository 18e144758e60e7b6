"""Make products and SKUs of our own from a mall's listings, for goods that are not known yet (first link)."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.orders.resolve import reserve_matched
from ichigen.store.catalogue import SHARED_CODES
from ichigen.store.goods import Product, Sku
from ichigen.store.hot import run
from ichigen.store.listings import Listing

#: Characters that a SKU's own code may have.
SKU_CODE = 100


def make_goods(account_id: int) -> int:
    """Make a SKU for every listing without one whose match code no SKU has, then match; return how many were made.

    A code that several listings of the account claim is left for a person. The SKU takes the mall's code, the product
    the mall's product code: nothing is renumbered (E2-21).
    """
    with transaction.atomic():
        unbound = Listing.objects.filter(account_id=account_id, components__isnull=True, unbound_at__isnull=True)
        shared = {row[0] for row in run(SHARED_CODES, {"account": account_id}).fetchall()}
        wanted = {
            listing.match_code: listing
            for listing in unbound.exclude(match_code="").order_by("id")
            if listing.match_code not in shared and len(listing.match_code) <= SKU_CODE
        }
        known = set(Sku.objects.filter(code__in=wanted).values_list("code", flat=True))
        fresh = {code: listing for code, listing in wanted.items() if code not in known}
        make_skus(fresh)
        match_listings(account_id)
    reserve_matched(account_id)
    return len(fresh)


def make_skus(listings: Mapping[str, Listing]) -> dict[str, int]:
    """Make a SKU of each listing under the given code, inside the caller's transaction; return SKU ids by code."""
    products = _products(list(listings.values()))
    made = Sku.objects.bulk_create(
        Sku(
            product=products[product_code(listing)],
            code=code,
            title=listing.title,
            variant=listing.variant,
            jan=listing.jan,
        )
        for code, listing in listings.items()
    )
    return {sku.code: sku.pk for sku in made}


def product_code(listing: Listing) -> str:
    """Return the code of the product (顧客社商品コード) a listing belongs to: the mall's own."""
    return (listing.product_code or listing.code)[:SKU_CODE]


def _products(listings: Sequence[Listing]) -> dict[str, Product]:
    titles = {product_code(listing): listing.title for listing in listings}
    Product.objects.bulk_create(
        (Product(code=code, title=title) for code, title in titles.items()), ignore_conflicts=True
    )
    return {product.code: product for product in Product.objects.filter(code__in=titles)}
