"""Switches of the simulated shop; what the documentation leaves open starts at its strictest plausible reading.

Waits are in real seconds; the simulator's time scale shortens them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from mallsim.core.errors import Invalid
from mallsim.core.shopping import Buyer

FIELD_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
FIELD_PATH = re.compile(r"[_A-Za-z][_0-9A-Za-z]*(\.[_A-Za-z][_0-9A-Za-z]*)?")
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "shop_status": ("OPENED", "CLOSED"),
    "token_refusal_status": (401, 403),
    "user_agent_refusal_status": (401, 403),
    "error_code_at": ("mixed", "code", "errorType", "message"),
    "over_limit_answer": ("alternate", "http_429", "graphql"),
    "several_mutations": ("gateway_timeout", "allowed"),
    "order_sort": ("newest_first", "oldest_first"),
    "unshipped_falls_at": ("create", "complete"),
    "reused_key": ("refuse", "first_shipping"),
    "duplicate_sku": ("refuse", "first"),
    "bulk_stock": ("all_or_nothing", "good_ones"),
}


@dataclass(slots=True)
class Settings:
    """What a test or a person may switch while the simulator runs; see docs/malls/mercari_shops.md for each."""

    ip_registered: bool = True
    shop_status: str = "OPENED"
    closed_shop_shows_itself: bool = False
    enable_multiple_purchase: bool = True
    token_refusal_status: int = 401
    user_agent_refusal_status: int = 403
    error_code_at: str = "mixed"
    points_per_hour: int = 10_000
    unsized_list_factor: int = 10
    over_limit_answer: str = "alternate"
    several_mutations: str = "gateway_timeout"
    default_page: int = 20
    largest_order_page: int = 500
    largest_product_page: int = 100
    order_sort: str = "newest_first"
    old_order_days: int = 90
    unshipped_falls_at: str = "create"
    tracking_code_required: bool = False
    reused_key: str = "refuse"
    duplicate_sku: str = "refuse"
    bulk_stock: str = "all_or_nothing"
    completing_s: float = 300.0
    canceling_s: float = 300.0
    stock_returns_on_cancel: bool = True
    webhook_delay_s: float = 0.0
    webhook_late_share: float = 0.26
    webhook_late_s: float = 300.0
    shipping_charge: int = 700
    seller_method: str = "SELLER_ARRANGED"
    rakuraku_method: str = "RAKURAKU_MERCARI"
    yuyu_method: str = "YUYU_MERCARI"
    recipient_fields: dict[str, str] = field(default_factory=dict)
    line_price_field: str = ""

    def shown(self) -> dict[str, Any]:
        """Every switch with its value."""
        return asdict(self)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set the switches named; raises Invalid and then changes nothing."""
        now = self.shown()
        for name, value in changes.items():
            if name not in now:
                raise Invalid(f"no such setting: {name}; there are {', '.join(now)}")
            _check(name, value, now[name])
        for name, value in changes.items():
            setattr(self, name, float(value) if isinstance(now[name], float) else value)

    def restore_defaults(self) -> None:
        """Every switch as at the start."""
        fresh = Settings()
        for each in fields(Settings):
            setattr(self, each.name, getattr(fresh, each.name))


def _check(name: str, value: object, current: object) -> None:
    wanted = (int, float) if isinstance(current, float) else type(current)
    if not isinstance(value, wanted) or isinstance(value, bool) != isinstance(current, bool):
        raise Invalid(f"{name}: a value like {current!r} is needed")
    if name in CHOICES and value not in CHOICES[name]:
        raise Invalid(f"{name}: one of {', '.join(map(str, CHOICES[name]))}")
    if isinstance(value, int | float) and value < 0:
        raise Invalid(f"{name}: 0 or more")
    if name == "line_price_field" and value and not FIELD_NAME.fullmatch(str(value)):
        raise Invalid("line_price_field: a GraphQL field name, or empty")
    if name == "recipient_fields":
        _check_recipient(value)


def _check_recipient(value: Any) -> None:
    known = [each.name for each in fields(Buyer)]
    for path, source in value.items():
        if not FIELD_PATH.fullmatch(path) or source not in known:
            raise Invalid(f"recipient_fields: field or parent.field of an order to one of {', '.join(known)}")
    parents = {path.partition(".")[0] for path in value if "." in path}
    if parents & set(value):
        raise Invalid(f"recipient_fields: {', '.join(sorted(parents & set(value)))} is a value and a parent")
