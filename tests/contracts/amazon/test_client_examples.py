"""The official examples of the models (`x-amzn-api-sandbox`): what the client reads of them, each one."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ichigen.mallkit.errors import MallError, Refused
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.json_values import child, children, parse_json
from ichigen.mallkit.manifest import Effect
from ichigen.malls.amazon import translate_orders
from ichigen.malls.amazon.errors import error_of
from ichigen.malls.amazon.operations import OPERATIONS
from ichigen.malls.amazon.wire import required_text, text
from ichigen.malls.amazon.wire_feeds import read_feed
from ichigen.malls.amazon.wire_listings import read_listing, read_search, read_submission
from ichigen.malls.amazon.wire_orders import OrderList, read_list, read_single
from ichigen.malls.amazon.wire_reports import read_state
from tests.contracts.amazon.client_models import WITH_CANCEL, Example, examples
from tests.malls.amazon.account import NOW

#: Operations the client calls, by the name of their model; orders of v0 share names with those of 2026.
OURS = {operation.api for operation in OPERATIONS}
V0 = "ordersV0.json"


def is_ours(example: Example) -> bool:
    name = example.contract.name
    return name in OURS and (example.contract.model != V0 or name == "confirmShipment")


def _orders(document: Mapping[str, Any]) -> object:
    found: OrderList = read_list(document)
    assert found.problems == ()
    return [translate_orders.order(order, {}) for order in found.orders]


def _order(document: Mapping[str, Any]) -> object:
    return translate_orders.order(read_single(document), {})


def _search(document: Mapping[str, Any]) -> object:
    found = read_search(document)
    assert found.problems == ()
    return found.listings


#: How the client reads each answer; where there is none, the status alone counts.
READERS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "searchOrders": _orders,
    "getOrder": _order,
    "searchListingsItems": _search,
    "getListingsItem": read_listing,
    "patchListingsItem": read_submission,
    "createFeedDocument": lambda d: (required_text(d, "feedDocumentId"), required_text(d, "url")),
    "createFeed": lambda d: required_text(d, "feedId"),
    "getFeed": read_feed,
    "getFeedDocument": lambda d: required_text(d, "url"),
    "createReport": lambda d: required_text(d, "reportId"),
    "getReport": read_state,
    "getReportDocument": lambda d: required_text(d, "url"),
    "getMarketplaceParticipations": lambda d: [text(child(e, "marketplace"), "id") for e in children(d, "payload")],
    "getSubscription": lambda d: required_text(child(d, "payload"), "subscriptionId"),
    "createSubscription": lambda d: required_text(child(d, "payload"), "subscriptionId"),
    "getDestinations": lambda d: [required_text(e, "destinationId") for e in children(d, "payload")],
    "createDestination": lambda d: required_text(child(d, "payload"), "destinationId"),
}


def test_the_examples_are_all_there_and_these_are_ours(official: Path) -> None:
    found = list(examples(official))
    ours = [example for example in found if is_ours(example)]

    assert len(found) == 118
    assert len(ours) == EXAMPLES_OF_OURS
    assert Counter(example.contract.name for example in found if not is_ours(example)) == NOT_CALLED
    assert {operation.api for operation in OPERATIONS} - {e.contract.name for e in ours} == {"getInventorySummaries"}


def test_every_official_success_is_read(official: Path) -> None:
    read = 0
    for example in filter(is_ours, examples(official)):
        if example.status < 300 and example.contract.name in READERS:
            assert READERS[example.contract.name](parse_json(json.dumps(example.response).encode()))
            read += 1

    assert read == SUCCESSES_READ


def test_every_official_refusal_is_one_of_the_four_kinds(official: Path) -> None:
    kinds: Counter[type[MallError]] = Counter()
    for example in filter(is_ours, examples(official)):
        if example.status >= 400:
            reply = Reply(example.status, {}, json.dumps(example.response).encode(), 0.1)
            error = error_of(Call("orders.get", Effect.READ, "GET", "http://127.0.0.1:9/"), reply, NOW)
            kinds[type(error)] += 1
            assert error.code == example.response["errors"][0]["code"]

    assert kinds == REFUSALS


def test_invalid_is_told_from_accepted_in_the_official_examples(official: Path) -> None:
    patches = [e for e in examples(official) if e.contract.name == "patchListingsItem" and e.status == 200]

    assert Counter(read_submission(example.response).status for example in patches) == SUBMISSIONS


def test_the_two_variants_of_the_orders_model_have_the_same_examples(official: Path) -> None:
    both = [e for e in examples(official) if e.contract.name in ("searchOrders", "getOrder")]
    old = [e.response for e in both if e.contract.model == WITH_CANCEL and e.contract.name == "searchOrders"]
    new = [e.response for e in both if e.contract.model not in (WITH_CANCEL, V0) and e.contract.name == "searchOrders"]

    assert (len(old), len(new)) == (4, 4)


#: 47 of 118: 29 successes are read, 2 are told by their status alone (204 and 202), 16 are refusals.
EXAMPLES_OF_OURS = 47
SUCCESSES_READ = 29
REFUSALS: dict[type[MallError], int] = {Refused: 16}
SUBMISSIONS: dict[str, int] = {"ACCEPTED": 1, "INVALID": 1, "VALID": 1}

#: 71 of 118 are of operations the client does not call; getOrder here is that of v0.
NOT_CALLED: dict[str, int] = {
    "cancelFeed": 2,
    "cancelReport": 2,
    "cancelReportSchedule": 2,
    "createReportSchedule": 2,
    "createRestrictedDataToken": 3,
    "deleteDestination": 1,
    "deleteListingsItem": 2,
    "deleteSubscriptionById": 1,
    "getAccount": 2,
    "getCatalogItem": 2,
    "getDefinitionsProductType": 2,
    "getDestination": 1,
    "getFeeds": 2,
    "getListingsRestrictions": 2,
    "getOrder": 3,
    "getOrderAddress": 2,
    "getOrderBuyerInfo": 2,
    "getOrderItems": 2,
    "getOrderItemsBuyerInfo": 2,
    "getOrderRegulatedInfo": 3,
    "getOrders": 4,
    "getReportSchedule": 2,
    "getReportSchedules": 2,
    "getReports": 2,
    "getSubscriptionById": 1,
    "getSubscriptions": 1,
    "putListingsItem": 4,
    "searchCatalogItems": 2,
    "searchDefinitionsProductTypes": 2,
    "updateShipmentStatus": 2,
    "updateVerificationStatus": 9,
}
