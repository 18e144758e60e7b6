"""Paste and verify: the mall is asked before anything is stored, and what is missing has a name (R1-27, R1-41)."""

from collections.abc import Iterator

import pytest

from ichigen.mallkit.registry import mall, malls
from ichigen.services.accounts.verify import Verified, verify_values, with_renewed
from ichigen.store.accounts import Account, MallCall
from ichigen.store.installation import Installation
from ichigen.store.sealed import seal
from tests.scenarios.town import Town, open_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with open_town() as running:
        yield running


def verify(town: Town, mall_id: str, **changes: str) -> Verified:
    town.advance_malls(2)  # the test before may have called within this second
    card = town.cards[mall_id]
    endpoints = {endpoint.name: card["base_url"] for endpoint in mall(mall_id).endpoints}
    return verify_values(mall_id, {**card["credentials"], **changes}, endpoints)


@pytest.mark.parametrize("mall_id", sorted(malls()))
def test_r1_41_right_values_pass_and_are_stored_nowhere(town: Town, mall_id: str) -> None:
    verified = verify(town, mall_id)

    assert verified.report is not None
    assert [(line.label, line.message) for line in verified.report.results if not line.ok] == []
    assert not Account.objects.exists()
    assert not MallCall.objects.exists()


def test_r1_27_a_function_that_is_switched_off_is_named(town: Town) -> None:
    control = town.control("rakuten")
    control.configure(functions_off=["rpay.order.updateOrderShipping"])
    try:
        verified = verify(town, "rakuten")
    finally:
        control.configure(functions_off=[])
        control.close()

    assert verified.report is not None
    assert [line.label for line in verified.report.results if not line.ok] == ["発送情報更新"]


def test_a_wrong_key_says_so(town: Town) -> None:
    verified = verify(town, "rakuten", licenseKey="SL000000_WrongWrongWrong")

    assert verified.report is not None
    assert not verified.report.ok
    assert all(line.message for line in verified.report.results if not line.ok)


def test_what_is_not_filled_in_is_named_and_no_mall_is_asked() -> None:
    verified = verify_values("rakuten", {}, {})

    required = {field.name for field in mall("rakuten").credentials if field.required}
    assert (verified.report, set(verified.errors)) == (None, required)


def test_a_practice_installation_asks_simulators_only() -> None:
    Installation.objects.create(kind=Installation.Kind.PRACTICE)

    verified = verify_values("rakuten", {}, {})

    assert "練習用" in verified.errors[f"endpoint_{mall('rakuten').endpoints[0].name}"]


def test_a_credential_that_the_mall_renewed_takes_the_place_of_the_pasted_one_and_of_no_other() -> None:
    renewed = seal({"refresh_token": {"pasted": "old", "now": "new"}})

    assert with_renewed({"refresh_token": " old ", "client_id": "c"}, renewed) == {
        "refresh_token": "new",
        "client_id": "c",
    }
    assert with_renewed({"refresh_token": "other"}, renewed) == {"refresh_token": "other"}
    assert with_renewed({"refresh_token": "old"}, "") == {"refresh_token": "old"}
    assert with_renewed({"refresh_token": "old"}, "key:not-a-token") == {"refresh_token": "old"}
