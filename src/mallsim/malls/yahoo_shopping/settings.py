"""Switches of the simulated store; every default is the documented or the harsher behaviour.

Waits of the mall are in real seconds here; the clock of the simulator scales them.
"""

from __future__ import annotations

from dataclasses import dataclass

BUYER_WINDOW_S = 600
"""The buyer may cancel for ten minutes; the store may not write (section 3.2, Trap 2)."""

COMPLETE_AFTER_SHIPPING_S = 10
"""完了 is refused this long after a shipping change (section 3.1, note 5)."""

ACCESS_TOKEN_S = 3600
REFRESH_TOKEN_S = 28 * 24 * 3600
UNSIGNED_SESSION_S = 12 * 3600
PUBLIC_KEY_S = 365 * 24 * 3600
SIGNATURE_WINDOW_S = 300

CALLS_PER_SECOND = 1
CALLS_PER_DAY = 50_000


@dataclass(slots=True)
class Settings:
    """What a test or a person may switch while the simulator runs."""

    seller_id: str = "demo-store"
    stock_all_or_nothing: bool = False
    default_allow_overdraft: bool = False
    check_signature_time: bool = True
    unsigned_call_spoils_session: bool = False
    cancel_later_s: float = 0.0
    rotate_refresh_token: bool = False
    client_approved: bool = True
    source_registered: bool = True
    api_permitted: bool = True
    store_scope: bool = True
