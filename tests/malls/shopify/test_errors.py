"""The mall's three layers of errors → the four kinds (page section 2)."""

from datetime import timedelta
from typing import Any

import pytest

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import Reply
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify.errors import (
    TABLE,
    Kind,
    UserError,
    answer_error,
    row_faults,
    status_error,
    user_error,
    user_errors,
)
from tests.malls.shopify import documents
from tests.malls.shopify.account import NOW


def error(code: str, message: str = "No", **extensions: Any) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code} | extensions}]}


def kind(found: MallError | None) -> tuple[type[MallError], bool]:
    assert found is not None
    assert found.message
    return type(found), isinstance(found, Retryable) and found.unknown_effect


@pytest.mark.parametrize(
    ("status", "of_a_write"),
    [
        (401, (AuthExpired, False)),
        (402, (AuthExpired, False)),
        (403, (AuthExpired, False)),
        (404, (AuthExpired, False)),
        (423, (AuthExpired, False)),
        (429, (Throttled, False)),
        (430, (Throttled, False)),
        (400, (Refused, False)),
        (406, (Refused, False)),
        (408, (Retryable, True)),
        (301, (Retryable, True)),
        (500, (Retryable, True)),
        (503, (Retryable, True)),
    ],
)
def test_the_first_layer_is_the_http_status_section_1(status: int, of_a_write: tuple[type[MallError], bool]) -> None:
    reply = Reply(status, {}, b"", 0.1)

    assert kind(status_error(reply, Effect.WRITE, NOW)) == of_a_write
    assert kind(status_error(reply, Effect.READ, NOW)) == (of_a_write[0], False)


def test_a_200_says_nothing_by_its_status_trap_3() -> None:
    assert status_error(Reply(200, {}, b"", 0.1), Effect.WRITE, NOW) is None
    assert answer_error({"data": {}}, Effect.WRITE, NOW) is None


def test_a_busy_mall_names_the_wait() -> None:
    found = status_error(Reply(429, {"retry-after": "20"}, b"", 0.1), Effect.READ, NOW)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOW + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("code", "of_a_write"),
    [
        ("THROTTLED", (Throttled, False)),
        ("ACCESS_DENIED", (AuthExpired, False)),
        ("SHOP_INACTIVE", (AuthExpired, False)),
        ("INTERNAL_SERVER_ERROR", (Retryable, True)),
        ("MAX_COST_EXCEEDED", (Refused, False)),
        ("BAD_REQUEST", (Refused, False)),
        ("INVALID_FIELD_ARGUMENTS", (Refused, False)),
        ("INVALID_VARIABLE", (Refused, False)),
        ("missingRequiredArguments", (Refused, False)),
        ("argumentLiteralsIncompatible", (Refused, False)),
        ("undefinedField", (Refused, False)),
        ("RESOURCE_NOT_FOUND", (Refused, False)),
        ("NEW_IN_2027", (Retryable, True)),
    ],
)
def test_the_second_layer_is_the_code_of_top_level_errors_section_2(
    code: str, of_a_write: tuple[type[MallError], bool]
) -> None:
    found = answer_error(error(code), Effect.WRITE, NOW)

    assert kind(found) == of_a_write
    assert found is not None
    assert found.code == code


def test_an_error_that_nobody_described_may_pass() -> None:
    assert kind(answer_error(error("NEW_IN_2027"), Effect.READ, NOW)) == (Retryable, False)
    assert kind(answer_error({"errors": "Not Found"}, Effect.READ, NOW)) == (Retryable, False)
    assert kind(answer_error({"errors": "Not Found"}, Effect.WRITE, NOW)) == (Retryable, True)


def test_the_wait_is_what_lacks_by_the_rate_of_restoring_section_2() -> None:
    found = answer_error(documents.THROTTLED, Effect.READ, NOW)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOW + timedelta(seconds=(202 - 18) / 100)


@pytest.mark.parametrize(
    ("status", "wait_s"),
    [
        ({"currentlyAvailable": 500, "restoreRate": 100}, 0.1),
        ({"currentlyAvailable": 0, "restoreRate": 0.001}, 3600),
        ({"currentlyAvailable": 0, "restoreRate": 0}, 2),
        ({"currentlyAvailable": "few", "restoreRate": 100}, 2),
        (None, 2),
    ],
)
def test_a_wait_is_never_past_nor_endless(status: dict[str, Any] | None, wait_s: float) -> None:
    cost = {"requestedQueryCost": 202, "throttleStatus": status}
    found = answer_error(error("THROTTLED") | {"extensions": {"cost": cost}}, Effect.READ, NOW)

    assert isinstance(found, Throttled)
    assert found.retry_at == NOW + timedelta(seconds=wait_s)


@pytest.mark.parametrize(
    ("message", "extensions", "scope"),
    [
        ("Access denied for orders field. Required access: `read_orders` access scope.", {}, "read_orders"),
        ("Access denied.", {"requiredAccess": "`write_inventory` access scope."}, "write_inventory"),
        (
            "No",
            {"requiredAccess": "`write_assigned_fulfillment_orders` or `write_merchant_managed_fulfillment_orders`."},
            "write_merchant_managed_fulfillment_orders",
        ),
        ("This app is not approved to access the Order object", {}, ""),
    ],
)
def test_a_denied_access_names_its_scope_section_2(message: str, extensions: dict[str, Any], scope: str) -> None:
    answer = error("ACCESS_DENIED", message, **extensions) | {"data": {"orders": None}}
    found = answer_error(answer, Effect.READ, NOW)

    assert isinstance(found, AuthExpired)
    assert found.permission == scope
    assert scope in found.message


def test_an_error_inside_a_row_concerns_that_row_alone() -> None:
    inside = {"message": "boom", "path": ["nodes", 2, "note"], "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    denied = inside | {"path": ["nodes", 2, "lineItems"], "extensions": {"code": "ACCESS_DENIED"}}

    assert row_faults({"errors": [inside]}, "nodes") == {
        2: "モールが受け付けませんでした: boom (INTERNAL_SERVER_ERROR)"
    }
    assert row_faults({"errors": [inside, denied]}, "nodes") is None
    assert row_faults({"errors": [inside | {"path": ["nodes"]}]}, "nodes") is None
    assert row_faults({"errors": "no"}, "nodes") is None
    assert row_faults({}, "nodes") == {}


def test_personal_data_that_is_kept_back_costs_no_order_section_1() -> None:
    """An app without the right to customer data gets nulls; the order and its stock stand."""
    phone = {"message": "This app is not approved to use the phone field", "path": ["nodes", 0, "phone"]}
    address = {"message": "Denied", "path": ["nodes", 0, "shippingAddress"], "extensions": {"code": "ACCESS_DENIED"}}

    assert row_faults({"errors": [phone, address], "data": {"nodes": [{"phone": None}]}}, "nodes") == {}
    gone = row_faults({"errors": [address], "data": {"nodes": [None]}}, "nodes")
    assert gone == {0: "モールが受け付けませんでした: Denied (ACCESS_DENIED)"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("CHANGE_FROM_QUANTITY_STALE", (Refused, False)),
        ("INVALID_INVENTORY_ITEM", (Refused, False)),
        ("INVALID_LOCATION", (Refused, False)),
        ("ITEM_NOT_STOCKED_AT_LOCATION", (Refused, False)),
        ("NON_MUTABLE_INVENTORY_ITEM", (Refused, False)),
        ("IDEMPOTENCY_CONCURRENT_REQUEST", (Retryable, True)),
        ("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", (Retryable, False)),
        ("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", (Refused, False)),
        ("INTERNAL_ERROR", (Retryable, True)),
        ("NEW_IN_2027", (Refused, False)),
        ("", (Refused, False)),
    ],
)
def test_the_third_layer_is_the_mutations_own_sections_5_and_6(
    code: str, expected: tuple[type[MallError], bool]
) -> None:
    said = user_errors({"userErrors": [{"field": None, "message": "No", "code": code or None}]})

    assert said == (UserError(code, "No", ()),)
    assert kind(user_error(said, Effect.WRITE, NOW)) == expected
    assert user_error((), Effect.WRITE, NOW) is None


def test_what_the_mall_says_is_shown_where_we_have_no_words_section_4() -> None:
    message = "Fulfillment order 982 has an unfulfillable status= closed."
    found = user_error((UserError("", message, ("fulfillment",)),), Effect.WRITE, NOW)

    assert found is not None
    assert found.message == f"モールが受け付けませんでした: {message} (コードなし)"


def test_every_row_of_the_table_asks_for_one_of_the_kinds_and_only_refusals_lack_words() -> None:
    assert {row[0] for row in TABLE.values()} == set(Kind)
    assert [code for code, (asked, words) in TABLE.items() if not words and asked is not Kind.REFUSED] == []
