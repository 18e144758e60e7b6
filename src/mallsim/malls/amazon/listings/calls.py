"""The Listings Items operations (section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from mallsim.malls.amazon.listings import issues, patching
from mallsim.malls.amazon.listings.document import SETS, item
from mallsim.malls.amazon.listings.submissions import Submission, patch_problems
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid, not_found

PREVIEW = "VALIDATION_PREVIEW"
SUBMITTED_SETS = ("identifiers", "issues")


def get_item(visit: Visit) -> Answer:
    """``GET …/items/{sellerId}/{sku}``; an unknown SKU is 404."""
    visit.need_seller()
    visit.need_marketplace()
    included = visit.csv("includedData", SETS) or ["summaries"]
    sku = visit.path["sku"]
    listing = visit.shop.listings.get(sku)
    if listing is None:
        raise not_found(f"SKU '{sku}' not found in marketplace {MARKETPLACE}", "NOT_FOUND")
    return Answer(200, item(listing, included, visit.quantity()))


def patch_item(visit: Visit) -> Answer:
    """``PATCH …``: 200 whatever becomes of it; ``status`` says (Trap 3)."""
    preview = _begin(visit)
    body = visit.document()
    product_type = body.get("productType")
    if not isinstance(product_type, str) or not product_type:
        raise invalid("The provided payload is invalid.", "productType is required")
    patches = patching.check_form(body.get("patches"))
    found = patch_problems(visit.shop, visit.path["sku"], product_type, patches)
    if not found and not preview:
        submit(visit, Submission("", "patch", visit.path["sku"], visit.now, visit.call, product_type, patches))
    return _submitted(visit, found, preview=preview)


def put_item(visit: Visit) -> Answer:
    """``PUT …``: a whole listing (section 4.4)."""
    preview = _begin(visit)
    body = visit.document()
    product_type, attributes = body.get("productType"), body.get("attributes")
    requirements = body.get("requirements", "LISTING")
    rows = isinstance(attributes, dict) and all(isinstance(value, list) for value in attributes.values())
    if not isinstance(product_type, str) or not rows or requirements not in issues.REQUIRED:
        raise invalid("The provided payload is invalid.")
    assert isinstance(attributes, dict)
    found = issues.of_put(requirements, attributes)
    if not found and not preview:
        made = Submission("", "put", visit.path["sku"], visit.now, visit.call, product_type, (), attributes)
        submit(visit, made)
    return _submitted(visit, found, preview=preview)


def delete_item(visit: Visit) -> Answer:
    """``DELETE …``."""
    _begin(visit)
    submit(visit, Submission("", "delete", visit.path["sku"], visit.now, visit.call))
    return _submitted(visit, [], preview=False)


def submit(visit: Visit, made: Submission) -> None:
    """Queue a submission; it takes effect after ``listing_effect_s``."""
    shop = visit.shop
    due = visit.now + shop.wait(shop.settings.listing_effect_s)
    fields = (made.product_type, made.patches, made.attributes)
    shop.submissions.append(Submission(shop.uuid(), made.kind, made.sku, due, made.call, *fields))


def _begin(visit: Visit) -> bool:
    """Check what every submission needs; True for a preview."""
    visit.need_seller()
    visit.need_marketplace()
    visit.csv("includedData", SUBMITTED_SETS)
    mode = visit.one("mode")
    if mode not in (None, PREVIEW):
        raise invalid(f"mode: {mode} is invalid.")
    return mode is not None


def _submitted(visit: Visit, found: Sequence[Document], *, preview: bool) -> Answer:
    listing = visit.shop.listings.get(visit.path["sku"])
    status = "INVALID" if found else "VALID" if preview else "ACCEPTED"
    body: Document = {"sku": visit.path["sku"], "status": status, "submissionId": visit.shop.uuid().replace("-", "")}
    included = visit.csv("includedData", SUBMITTED_SETS) or ["issues"]
    if "issues" in included:
        body["issues"] = list(found)
    if "identifiers" in included:
        asin = {"asin": listing.asin} if listing else {}
        body["identifiers"] = [{"marketplaceId": MARKETPLACE, **asin}]
    return Answer(200, body)
