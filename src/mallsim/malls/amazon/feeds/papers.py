"""The store behind pre-signed addresses: valid five minutes, same content type, no access token (4.5, Trap 10)."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from mallsim.malls.amazon.feeds.model import Method, Paper
from mallsim.malls.amazon.settings import REGION, RESULT_KEPT_S, SIGNED_URL_S
from mallsim.malls.amazon.shop import Shop

PATH = "/tortuga"


def new_paper(
    shop: Shop, content_type: str, now: datetime, content: bytes | None = None, *, zipped: bool = False
) -> Paper:
    """A document, still to be uploaded or made by Amazon."""
    stored = gzip.compress(content, mtime=0) if content is not None and zipped else content
    paper = Paper(f"amzn1.tortuga.4.fe.{shop.uuid()}.{shop.letters(12)}", content_type, now, stored, zipped)
    shop.papers[paper.id] = paper
    return paper


def signed_url(shop: Shop, paper: Paper, method: Method, base_url: str, now: datetime) -> str:
    """An address that lets anyone upload or download for five minutes; never scaled."""
    signature = shop.letters(40)
    paper.doors[signature] = (method, now + timedelta(seconds=SIGNED_URL_S))
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": now.strftime("%Y%m%dT%H%M%SZ"),
        "X-Amz-Expires": str(SIGNED_URL_S),
        "X-Amz-Credential": f"AKIASIMULATED/{now:%Y%m%d}/{REGION}/s3/aws4_request",
        "X-Amz-SignedHeaders": "content-type;host" if method == "PUT" else "host",
        "X-Amz-Signature": signature,
    }
    return f"{base_url}{PATH}/{paper.id}?{urlencode(query)}"


def kept(shop: Shop, paper_id: str, now: datetime) -> Paper | None:
    """A result document while Amazon keeps it (28 days)."""
    paper = shop.papers.get(paper_id)
    return paper if paper and now < paper.created + timedelta(seconds=RESULT_KEPT_S) else None


def serve(shop: Shop, request: Request, body: bytes, now: datetime) -> Response:
    """PUT or GET of a signed address, answered as the store of documents would."""
    paper = shop.papers.get(request.path_params["document"])
    method, until = (paper.doors if paper else {}).get(request.query_params.get("X-Amz-Signature", ""), ("", now))
    if paper is None or method != request.method:
        return _refused("SignatureDoesNotMatch", "The request signature we calculated does not match.")
    if "x-amz-access-token" in request.headers:
        return _refused("AccessDenied", "There were headers present in the request which were not signed")
    if now >= until:
        return _refused("AccessDenied", "Request has expired")
    if request.method == "GET":
        return Response(paper.content, 200, {"Content-Type": paper.content_type})
    if _plain(request.headers.get("content-type", "")) != _plain(paper.content_type):
        return _refused("SignatureDoesNotMatch", "The request signature we calculated does not match.")
    paper.content = body
    return Response(None, 200)


def _plain(content_type: str) -> str:
    return content_type.replace(" ", "").lower()


def _refused(code: str, message: str) -> Response:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>'
    return Response(text, 403, {"Content-Type": "application/xml"})
