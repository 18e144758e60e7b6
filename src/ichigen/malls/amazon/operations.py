"""The functions of SP-API that are called: names, paths, roles and the published limits (page sections 1.5 and 2)."""

from dataclasses import dataclass

from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect, Limit, Pace

#: Amazon.co.jp, region FE.
MARKETPLACE = "A1VC38T7YXB528"

ORDERS_ROLE = "orders_role"
LISTINGS_ROLE = "listings_role"
FULFILLMENT_ROLE = "fulfillment_role"
SELLER = "marketplace"

#: The header of the rate in force for this seller and application, requests per second.
RATE_HEADER = "x-amzn-ratelimit-limit"


@dataclass(frozen=True, slots=True)
class Operation:
    """One function. `name` is ours, `api` the mall's; `path` has the places of its parameters; `role` what it needs.

    `per_s` and `burst` are the published token bucket of a seller and an application.
    """

    name: str
    api: str
    method: str
    path: str
    per_s: float
    burst: int
    effect: Effect = Effect.READ
    role: str = ""


SEARCH_ORDERS = Operation(
    "orders.list", "searchOrders", "GET", "/orders/2026-01-01/orders", 0.0056, 20, role=ORDERS_ROLE
)
GET_ORDER = Operation("orders.get", "getOrder", "GET", "/orders/2026-01-01/orders/{order}", 0.5, 30, role=ORDERS_ROLE)
CONFIRM_SHIPMENT = Operation(
    "orders.ship",
    "confirmShipment",
    "POST",
    "/orders/v0/orders/{order}/shipmentConfirmation",
    2.0,
    10,
    Effect.WRITE,
    ORDERS_ROLE,
)
#: Published and pruned three times in 2026 (page section 3.7): only used where the account's setting says so.
CANCEL_ORDER = Operation(
    "orders.cancel",
    "cancelOrder",
    "PUT",
    "/orders/2026-01-01/orders/{order}/cancellation",
    1.0,
    5,
    Effect.WRITE,
    ORDERS_ROLE,
)
_ITEMS = "/listings/2021-08-01/items/{seller}"
SEARCH_LISTINGS = Operation("stock.read", "searchListingsItems", "GET", _ITEMS, 5.0, 5, role=LISTINGS_ROLE)
GET_LISTING = Operation("stock.get", "getListingsItem", "GET", f"{_ITEMS}/{{sku}}", 5.0, 10, role=LISTINGS_ROLE)
PATCH_LISTING = Operation(
    "stock.write", "patchListingsItem", "PATCH", f"{_ITEMS}/{{sku}}", 5.0, 5, Effect.WRITE, LISTINGS_ROLE
)
FBA_SUMMARIES = Operation(
    "fba.read", "getInventorySummaries", "GET", "/fba/inventory/v1/summaries", 2.0, 2, role=FULFILLMENT_ROLE
)
#: A place to upload to changes nothing in the shop; only the feed that names it does.
CREATE_FEED_DOCUMENT = Operation(
    "feeds.document.create", "createFeedDocument", "POST", "/feeds/2021-06-30/documents", 0.5, 15, role=LISTINGS_ROLE
)
_FEEDS = "/feeds/2021-06-30/feeds"
CREATE_LISTINGS_FEED = Operation(
    "feeds.create.listings", "createFeed", "POST", _FEEDS, 0.0083, 15, Effect.WRITE, LISTINGS_ROLE
)
CREATE_ORDER_FEED = Operation(
    "feeds.create.orders", "createFeed", "POST", _FEEDS, 0.0083, 15, Effect.WRITE, ORDERS_ROLE
)
GET_FEED = Operation("feeds.get", "getFeed", "GET", f"{_FEEDS}/{{feed}}", 2.0, 15, role=LISTINGS_ROLE)
GET_FEED_DOCUMENT = Operation(
    "feeds.document.get",
    "getFeedDocument",
    "GET",
    "/feeds/2021-06-30/documents/{document}",
    0.0222,
    10,
    role=LISTINGS_ROLE,
)
_REPORTS = "/reports/2021-06-30"
#: A report is made for us to read.
CREATE_REPORT = Operation(
    "reports.create", "createReport", "POST", f"{_REPORTS}/reports", 0.0167, 15, role=LISTINGS_ROLE
)
GET_REPORT = Operation("reports.get", "getReport", "GET", f"{_REPORTS}/reports/{{report}}", 2.0, 15, role=LISTINGS_ROLE)
GET_REPORT_DOCUMENT = Operation(
    "reports.document",
    "getReportDocument",
    "GET",
    f"{_REPORTS}/documents/{{document}}",
    0.0167,
    15,
    role=LISTINGS_ROLE,
)
PARTICIPATIONS = Operation(
    "sellers.read",
    "getMarketplaceParticipations",
    "GET",
    "/sellers/v1/marketplaceParticipations",
    0.016,
    15,
    role=SELLER,
)
#: Where the mall sends its news is no state of the shop: set up also for accounts that only read.
_DESTINATIONS = "/notifications/v1/destinations"
_SUBSCRIPTIONS = "/notifications/v1/subscriptions/{type}"
GET_DESTINATIONS = Operation("news.destinations", "getDestinations", "GET", _DESTINATIONS, 1.0, 5)
CREATE_DESTINATION = Operation("news.destination", "createDestination", "POST", _DESTINATIONS, 1.0, 5)
GET_SUBSCRIPTION = Operation("news.subscription", "getSubscription", "GET", _SUBSCRIPTIONS, 1.0, 5, role=ORDERS_ROLE)
CREATE_SUBSCRIPTION = Operation(
    "news.subscribe", "createSubscription", "POST", _SUBSCRIPTIONS, 1.0, 5, role=ORDERS_ROLE
)

OPERATIONS: tuple[Operation, ...] = (
    SEARCH_ORDERS,
    GET_ORDER,
    CONFIRM_SHIPMENT,
    CANCEL_ORDER,
    SEARCH_LISTINGS,
    GET_LISTING,
    PATCH_LISTING,
    FBA_SUMMARIES,
    CREATE_FEED_DOCUMENT,
    CREATE_LISTINGS_FEED,
    CREATE_ORDER_FEED,
    GET_FEED,
    GET_FEED_DOCUMENT,
    CREATE_REPORT,
    GET_REPORT,
    GET_REPORT_DOCUMENT,
    PARTICIPATIONS,
    GET_DESTINATIONS,
    CREATE_DESTINATION,
    GET_SUBSCRIPTION,
    CREATE_SUBSCRIPTION,
)

#: What is no function of SP-API; the mall publishes no limit for these, the numbers are ours.
TOKEN = "auth.token"  # noqa: S105 - a name, not a value
UPLOAD = "documents.put"
DOWNLOAD = "documents.get"
QUEUE = "queue."

_SCOPE = "seller_id"

LIMITS: tuple[Limit, ...] = (
    # A function's bucket is one, whatever it is called for: both feeds share "feeds.create*".
    *(
        Limit(operation.name, _SCOPE, operation.per_s, operation.burst)
        for operation in OPERATIONS
        if operation.api != "createFeed"
    ),
    Limit("feeds.create.*", _SCOPE, CREATE_LISTINGS_FEED.per_s, CREATE_LISTINGS_FEED.burst),
    # JSON_LISTINGS_FEED: five submissions in five minutes.
    Limit(CREATE_LISTINGS_FEED.name, _SCOPE, 5 / 300, 5),
    Limit("auth.*", "client_id", 1.0, 5),
    Limit("documents.*", _SCOPE, 5.0, 10),
    Limit(f"{QUEUE}*", _SCOPE, 10.0, 20),
)

_PUBLISHED = {operation.name: operation.per_s for operation in OPERATIONS}


def pace(call: Call, reply: Reply) -> Pace | None:
    """Return the rate the answer tells. The header speaks of the seller and the application alone (page section 2)."""
    per_s = told_rate(reply)
    return None if per_s is None or call.operation not in _PUBLISHED else Pace(per_s=per_s)


def wait_s(operation: str, reply: Reply) -> float:
    """Return the seconds until a throttled call may be tried again: the time one turn takes (page section 2)."""
    return 1 / (told_rate(reply) or _PUBLISHED.get(operation, 1.0))


def told_rate(reply: Reply) -> float | None:
    """Return the rate of the answer's header; None where there is none that makes sense."""
    try:
        rate = float(reply.headers.get(RATE_HEADER, ""))
    except ValueError:
        return None
    return rate if 0.0 < rate < 10_000.0 else None
