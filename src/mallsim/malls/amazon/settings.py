"""Switches of the simulated shop; every default is the documented or the harsher behaviour.

Waits of the mall are in real seconds here; the time scale divides them. Tokens, signed addresses and call limits are
never scaled.
"""

from __future__ import annotations

from dataclasses import dataclass

MARKETPLACE = "A1VC38T7YXB528"
COUNTRY = "JP"
CURRENCY = "JPY"
REGION = "us-west-2"
"""The region FE lives in (section 3.8)."""

TOKEN_S = 3600
CODE_S = 300
SIGNED_URL_S = 300
PAGE_TOKEN_S = 24 * 3600
FBA_PAGE_TOKEN_S = 30
RESULT_KEPT_S = 28 * 24 * 3600
SEARCH_EDGE_S = 120
"""Search windows end at least two minutes ago (section 3.1)."""


@dataclass(slots=True)
class Settings:
    """What a test or a person may switch while the simulator runs."""

    seller_id: str = "A1ICHIGENSHOP"
    store_name: str = "一元商店"
    refresh_token_revoked: bool = False
    role_orders: bool = True
    role_delivery_address: bool = True
    role_tax: bool = True
    role_listings: bool = True
    role_fba: bool = True
    order_lag_s: float = 30.0
    pending_s: float = 300.0
    fba_ships_after_s: float = 4 * 3600.0
    listing_effect_s: float = 120.0
    feed_s: float = 60.0
    report_s: float = 60.0
    notification_lag_s: float = 5.0
    unknown_sku: str = "accepted"
    unknown_carrier: str = "carrier_dropped"
    fba_quantity: str = "converts"
    restock_on_cancel: str = "pending"
    amounts: str = "whole"
    late_issue_skus: str = ""
    newer_members: bool = False
    cancel_order_api: bool = False


CHOICES = {
    "unknown_sku": ("accepted", "invalid"),
    "unknown_carrier": ("carrier_dropped", "package_dropped", "shown"),
    "fba_quantity": ("converts", "invalid"),
    "restock_on_cancel": ("pending", "always", "never"),
    "amounts": ("whole", "decimals"),
}
"""The values of the settings that are words."""
