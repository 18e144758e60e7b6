"""Make products and SKUs of our own from a mall's listings, for goods that are not known yet (first link)."""

from collections.abc import Sequence

from django.db import transaction

from ichigen.services.catalogue.read_in import match_listings
from ichigen.services.orders.resolve import reserve_matched
from ichigen.store.goods import Product, Sku
from ichigen.store.listings import Listing


def make_goods(account_id: int) -> int:
    """Make a SKU for every listing without one whose match code no SKU has, then match; return how many were made.

    The SKU takes the mall's code, the product the mall's product code: nothing is renumbered (E2-21).
    """
    with transaction.atomic():
        unbound = Listing.objects.filter(account_id=account_id, components__isnull=True, unbound_at__isnull=True)
        wanted = {listing.match_code[:100]: listing for listing in unbound.exclude(match_code="").order_by("id")}
        known = set(Sku.objects.filter(code__in=wanted).values_list("code", flat=True))
        fresh = {code: listing for code, listing in wanted.items() if code not in known}
        products = _products(list(fresh.values()))
        Sku.objects.bulk_create(
            Sku(
                product=products[listing.product_code[:100]],
                code=code,
                title=listing.title,
                variant=listing.variant,
                jan=listing.jan,
            )
            for code, listing in fresh.items()
        )
        match_listings(account_id)
    reserve_matched(account_id)
    return len(fresh)


def _products(listings: Sequence[Listing]) -> dict[str, Product]:
    titles = {listing.product_code[:100]: listing.title for listing in listings}
    Product.objects.bulk_create(
        (Product(code=code, title=title) for code, title in titles.items()), ignore_conflicts=True
    )
    return {product.code: product for product in Product.objects.filter(code__in=titles)}
