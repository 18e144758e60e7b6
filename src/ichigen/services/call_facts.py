"""What the call log keeps of a request and its answer beside the columns: never bodies, headers with secrets, or queries."""

import re
from urllib.parse import urlsplit

from ichigen.domain.json import Json, JsonObject
from ichigen.mallkit.http import Call, Reply

PATH_LENGTH = 200

#: A part of a path that is as long as a token is not written down.
LONGEST_PART = 48

#: The headers in which malls and the gateways before them name a request.
REQUEST_ID = re.compile(r"(?:.*-)?(?:request-?id|trace-?id|correlation-?id)")
SAFE_ID = re.compile(r"[0-9A-Za-z._:/=+-]{1,80}")


def request_id(reply: Reply | None) -> str:
    """Return the mall's own number of the request; empty where it gives none."""
    if reply is None:
        return ""
    named = (value for name, value in sorted(reply.headers.items()) if REQUEST_ID.fullmatch(name.lower()))
    return next((value for value in named if SAFE_ID.fullmatch(value)), "")


def facts(call: Call, reply: Reply | None) -> JsonObject:
    """Return host, method, path without its query, sizes in bytes, and what the mall said of waiting."""
    address = urlsplit(call.url)
    parts = ["…" if len(part) > LONGEST_PART else part for part in address.path.split("/")]
    sent: dict[str, Json] = {
        "host": address.hostname or "",
        "method": call.method,
        "path": "/".join(parts)[:PATH_LENGTH],
        "request_bytes": len(call.content or b""),
    }
    if reply is None:
        return sent
    waits = {"retry_after": reply.headers["retry-after"][:40]} if reply.headers.get("retry-after") else {}
    kind = reply.headers.get("content-type", "").partition(";")[0][:60]
    return {**sent, "reply_bytes": len(reply.content), "content_type": kind, **waits}
