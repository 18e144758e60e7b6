"""The Reports operations (section 6)."""

from __future__ import annotations

from datetime import datetime

from mallsim.malls.amazon.feeds.model import CANCELLED, DONE, IN_PROGRESS, IN_QUEUE, STATUSES
from mallsim.malls.amazon.feeds.papers import kept, new_paper, signed_url
from mallsim.malls.amazon.reports.listings import listings_report
from mallsim.malls.amazon.reports.model import Report
from mallsim.malls.amazon.settings import MARKETPLACE
from mallsim.malls.amazon.shop import Shop
from mallsim.malls.amazon.visit import Visit
from mallsim.malls.amazon.wire import Answer, Document, invalid, not_found, second

ALL_LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
LOCALE = "preferredReportDocumentLocale"


def create_report(visit: Visit) -> Answer:
    """``POST /reports/2021-06-30/reports`` → 202."""
    body, shop = visit.document(), visit.shop
    kind, options = body.get("reportType"), body.get("reportOptions") or {}
    if not isinstance(kind, str) or not kind.startswith("GET_"):
        raise invalid("reportType: is invalid.")
    if not isinstance(body.get("marketplaceIds"), list) or MARKETPLACE not in body["marketplaceIds"]:
        raise invalid("marketplaceIds: is invalid.")
    wait = shop.wait(shop.settings.report_s)
    times = (visit.now, visit.now + wait / 3, visit.now + wait)
    report = Report(shop.digits(11), kind, *times, {str(key): str(value) for key, value in dict(options).items()})
    shop.reports[report.id] = report
    return Answer(202, {"reportId": report.id})


def get_report(visit: Visit) -> Answer:
    """``GET /reports/2021-06-30/reports/{reportId}``."""
    report = visit.shop.reports.get(visit.path["reportId"])
    if report is None:
        raise not_found(f"The report {visit.path['reportId']} was not found.")
    return Answer(200, _document(report))


def get_reports(visit: Visit) -> Answer:
    """``GET /reports/2021-06-30/reports``: newest first, at most 100."""
    types, statuses = visit.csv("reportTypes", most=10), visit.csv("processingStatuses", STATUSES)
    if not types:
        raise invalid("reportTypes: is required.")
    newest = sorted(visit.shop.reports.values(), key=lambda report: report.created, reverse=True)
    found = [one for one in newest if one.type in types and (not statuses or one.status in statuses)]
    size = visit.number("pageSize", 10, 1, 100)
    return Answer(200, {"reports": visit.call.arranged([_document(one) for one in found[:size]])})


def get_document(visit: Visit) -> Answer:
    """``GET /reports/2021-06-30/documents/{reportDocumentId}``: an address for the download."""
    paper = kept(visit.shop, visit.path["reportDocumentId"], visit.now)
    if paper is None:
        raise not_found("The report document was not found.")
    url = signed_url(visit.shop, paper, "GET", visit.base_url, visit.now)
    return Answer(200, {"reportDocumentId": paper.id, "url": url, "compressionAlgorithm": "GZIP"})


def settle(shop: Shop, now: datetime) -> None:
    """Make the reports that are due; a type that has no data here ends CANCELLED."""
    for report in shop.reports.values():
        if report.status == IN_QUEUE and report.starts <= now:
            report.status = IN_PROGRESS
        if report.status == IN_PROGRESS and report.ends <= now:
            report.status = DONE if report.type == ALL_LISTINGS else CANCELLED
            if report.status == DONE:
                content_type, body = listings_report(shop.listings.values(), report.options.get(LOCALE, ""))
                report.paper_id = new_paper(shop, content_type, report.ends, body, zipped=True).id


def _document(report: Report) -> Document:
    body = {
        "reportId": report.id,
        "reportType": report.type,
        "marketplaceIds": [MARKETPLACE],
        "createdTime": second(report.created),
        "processingStatus": report.status,
    }
    if report.status not in (IN_QUEUE, CANCELLED):
        body["processingStartTime"] = second(report.starts)
    if report.status == DONE:
        body |= {"processingEndTime": second(report.ends), "reportDocumentId": report.paper_id}
    return body
