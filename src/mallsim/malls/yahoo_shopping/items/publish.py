"""submitItem, reservePublish, deleteItem and moveItems (section 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mallsim.malls.yahoo_shopping.items.catalogue import Catalogue
from mallsim.malls.yahoo_shopping.refusals import COMMON_INVALID, COMMON_MISSING, NO_ITEM, RefusedError
from mallsim.malls.yahoo_shopping.timing import read_moment, stamp
from mallsim.malls.yahoo_shopping.wire import Answer, Node, comma_list, result_set, tree

MOST_ITEMS = 100
LONGEST_RESERVATION = timedelta(days=7)
OK = tree("Result", Node("Status", "OK"))


def submit_item(catalogue: Catalogue, form: Mapping[str, str]) -> Answer:
    """Publish one item."""
    codes = _codes(form, 1)
    _all_known(catalogue, codes)
    catalogue.publish(codes[0])
    return result_set(OK)


def delete_item(catalogue: Catalogue, form: Mapping[str, str]) -> tuple[Answer, list[str]]:
    """Delete up to 100 items; one unknown code refuses all of them."""
    codes = _codes(form, MOST_ITEMS)
    _all_known(catalogue, codes)
    for code in dict.fromkeys(codes):
        catalogue.delete(code)
    return result_set(OK), codes


def reserve_publish(catalogue: Catalogue, form: Mapping[str, str], now: datetime) -> Answer:
    """Publish everything now (mode 1 without a time) or later, cancel (2) or inquire (3)."""
    mode = form.get("mode", "")
    if mode not in ("1", "2", "3"):
        raise RefusedError(COMMON_INVALID, "mode")
    if mode == "2":
        catalogue.reserved = None
    if mode == "1":
        catalogue.reserved = _reserved_time(form.get("reserve_time", ""), now)
        if catalogue.reserved is None:
            catalogue.publish_all()
    shown = stamp(catalogue.reserved) if catalogue.reserved else ""
    return result_set(Node("Status", "OK"), Node("ReserveTime", shown))


def _reserved_time(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    moment = read_moment(text + "00")
    if moment is None or not now < moment <= now + LONGEST_RESERVATION:
        raise RefusedError(COMMON_INVALID, "reserve_time")
    return moment


def move_items(catalogue: Catalogue, form: Mapping[str, str]) -> Answer:
    """Move or link up to 100 items to another category."""
    codes = _codes(form, MOST_ITEMS)
    _all_known(catalogue, codes)
    paths = {key: path for path, key in catalogue.categories.items()}
    source, target = (
        paths.get(form.get("from_stcat_key", "")),
        paths.get(form.get("to_stcat_key", "")),
    )
    mode = form.get("mode", "move")
    if source is None or target is None or mode not in ("move", "link"):
        raise RefusedError(COMMON_INVALID, "from_stcat_key, to_stcat_key, mode")
    for code in codes:
        item = catalogue.items[code]
        kept = [path for path in item.draft.paths if mode == "link" or path != source]
        values = {**item.draft.values, "path": "\r\n".join([*kept, target])}
        catalogue.items[code] = replace(item, draft=replace(item.draft, values=values))
    return result_set(OK)


def _codes(form: Mapping[str, str], most: int) -> list[str]:
    codes = comma_list(form.get("item_code", ""))
    if not codes:
        raise RefusedError(COMMON_MISSING, "item_code")
    if len(codes) > most:
        raise RefusedError(COMMON_INVALID, "item_code")
    return codes


def _all_known(catalogue: Catalogue, codes: list[str]) -> None:
    unknown = [code for code in codes if code not in catalogue.items]
    if unknown:
        raise RefusedError(NO_ITEM, ",".join(unknown))
