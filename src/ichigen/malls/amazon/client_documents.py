"""Documents of feeds and reports: uploaded to and downloaded from an address that lives 5 minutes (sections 4.5 and 6)."""

import gzip
import zlib

from ichigen.mallkit.errors import MallError, Retryable
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import Document, Unreadable
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.errors import PASSING, malformed
from ichigen.malls.amazon.operations import (
    CREATE_FEED_DOCUMENT,
    DOWNLOAD,
    UPLOAD,
    Operation,
)
from ichigen.malls.amazon.wire import required_text, text

#: A document takes longer than a call.
_TRANSFER_S = 60.0

#: More than any feed report or catalogue; a packed document that grows beyond this is not read.
_MOST_BYTES = 200_000_000


def hand_in(caller: Caller, feed: Operation, kind: str, content: bytes, content_type: str, rows: int) -> str:
    """Hand in a feed in its three calls and return its id. Only the last one has an effect."""
    place = caller.document(CREATE_FEED_DOCUMENT, body={"contentType": content_type}, rows=rows)
    try:
        document, url = required_text(place, "feedDocumentId"), required_text(place, "url")
    except Unreadable as error:
        raise malformed(CREATE_FEED_DOCUMENT.effect) from error
    _upload(caller, url, content, content_type, rows)
    specification = {
        "feedType": kind,
        "marketplaceIds": [caller.marketplace],
        "inputFeedDocumentId": document,
    }
    created = caller.document(feed, body=specification, rows=rows)
    try:
        return required_text(created, "feedId")
    except Unreadable as error:
        raise malformed(feed.effect) from error


def download(caller: Caller, place: Document) -> tuple[bytes, str]:
    """Return a document, unpacked, and its `Content-Type`. `place` is the answer that names its address."""
    try:
        url = required_text(place, "url")
    except Unreadable as error:
        raise malformed(Effect.READ) from error
    reply = _send(caller, Call(DOWNLOAD, Effect.READ, "GET", url, timeout_s=_TRANSFER_S))
    packed = text(place, "compressionAlgorithm") == "GZIP"
    try:
        content = _unpacked(reply.content) if packed else reply.content
    except (OSError, EOFError, zlib.error) as error:
        raise malformed(Effect.READ) from error
    return content, reply.headers.get("content-type", "")


def _upload(caller: Caller, url: str, content: bytes, content_type: str, rows: int) -> None:
    """The address itself is the permission: no token, and the content type that it was asked for (trap 10)."""
    headers = {"Content-Type": content_type}
    _send(caller, Call(UPLOAD, Effect.READ, "PUT", url, headers, content=content, rows=rows, timeout_s=_TRANSFER_S))


def _send(caller: Caller, call: Call) -> Reply:
    """An address that is over is asked for anew by the next run: nothing was done."""
    reply = caller.connection.http.send(call)
    if 200 <= reply.status < 300:
        return reply
    raise _fault(reply)


def _fault(reply: Reply) -> MallError:
    return Retryable(f"document.http_{reply.status}", PASSING)


def _unpacked(content: bytes) -> bytes:
    """The HTTP client has unpacked it already where the server says so in `Content-Encoding`."""
    if content[:2] != b"\x1f\x8b":
        return content
    engine = zlib.decompressobj(wbits=31)
    found = engine.decompress(content, _MOST_BYTES)
    if engine.unconsumed_tail or not engine.eof:
        raise gzip.BadGzipFile("cut or too long")
    return found
