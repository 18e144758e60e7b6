"""Many numbers at once: JSON_LISTINGS_FEED and its processing report (page section 4.5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ichigen.mallkit.errors import MallError, Refused, Throttled
from ichigen.mallkit.exchange import StockAnswer, StockRefusal, StockWrite
from ichigen.mallkit.json_values import Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.client_documents import download, hand_in
from ichigen.malls.amazon.client_stock import CAPABILITY, at_most, read_stock, refuse, shop_of
from ichigen.malls.amazon.errors import malformed, missing
from ichigen.malls.amazon.memory import MEMORY, Handed, Known
from ichigen.malls.amazon.operations import CREATE_LISTINGS_FEED, GET_FEED, GET_FEED_DOCUMENT
from ichigen.malls.amazon.wire_feeds import (
    LISTINGS_FEED,
    LISTINGS_TYPE,
    WAITING,
    FeedIssue,
    FeedReport,
    listings_feed,
    read_feed,
)
from ichigen.malls.amazon.wire_feeds import read_report as read_document

#: Readings before a hand-in: what falls meanwhile waits for them, at five a second.
COLD_READS = 20

AGAIN_AFTER = timedelta(minutes=1)

COLD = (
    "Amazonの出品をまだ読み終えていないため、まとめての書込みは、読んだあとに行います。それまでは1件ずつ書き込みます。"
)


def submit_stock(caller: Caller, rows: Sequence[StockWrite]) -> str:
    """Hand in the rows; the ticket is the id of the feed.

    Rows that must not be sent are left out of it and stand refused beside its report; `Refused` where none is left. Rows
    whose listing could not be read are left out too, and nothing is said of them: they are read and written again.
    """
    at_most(rows, CAPABILITY.bulk.rows if CAPABILITY.bulk else 0)
    found = _known(caller, [row.code for row in rows])
    readable = [row for row in rows if row.code in found]
    left_out = tuple(refusal for row in readable if (refusal := refuse(row, found[row.code])))
    unfit = {refusal.code for refusal in left_out}
    sent = [row for row in readable if row.code not in unfit]
    if not sent:
        raise _nothing_to_send(rows, left_out)
    types = [known.product_type for row in sent if (known := found[row.code])]
    content = listings_feed(caller.seller_id, sent, types)
    feed = hand_in(caller, CREATE_LISTINGS_FEED, LISTINGS_FEED, content, LISTINGS_TYPE, len(sent))
    MEMORY.keep_feed(shop_of(caller), feed, Handed(tuple(row.code for row in sent), left_out))
    return feed


def read_report(caller: Caller, ticket: str) -> StockAnswer | None:
    """Return what became of a feed; None while the mall is at work. A feed that ended without a report says nothing.

    DONE is no success (trap 3): what counts is the report, and after it the number that is read back.
    """
    try:
        state = read_feed(caller.document(GET_FEED, feed=ticket))
        if state.status in WAITING:
            return None
        if not state.result:
            return StockAnswer(frozenset())
        content, _ = download(caller, caller.document(GET_FEED_DOCUMENT, document=state.result))
        report = read_document(content)
    except Unreadable as error:
        raise malformed(Effect.READ) from error
    except Refused as error:
        if missing(error):
            return StockAnswer(frozenset())
        raise
    handed = MEMORY.feed(shop_of(caller), ticket)
    answer = outcome(report, handed.rows)
    return replace(answer, refused=(*answer.refused, *handed.left_out))


def outcome(report: FeedReport, rows: Sequence[str]) -> StockAnswer:
    """Return what a report says of the rows of its feed; `rows` empty: they are those the report itself lists.

    An error against the whole feed refuses every row. Where the mall's count of accepted messages is not ours, no row
    counts as accepted.
    """
    whole = [issue for issue in report.errors if not issue.sku and issue.message_id is None]
    refused = {sku: issue for issue in report.errors if (sku := issue.sku or _sku(rows, issue.message_id))}
    refused |= {sku: whole[0] for sku in rows if whole}
    accepted = frozenset(rows or report.listed) - refused.keys()
    if whole or (report.accepted is not None and report.accepted != len(accepted)):
        accepted = frozenset()
    return StockAnswer(accepted, tuple(_refusal(sku, issue) for sku, issue in refused.items()))


def _known(caller: Caller, codes: Sequence[str]) -> dict[str, Known | None]:
    """Read what was not read lately, a batch a call: nobody may write to goods in Amazon's warehouse.

    None = no such listing; a code that is not in the result could not be read. Raises `Throttled` where too much was not
    read lately: single writes go on meanwhile, and every regular reading brings the next hand-in nearer.
    """
    shop, size = shop_of(caller), CAPABILITY.read_batch
    unknown = [code for code in codes if MEMORY.get(shop, code) is None]
    absent: set[str] = set()
    for at in range(0, min(len(unknown), COLD_READS * size), size):
        reading = read_stock(caller, unknown[at : at + size])
        absent |= {row.code for row in reading.rows if row.quantity is None}
    if len(unknown) > COLD_READS * size:
        raise Throttled("feed.cold", COLD, caller.now() + AGAIN_AFTER)
    found = {code: MEMORY.get(shop, code) for code in codes}
    return {code: known for code, known in found.items() if known is not None or code in absent}


def _nothing_to_send(rows: Sequence[StockWrite], left_out: Sequence[StockRefusal]) -> MallError:
    if not left_out:
        return malformed(Effect.READ)
    first = left_out[0]
    return Refused(first.error, first.message, [row.code for row in rows].index(first.code))


def _sku(rows: Sequence[str], message_id: int | None) -> str:
    return rows[message_id - 1] if message_id is not None and 0 < message_id <= len(rows) else ""


def _refusal(sku: str, issue: FeedIssue) -> StockRefusal:
    return StockRefusal(
        sku, issue.code, f"Amazonが在庫数を受け付けませんでした: {issue.message or '理由なし'}({issue.code})"
    )
