"""Switches of the simulated store; times are the real store's, the time scale divides them."""

from dataclasses import dataclass, field

from mallsim.malls.shopify.scopes import GRANTED

CREDENTIALS = ("valid", "wrong", "expired")
COSTS = ("recorded", "linear")
PLANS = {"standard": 100.0, "advanced": 200.0, "plus": 1000.0, "enterprise": 2000.0}
"""Points a second by plan (section 2); the bucket holds twenty seconds of it (2000 on standard is recorded)."""
BUCKET_S = 20.0
WINDOW_S = 60 * 24 * 3600.0
"""Orders older than this are not there without read_all_orders (section 1)."""
ORDER_NUMBERS = ("id", "name")
LOCALES = ("ja", "en")
PROTECTED_ANSWERS = ("denied", "null")
"""What an app without access to customer data gets beside the nulls: an error for each field, or nothing."""


@dataclass(slots=True)
class Switches:
    """What a test or a person may switch while the simulator runs."""

    credential: str = "valid"
    scopes: list[str] = field(default_factory=lambda: list(GRANTED))
    token_life_s: float = 86400.0
    oldest_version: str = "2026-01"
    plan: str = "standard"
    connection_cost: str = "recorded"
    max_query_cost: int = 1000
    index_lag_s: float = 2.0
    cancel_delay_s: float = 2.0
    webhook_failures: int = 8
    concurrent_keys: int = 0
    protected_customer_data: bool = True
    protected_answer: str = "denied"
    province_locale: str = "ja"
    order_number: str = "id"
    offline_locations: list[str] = field(default_factory=list)


CHOICES = {
    "credential": CREDENTIALS,
    "plan": tuple(PLANS),
    "connection_cost": COSTS,
    "province_locale": LOCALES,
    "order_number": ORDER_NUMBERS,
    "protected_answer": PROTECTED_ANSWERS,
}
"""Switches that take one of a few words."""
