"""The store, the app and the API versions (section 10)."""

from typing import Any

from mallsim.malls.shopify import versions
from mallsim.malls.shopify.answers.resolver import Args, Table, at, attr, const, named
from mallsim.malls.shopify.gids import gid
from mallsim.malls.shopify.model import Subscription
from mallsim.malls.shopify.money import CURRENCY
from mallsim.malls.shopify.times import iso
from mallsim.malls.shopify.visit import Visit

STORE_ID, APP_ID = 987654, 24680
APP_TITLE = "模擬ハブ"


def store(source: Any, visit: Visit, args: Args) -> dict[str, Any]:
    """Shop."""
    domain, url = visit.shop.domain, f"https://{visit.shop.domain}"
    return {
        "id": gid("Shop", STORE_ID),
        "name": "模擬ストア",
        "email": "tenpo@example.jp",
        "contactEmail": "tenpo@example.jp",
        "shopOwnerName": "試験 店主",
        "myshopifyDomain": domain,
        "url": url,
        "primaryDomain": {"id": gid("Domain", STORE_ID), "host": domain, "url": url, "sslEnabled": True},
        "currencyCode": CURRENCY,
        "ianaTimezone": "Asia/Tokyo",
        "taxesIncluded": True,
        "taxShipping": True,
        "plan": {
            "publicDisplayName": "Basic",
            "displayName": "Basic",
            "partnerDevelopment": False,
            "shopifyPlus": visit.shop.switches.plan == "plus",
        },
        "orderNumberFormatPrefix": "#",
        "orderNumberFormatSuffix": "",
        "createdAt": iso(visit.shop.primary().created),
    }


def installation(source: Any, visit: Visit, args: Args) -> dict[str, Any]:
    """AppInstallation: what the app was granted."""
    return {
        "id": gid("AppInstallation", APP_ID),
        "app": {"id": gid("App", APP_ID), "title": APP_TITLE, "handle": "mogi-hub", "apiKey": f"{APP_ID:032x}"},
        "accessScopes": [{"handle": scope, "description": scope} for scope in visit.granted],
    }


def version(name: str, *, supported: bool = True) -> dict[str, Any]:
    """ApiVersion."""
    return {"handle": name, "displayName": name, "supported": supported}


def api_versions(source: Any, visit: Visit, args: Args) -> list[dict[str, Any]]:
    """The supported versions, and the unstable one."""
    known = versions.supported(visit.shop.switches.oldest_version)
    return [*(version(name) for name in known), version(versions.UNSTABLE, supported=False)]


def _newest(source: Any, visit: Visit, args: Args) -> dict[str, Any]:
    return version(versions.supported(visit.shop.switches.oldest_version)[-1])


def _include(subscription: Subscription, visit: Visit, args: Args) -> list[str]:
    return list(subscription.include)


SUBSCRIPTION: Table = {
    **named("WebhookSubscription"),
    "topic": attr("topic"),
    "uri": attr("uri"),
    "callbackUrl": attr("uri"),
    "format": const("JSON"),
    "filter": const(None),
    "includeFields": _include,
    "name": attr("name"),
    "apiVersion": _newest,
    "createdAt": at("created"),
    "updatedAt": at("updated"),
}
