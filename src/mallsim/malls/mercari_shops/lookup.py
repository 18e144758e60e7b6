"""How a caller names a variant (sections 3.7 and 4)."""

from collections.abc import Mapping

from mallsim.malls.mercari_shops.refusals import FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, RefusedError
from mallsim.malls.mercari_shops.shop import Owned, Shop


def variant_by(shop: Shop, by: Mapping[str, str | None]) -> Owned:
    """The variant meant by exactly one of id and skuCode.

    Two variants may share a SKUコード; what the mall does then is not known, so it is refused (or the first is meant, by
    setting).
    """
    named = [(key, value) for key, value in by.items() if value]
    if len(named) != 1:
        raise RefusedError(INVALID_ARGUMENT, "exactly one of id and skuCode is needed")
    key, value = named[0]
    found = [each for each in (shop.variant(value),) if each] if key == "id" else shop.with_sku(value)
    if not found:
        raise RefusedError(NOT_FOUND, "product variant not found")
    if len(found) > 1 and shop.settings.duplicate_sku == "refuse":
        raise RefusedError(FAILED_PRECONDITION, "more than one product variant has this skuCode")
    return found[0]
