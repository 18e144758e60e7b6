"""Cancelling: the acknowledgement feed and what became of it; cancelOrder where the account says so (page section 3.7)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder
from ichigen.domain.phases import Phase
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import MallError
from ichigen.mallkit.json_values import Unreadable, children, parse_json
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.client_documents import download, hand_in
from ichigen.malls.amazon.handles import CANCEL_REFUSED
from ichigen.malls.amazon.operations import CANCEL_ORDER, CREATE_ORDER_FEED, GET_FEED, GET_FEED_DOCUMENT
from ichigen.malls.amazon.wire import required_moment, text
from ichigen.malls.amazon.wire_feeds import (
    CANCEL_FEED,
    CANCEL_TYPE,
    DONE,
    WAITING,
    cancel_feed,
    read_feed,
    refusals_of_text,
)

#: The account setting that chooses cancelOrder instead of the feed.
BY_CALL_SETTING = "cancel_by_call"

#: The ids of the latest feeds stand here, so that a reading of the order in another process can say what came of one.
_STORE = "cancel_feeds"
_MOST = 20

#: A refusal is told for so long; then the same order may be cancelled anew.
TOLD_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Handed:
    """A feed that cancels an order; `refused` once its report said so."""

    number: str
    feed: str
    at: datetime
    refused: str = ""


def send_cancel(caller: Caller, number: str, payload: Mapping[str, Json]) -> None:
    """Ask the mall to cancel. Both ways are accepted first and done later; only the order proves it."""
    if caller.connection.settings.get(BY_CALL_SETTING, "").strip():
        caller.command(CANCEL_ORDER, {"cancelReasonCode": payload["cancelReasonCode"]}, 202, order=number)
        return
    items = payload["orderItems"]
    rows = [str(item) for item in items] if isinstance(items, list) else []
    content = cancel_feed(number, str(payload["feedReason"]), rows)
    feed = hand_in(caller, CREATE_ORDER_FEED, CANCEL_FEED, content, CANCEL_TYPE, len(rows))
    others = [handed for handed in _read(caller) if handed.number != number]
    _keep(caller, [*others, Handed(number, feed, caller.now())])


def with_result(caller: Caller, order: MallOrder) -> MallOrder:
    """Return the order with the reason why our request to cancel it was refused, if it was."""
    handed = next((entry for entry in _read(caller) if entry.number == order.number), None)
    if handed is None or order.phase is Phase.CANCELLED or caller.now() - handed.at > TOLD_FOR:
        return order
    if not handed.refused:
        handed = replace(handed, refused=_refusal(caller, handed.feed))
        if handed.refused:
            _keep(caller, [entry for entry in _read(caller) if entry.number != order.number] + [handed])
    return replace(order, handles={**order.handles, CANCEL_REFUSED: handed.refused}) if handed.refused else order


def _refusal(caller: Caller, feed: str) -> str:
    """Return why a feed failed; "" while it is at work, where it succeeded, and where that cannot be read now."""
    try:
        state = read_feed(caller.document(GET_FEED, feed=feed))
        if state.status in WAITING or (state.status == DONE and not state.result):
            return ""
        if not state.result:
            return state.status
        content, _ = download(caller, caller.document(GET_FEED_DOCUMENT, document=state.result))
    except (MallError, Unreadable):  # the order itself was read and is what counts
        return ""
    said = "、".join(dict.fromkeys(refusals_of_text(content)))
    return said or ("" if state.status == DONE else state.status)


def _read(caller: Caller) -> list[Handed]:
    token = caller.connection.tokens.get(_STORE)
    if token is None:
        return []
    entries = children(parse_json(token.value.encode()), "list")
    return [Handed(text(e, "number"), text(e, "feed"), required_moment(e, "at"), text(e, "refused")) for e in entries]


def _keep(caller: Caller, handed: list[Handed]) -> None:
    entries = [
        {"number": h.number, "feed": h.feed, "at": h.at.isoformat(), "refused": h.refused} for h in handed[-_MOST:]
    ]
    value = json.dumps({"list": entries}, ensure_ascii=False)
    caller.connection.tokens.put(_STORE, Token(value, caller.now() + TOLD_FOR))
