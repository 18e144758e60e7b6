"""Linking an account: held against the manifest, checked on the mall at once, doubled never (R1-08, R1-27, E2-31, E2-34)."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ichigen.mallkit.registry import mall, malls
from ichigen.services.accounts.check import check_account
from ichigen.services.accounts.link import LinkOutcome, link_account
from ichigen.services.accounts.start import start_stock_sync
from ichigen.services.clock import now
from ichigen.services.loops import begin_run, finish_run
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from tests.scenarios.town import Town, open_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with open_town() as running:
        yield running


def link(town: Town, mall_id: str, **changes: str) -> LinkOutcome:
    town.advance_malls(2)  # the test before may have called within this second
    card = town.cards[mall_id]
    endpoints = {endpoint.name: card["base_url"] for endpoint in mall(mall_id).endpoints}
    return link_account(mall_id, "本店", {**card["credentials"], **changes}, endpoints, None)


@pytest.mark.parametrize("mall_id", sorted(malls()))
def test_right_values_are_stored_sealed_and_pass(town: Town, mall_id: str) -> None:
    outcome = link(town, mall_id)

    assert outcome.report is not None
    assert [(line.label, line.message) for line in outcome.report.results if not line.ok] == []
    account = Account.objects.get()
    assert account.id == outcome.account_id
    assert (account.mode, account.health, account.health_message) == ("reading", "ok", "")
    assert account.checked_at is not None


@pytest.mark.parametrize("mall_id", sorted(malls()))
def test_linking_the_same_shop_again_doubles_nothing(town: Town, mall_id: str) -> None:
    first, second = link(town, mall_id), link(town, mall_id)

    assert first.account_id == second.account_id
    assert Account.objects.count() == 1


@pytest.mark.parametrize("mall_id", sorted(malls()))
def test_what_is_missing_is_named_field_by_field_and_nothing_is_stored(mall_id: str) -> None:
    outcome = link_account(mall_id, " ", {}, {}, None)

    required = {field.name for field in (*mall(mall_id).credentials, *mall(mall_id).settings) if field.required}
    assert outcome.account_id is None
    assert set(outcome.errors) == {"label"} | required
    assert not Account.objects.exists()


def test_a_wrong_key_is_named_and_stock_sync_cannot_start(town: Town) -> None:
    outcome = link(town, "rakuten", licenseKey="SL000000_WrongWrongWrong")

    assert outcome.report is not None
    assert not outcome.report.ok
    assert outcome.account_id is not None
    refusal = start_stock_sync(outcome.account_id, None)
    assert refusal is not None
    assert refusal.code == "not_checked"
    assert Account.objects.get().mode == "reading"


def test_a_mall_that_cannot_be_reached_is_a_line_of_the_check(town: Town) -> None:
    card = town.cards["rakuten"]
    endpoints = {endpoint.name: "http://127.0.0.1:9" for endpoint in mall("rakuten").endpoints}
    outcome = link_account("rakuten", "本店", card["credentials"], endpoints, None)

    assert outcome.report is not None
    assert not outcome.report.ok
    assert outcome.report.results[0].message != ""


def test_after_a_check_that_passed_stock_sync_starts_once(town: Town) -> None:
    account_id = link(town, "rakuten").account_id
    assert account_id is not None
    finish_run(begin_run(account_id, "intake"), due_at=None, fresh_at=now())

    assert start_stock_sync(account_id, None) is None
    assert Account.objects.get().mode == "live"
    again = start_stock_sync(account_id, None)
    assert again is not None
    assert again.code == "already_live"
    assert check_account(account_id).ok


def test_an_unencrypted_address_is_for_this_computer_only() -> None:
    outcome = link_account("rakuten", "本店", {}, {mall("rakuten").endpoints[0].name: "http://mall.example"}, None)

    assert "http://" in outcome.errors[f"endpoint_{mall('rakuten').endpoints[0].name}"]


@pytest.mark.parametrize("address", ["https://[", "mall.example", "ftp://mall.example"])
def test_what_is_no_address_is_said_at_its_field(address: str) -> None:
    outcome = link_account("rakuten", "本店", {}, {mall("rakuten").endpoints[0].name: address}, None)

    assert "接続先を入力" in outcome.errors[f"endpoint_{mall('rakuten').endpoints[0].name}"]


def test_a_practice_database_links_simulators_only() -> None:
    Installation.objects.create(kind=Installation.Kind.PRACTICE)

    outcome = link_account("rakuten", "本店", {}, {}, None)

    assert "練習用" in outcome.errors[f"endpoint_{mall('rakuten').endpoints[0].name}"]


def calls(town: Town) -> int:
    """How often the mall was called."""
    with closing(town.control("rakuten")) as control:
        return len(control.calls())


def test_a_stored_secret_never_goes_to_an_address_that_it_was_not_stored_for(town: Town) -> None:
    """Who may link a shop may type an address; without the secret itself nothing is sent there."""
    account_id = link(town, "rakuten").account_id
    before = Account.objects.get()
    called = calls(town)
    elsewhere = {endpoint.name: "http://127.0.0.1:9" for endpoint in mall("rakuten").endpoints}
    typed = {**town.cards["rakuten"]["credentials"], "licenseKey": ""}

    outcome = link_account("rakuten", "本店", typed, elsewhere, None)

    assert (outcome.account_id, set(outcome.errors)) == (None, {"licenseKey"})
    assert "もう一度入力" in outcome.errors["licenseKey"]
    after = Account.objects.get()
    assert (after.pk, after.endpoints, after.credentials) == (account_id, before.endpoints, before.credentials)
    assert calls(town) == called


def test_a_new_key_that_fails_leaves_the_working_one_in_force(town: Town) -> None:
    account_id = link(town, "rakuten").account_id
    before = Account.objects.get()

    outcome = link(town, "rakuten", licenseKey="SL000000_WrongWrongWrong")

    assert (outcome.account_id, outcome.kept) == (account_id, True)
    after = Account.objects.get()
    assert (after.credentials, after.health) == (before.credentials, "ok")
