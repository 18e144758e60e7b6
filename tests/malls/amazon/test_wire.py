"""The parsers: whatever stands where, one bad row is one problem and nothing is fatal."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ichigen.mallkit.json_values import Unreadable
from ichigen.malls.amazon import translate_orders
from ichigen.malls.amazon.client_bulk import outcome
from ichigen.malls.amazon.handles import item_ids, next_reference, remaining, told
from ichigen.malls.amazon.wire_feeds import read_report, refusals_of_text
from ichigen.malls.amazon.wire_listings import read_inventory, read_search, read_submission
from ichigen.malls.amazon.wire_messages import read_error
from ichigen.malls.amazon.wire_orders import read_list
from ichigen.malls.amazon.wire_reports import decode
from tests.malls.amazon import documents
from tests.malls.amazon.untimed import UNTIMED

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.just("9" * 5000)
    | st.just("\0 \ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in inner for place in places(entry, (*path, key)))]


def mutated(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> Any:
    """Return the document with another value at a place."""
    if not path:
        return document
    found = deepcopy(document)
    spot: Any = found
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    return found


ORDER = documents.order("SHIPPED", packages=[documents.package()])
ORDER["recipient"]["deliveryPreference"] = {"dropOffLocation": "玄関", "addressInstruction": "裏"}
ORDER["orderItems"][0]["cancellation"] = {"cancellationExecution": {"cancelledBy": "BUYER"}}
LISTING = documents.listing(relationships=[{"relationships": [{"type": "VARIATION", "parentSkus": ["P"]}]}])
REPORT = documents.report({"messageId": 1, "sku": "A", "severity": "ERROR", "code": "1", "message": "x"}, items=("B",))


@UNTIMED
@given(st.sampled_from(places(ORDER)), JUNK)
def test_one_mutated_order_is_read_or_is_one_problem(path: tuple[str | int, ...], value: Any) -> None:
    found = read_list({"orders": [documents.order(), mutated(ORDER, path, value)]})

    assert len(found.orders) + len(found.problems) == 2
    for order in found.orders:
        ours = translate_orders.order(order, {})
        assert all(line.quantity > 0 for line in ours.lines)
        assert next_reference(ours) > 0
        assert {item.item_id for item in remaining(ours)} <= set(item_ids(ours))
        assert len(told(ours)) <= 1


@UNTIMED
@given(st.sampled_from(places(LISTING)), JUNK)
def test_one_mutated_listing_is_read_or_is_one_problem(path: tuple[str | int, ...], value: Any) -> None:
    found = read_search({"numberOfResults": 2, "items": [documents.listing("A"), mutated(LISTING, path, value)]})

    assert len(found.listings) + len(found.problems) == 2
    assert found.listings[0].sku == "A"


@UNTIMED
@given(st.sampled_from(places(REPORT)), JUNK)
def test_a_mutated_report_never_accepts_a_row_it_refuses(path: tuple[str | int, ...], value: Any) -> None:
    try:
        report = read_report(json.dumps(mutated(REPORT, path, value)).encode())
    except Unreadable:
        return
    answer = outcome(report, ("A", "B"))
    assert not answer.accepted & {refusal.code for refusal in answer.refused}


@UNTIMED
@given(st.dictionaries(st.sampled_from(["orders", "items", "payload", "status", "issues", "pagination"]), JUNK))
def test_no_document_is_fatal(document: dict[str, Any]) -> None:
    for reader in (read_list, read_search, read_submission, read_inventory):
        try:
            reader(document)
        except Unreadable:
            continue


@UNTIMED
@given(st.binary(max_size=200))
def test_no_bytes_are_fatal(content: bytes) -> None:
    read_error(content)
    refusals_of_text(decode(content, ""))
    try:
        read_report(content)
    except Unreadable:
        return


def test_unknown_members_are_passed_over_trap_14() -> None:
    order = documents.order()
    order["fulfillment"]["promiseCalculationInputs"] = {"x": 1}
    order["novelty"] = [1]

    assert read_list({"orders": [order]}).orders == read_list({"orders": [documents.order()]}).orders


def test_what_no_database_takes_is_taken_out() -> None:
    order = read_list({"orders": [documents.order(programs=["\0A\ud800"])]}).orders[0]

    assert order.programs == ("A?",)
