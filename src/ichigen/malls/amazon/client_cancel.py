"""Cancelling: the acknowledgement feed and what became of it; cancelOrder where the account says so (page section 3.7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.json_values import Unreadable
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.client_documents import download, hand_in
from ichigen.malls.amazon.handles import CANCEL_REFUSED
from ichigen.malls.amazon.operations import CANCEL_ORDER, CREATE_ORDER_FEED, GET_FEED, GET_FEED_DOCUMENT
from ichigen.malls.amazon.wire_feeds import (
    CANCEL_FEED,
    CANCEL_TYPE,
    DONE,
    WAITING,
    cancel_feed,
    read_feed,
    refusals_of_text,
)
from ichigen.malls.amazon.wire_reports import decode

#: The account setting that chooses cancelOrder instead of the feed.
BY_CALL_SETTING = "cancel_by_call"

#: The latest feed of an order stands under its number, and why a feed was refused under the feed: each under a name of its
#: own, so that runs that know nothing of each other lose nothing. A reading in another process finds them.
_HANDED, _SAID = "cancel:", "cancel_said:"

#: A refusal is told for so long.
TOLD_FOR = timedelta(minutes=15)

_LONGEST = 500


def send_cancel(caller: Caller, number: str, payload: Mapping[str, Json]) -> None:
    """Ask the mall to cancel. Both ways are accepted first and done later; only the order proves it."""
    if caller.connection.settings.get(BY_CALL_SETTING, "").strip():
        caller.command(CANCEL_ORDER, {"cancelReasonCode": payload["cancelReasonCode"]}, 202, order=number)
        return
    items = payload["orderItems"]
    rows = [str(item) for item in items] if isinstance(items, list) else []
    content = cancel_feed(number, str(payload["feedReason"]), rows)
    feed = hand_in(caller, CREATE_ORDER_FEED, CANCEL_FEED, content, CANCEL_TYPE, len(rows))
    caller.connection.tokens.put(f"{_HANDED}{number}", Token(feed, caller.now() + TOLD_FOR))


def with_result(caller: Caller, order: MallOrder) -> MallOrder:
    """Return the order with the reason why our request to cancel it was refused, if it was."""
    tokens = caller.connection.tokens
    handed = tokens.get(f"{_HANDED}{order.number}")
    if handed is None or order.phase is Phase.CANCELLED or handed.expires_at < caller.now():
        return order
    said = tokens.get(f"{_SAID}{handed.value}")
    refused = said.value if said else _refusal(caller, handed.value)
    if refused and said is None:
        tokens.put(f"{_SAID}{handed.value}", Token(refused, handed.expires_at))
    return replace(order, handles={**order.handles, CANCEL_REFUSED: refused}) if refused else order


def _refusal(caller: Caller, feed: str) -> str:
    """Return why a feed failed; "" while it is at work, where it succeeded, and where that cannot be read now."""
    try:
        state = read_feed(caller.document(GET_FEED, feed=feed))
        if state.status in WAITING or (state.status == DONE and not state.result):
            return ""
        if not state.result:
            return state.status
        report = decode(*download(caller, caller.document(GET_FEED_DOCUMENT, document=state.result)))
    except (MallError, Unreadable):  # the order itself was read and is what counts
        return ""
    said = "、".join(dict.fromkeys(refusals_of_text(report)))[:_LONGEST]
    return said or ("" if state.status == DONE else state.status)
