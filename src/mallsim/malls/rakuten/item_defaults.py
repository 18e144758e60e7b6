"""How a stored item looks: defaults filled in, sticky fields kept, patches merged (section 4.1)."""

from copy import deepcopy
from typing import Any

Document = dict[str, Any]

ITEM_DEFAULTS: Document = {
    "hideItem": False,
    "unlimitedInventoryFlag": False,
    "features": {
        "searchVisibility": "ALWAYS_VISIBLE",
        "displayNormalCartButton": True,
        "displaySubscriptionCartButton": False,
        "inventoryDisplay": "HIDDEN_STOCK",
        "shopContact": True,
        "review": "SHOP_SETTING",
        "displayManufacturerContents": False,
        "socialGiftFlag": False,
    },
    "payment": {"taxIncluded": True, "cashOnDeliveryFeeIncluded": False},
    "itemDisplaySequence": 999999999,
    "layout": {
        "itemLayoutId": 1,
        "navigationId": 0,
        "layoutSequenceId": 0,
        "smallDescriptionId": 0,
        "largeDescriptionId": 0,
        "showcaseId": 0,
    },
}
VARIANT_DEFAULTS: Document = {
    "restockOnCancel": False,
    "backOrderFlag": False,
    "hidden": False,
    "features": {"restockNotification": False, "noshi": False},
    "shipping": {"postageIncluded": False, "singleItemShipping": 0, "okihaiSetting": True},
}


def merged(base: Document, change: Document) -> Document:
    """``change`` laid over ``base``: objects merge, lists and values replace, null takes away (items.patch)."""
    result = dict(base)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = merged(result[name], value)
        else:
            result[name] = value
    return result


def materialised(manage_number: str, body: Document) -> Document:
    """The item as items.get answers it: defaults filled in, unset optional keys absent."""
    variants = {id: merged(deepcopy(VARIANT_DEFAULTS), variant) for id, variant in body["variants"].items()}
    filled = merged(deepcopy(ITEM_DEFAULTS), deepcopy(body))
    return {"manageNumber": manage_number, **filled, "variants": deepcopy(variants)}


def with_sticky(old: Document, new: Document) -> Document:
    """A full replacement that keeps socialGiftFlag and okihaiSetting where it does not name them."""
    result = deepcopy(new)
    result.setdefault("features", {}).setdefault("socialGiftFlag", old["features"]["socialGiftFlag"])
    for id, variant in result["variants"].items():
        if id in old["variants"]:
            sticky = old["variants"][id]["shipping"]["okihaiSetting"]
            variant.setdefault("shipping", {}).setdefault("okihaiSetting", sticky)
    return result
