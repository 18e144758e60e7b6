"""getMarketplaceParticipations: the connection test (section 7)."""

from __future__ import annotations

from mallsim.malls.amazon.settings import COUNTRY, CURRENCY, MARKETPLACE
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer


def participations(visit: Visit) -> Answer:
    """``GET /sellers/v1/marketplaceParticipations``."""
    marketplace = {
        "id": MARKETPLACE,
        "countryCode": COUNTRY,
        "name": "Amazon.co.jp",
        "defaultCurrencyCode": CURRENCY,
        "defaultLanguageCode": "ja_JP",
        "domainName": "www.amazon.co.jp",
    }
    row = {
        "marketplace": marketplace,
        "storeName": visit.shop.settings.store_name,
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }
    return Answer(200, {"payload": [row]})
