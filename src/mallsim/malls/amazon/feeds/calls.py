"""The Feeds operations (section 4.5)."""

from __future__ import annotations

from datetime import timedelta

from mallsim.malls.amazon.feeds.model import CANCELLED, IN_QUEUE, STATUSES, Feed
from mallsim.malls.amazon.feeds.papers import kept, new_paper, signed_url
from mallsim.malls.amazon.feeds.processing import JSON_LISTINGS, KNOWN_TYPES
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, RefusedError, invalid, not_found, second

SUBMISSIONS, SUBMISSIONS_S = 5, 300
"""JSON_LISTINGS_FEED: so many in five minutes (section 2)."""
PAGE, LARGEST_PAGE = 10, 100


def create_document(visit: Visit) -> Answer:
    """``POST /feeds/2021-06-30/documents`` → 201."""
    content_type = visit.document().get("contentType")
    if not isinstance(content_type, str) or "/" not in content_type:
        raise invalid("contentType: is invalid.")
    paper = new_paper(visit.shop, content_type, visit.now)
    url = signed_url(visit.shop, paper, "PUT", visit.base_url, visit.now)
    return Answer(201, {"feedDocumentId": paper.id, "url": url})


def create_feed(visit: Visit) -> Answer:
    """``POST /feeds/2021-06-30/feeds`` → 202."""
    body, shop = visit.document(), visit.shop
    kind, paper_id = body.get("feedType"), body.get("inputFeedDocumentId")
    if not isinstance(kind, str) or kind not in KNOWN_TYPES:
        raise invalid("feedType: is invalid.")
    if not isinstance(body.get("marketplaceIds"), list) or MARKETPLACE not in body["marketplaceIds"]:
        raise invalid("marketplaceIds: is invalid.")
    if not isinstance(paper_id, str) or paper_id not in shop.papers:
        raise invalid("inputFeedDocumentId: is invalid.")
    if kind == JSON_LISTINGS:
        _check_submissions(visit)
    wait = shop.wait(shop.settings.feed_s)
    times = (visit.now, visit.now + wait / 3, visit.now + wait)
    options = {str(key): str(value) for key, value in dict(body.get("feedOptions") or {}).items()}
    feed = Feed(shop.digits(11), kind, paper_id, *times, visit.call, options)
    shop.feeds[feed.id] = feed
    return Answer(202, {"feedId": feed.id})


def _check_submissions(visit: Visit) -> None:
    since = visit.now - timedelta(seconds=SUBMISSIONS_S)
    recent = [one for one in visit.shop.feeds.values() if one.type == JSON_LISTINGS and one.created > since]
    if len(recent) >= SUBMISSIONS:
        raise RefusedError(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


def get_feed(visit: Visit) -> Answer:
    """``GET /feeds/2021-06-30/feeds/{feedId}``."""
    return Answer(200, _document(_find(visit)))


def get_feeds(visit: Visit) -> Answer:
    """``GET /feeds/2021-06-30/feeds``: newest first; without ``nextToken`` the types are needed."""
    types = visit.csv("feedTypes", most=10)
    start = _start(visit)
    if not types and visit.one("nextToken") is None:
        raise invalid("feedTypes: is required without nextToken.")
    statuses = visit.csv("processingStatuses", STATUSES)
    size = visit.number("pageSize", PAGE, 1, LARGEST_PAGE)
    found = [
        feed
        for feed in sorted(visit.shop.feeds.values(), key=lambda feed: feed.created, reverse=True)
        if (not types or feed.type in types) and (not statuses or feed.status in statuses)
    ]
    body: Document = {"feeds": visit.call.arranged([_document(feed) for feed in found[start : start + size]])}
    if len(found) > start + size:
        token = visit.shop.letters(32)
        visit.shop.pages[token] = start + size
        body["nextToken"] = token
    return Answer(200, body)


def _start(visit: Visit) -> int:
    token = visit.one("nextToken")
    if token is not None and token not in visit.shop.pages:
        raise invalid("nextToken: is invalid.")
    return visit.shop.pages[token] if token else 0


def cancel_feed(visit: Visit) -> Answer:
    """``DELETE /feeds/2021-06-30/feeds/{feedId}``: only while it is queued."""
    feed = _find(visit)
    if feed.status != IN_QUEUE:
        raise invalid(f"The feed {feed.id} is {feed.status} and cannot be cancelled.")
    feed.status = CANCELLED
    return Answer(200)


def get_document(visit: Visit) -> Answer:
    """``GET /feeds/2021-06-30/documents/{feedDocumentId}``: an address for the download."""
    paper = kept(visit.shop, visit.path["feedDocumentId"], visit.now)
    if paper is None:
        raise not_found("The feed document was not found.")
    url = signed_url(visit.shop, paper, "GET", visit.base_url, visit.now)
    body = {"feedDocumentId": paper.id, "url": url}
    return Answer(200, {**body, "compressionAlgorithm": "GZIP"} if paper.gzip else body)


def _find(visit: Visit) -> Feed:
    feed = visit.shop.feeds.get(visit.path["feedId"])
    if feed is None:
        raise not_found(f"The feed {visit.path['feedId']} was not found.")
    return feed


def _document(feed: Feed) -> Document:
    body = {
        "feedId": feed.id,
        "feedType": feed.type,
        "marketplaceIds": [MARKETPLACE],
        "createdTime": second(feed.created),
        "processingStatus": feed.status,
    }
    if feed.status not in (IN_QUEUE, CANCELLED):
        body["processingStartTime"] = second(feed.starts)
    if feed.status not in (IN_QUEUE, CANCELLED, "IN_PROGRESS"):
        body["processingEndTime"] = second(feed.ends)
    return {**body, "resultFeedDocumentId": feed.result_id} if feed.result_id else body
