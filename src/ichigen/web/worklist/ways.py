"""What a person can do about each kind of 要対応: which buttons its page shows."""

from collections.abc import Mapping
from enum import StrEnum

from ichigen.domain.permissions import Action


class Way(StrEnum):
    """A way to settle an item. `BY_HAND`: the item's own text says what to do, and it is closed with what was done."""

    RETRY = "retry"
    DRIFT = "drift"
    CREDENTIALS = "credentials"
    MAIL = "mail"
    BIND = "bind"
    UNBIND = "unbind"
    ORDER = "order"
    STOCK = "stock"
    RETURN = "return"
    BY_HAND = "by_hand"


#: Every code that the product opens items with; a test holds it against the source.
WAYS: Mapping[str, frozenset[Way]] = {
    "auth_expired": frozenset({Way.CREDENTIALS}),
    "credential_expires": frozenset({Way.CREDENTIALS}),
    "renewal_failed": frozenset({Way.CREDENTIALS}),
    "mail_login": frozenset({Way.MAIL}),
    "loop_refused": frozenset({Way.RETRY}),
    "loop_silent": frozenset({Way.RETRY}),
    "intake_put_off": frozenset({Way.RETRY}),
    "step_refused": frozenset({Way.RETRY, Way.ORDER}),
    "stock_refused": frozenset({Way.RETRY, Way.UNBIND}),
    "listing_missing": frozenset({Way.RETRY, Way.UNBIND}),
    "listing_gone": frozenset({Way.RETRY, Way.UNBIND}),
    "changed_on_mall": frozenset({Way.DRIFT}),
    "line_unmatched": frozenset({Way.BIND}),
    "return_pending": frozenset({Way.ORDER, Way.RETURN, Way.BY_HAND}),
    "stock_short": frozenset({Way.STOCK}),
    "status_refused": frozenset({Way.ORDER, Way.BY_HAND}),
    "after_payment_refused": frozenset({Way.ORDER, Way.BY_HAND}),
    "bundle_told": frozenset({Way.ORDER, Way.BY_HAND}),
    "opening_differs": frozenset({Way.STOCK}),
    "unreadable": frozenset({Way.BY_HAND}),
    "order_unstorable": frozenset({Way.BY_HAND}),
    "state_unknown": frozenset({Way.ORDER, Way.BY_HAND}),
    "scan_failing": frozenset({Way.BY_HAND}),
    "stock_unreadable": frozenset({Way.RETRY, Way.UNBIND}),
    "brake": frozenset({Way.RETRY}),
}


#: Trying again asks for more than usual where it lets something loose.
RETRY_NEEDS: Mapping[str, Action] = {"brake": Action.WRITES_STOP}


def retry_needs(code: str) -> Action:
    """Return what a person must be allowed to try such an item again."""
    return RETRY_NEEDS.get(code, Action.WORKLIST_RETRY)


def ways(code: str) -> frozenset[Way]:
    """Return the ways to settle an item; one of an older release is settled by hand."""
    return WAYS.get(code, frozenset({Way.BY_HAND}))
