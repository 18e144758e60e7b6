"""認証情報を更新する: the old values stay in force until the mall takes the new ones (E2-32 to E2-34, E2-24, E2-26)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ichigen.domain.hours import JST
from ichigen.mallkit.registry import mall
from ichigen.services.accounts.link import link_account
from ichigen.services.accounts.pending import retry_renewals
from ichigen.services.accounts.renew import Renewal, RenewOutcome, renew_account
from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog, WorklistItem
from tests.scenarios.town import Shoppers, Town, open_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with open_town("rakuten", "yahoo_shopping") as running:
        yield running


def linked(town: Town, mall_id: str, label: str = "本店") -> Account:
    town.advance_malls(2)
    card = town.card(mall_id)
    endpoints = {endpoint.name: card["base_url"] for endpoint in mall(mall_id).endpoints}
    outcome = link_account(mall_id, label, card["credentials"], endpoints, None)
    assert outcome.report is not None
    assert outcome.report.ok
    return Account.objects.get(mall_id=mall_id)


def shoppers(town: Town, mall_id: str) -> Iterator[Shoppers]:
    control = town.control(mall_id)
    yield control
    control.close()


@pytest.fixture
def first(town: Town) -> Iterator[Shoppers]:
    yield from shoppers(town, "rakuten")


@pytest.fixture
def second(town: Town) -> Iterator[Shoppers]:
    yield from shoppers(town, "yahoo_shopping")


def renew(town: Town, account: Account, **values: str) -> RenewOutcome:
    town.advance_malls(2)
    return renew_account(account.pk, values, None)


def state_of(account: Account) -> tuple[str, dict[str, str]]:
    account.refresh_from_db()
    return account.health, dict(account.credentials)


def test_a_new_key_is_verified_and_swapped_with_its_end_read_from_the_mall(town: Town, first: Shoppers) -> None:
    """E2-24, E2-30, E2-34, R1-12: pasted once, tried, in force, and its end read; nobody types a date."""
    account = linked(town, "rakuten")
    old = account.credentials["licenseKey"]
    first.configure(reissue_licence=True, licence_expires="2027-02-01T23:59:59")
    new = town.card("rakuten")["credentials"]["licenseKey"]

    outcome = renew(town, account, licenseKey=f"  {new}\n")

    assert outcome.state is Renewal.RENEWED
    health, credentials = state_of(account)
    assert (health, credentials["licenseKey"] == new, new == old) == ("ok", True, False)
    assert account.expires["licenseKey"].startswith("2027-02-01T14:59:59")
    log = AuditLog.objects.get(action="account.renew")
    assert old not in str(log.data)
    assert new not in str(log.data)


def test_a_wrong_token_leaves_the_old_one_in_force_and_says_what_is_wrong(town: Town) -> None:
    account = linked(town, "yahoo_shopping")
    before = state_of(account)

    outcome = renew(town, account, refresh_token="rt-wrong")

    assert outcome.state is Renewal.WRONG
    assert outcome.report is not None
    bad = [line for line in outcome.report.results if not line.ok]
    assert (bad[0].label, "取得し直して" in bad[0].message) == ("リフレッシュトークン", True)
    assert state_of(account) == before
    assert not waits(account)


def test_a_key_that_is_not_active_yet_is_tried_until_it_is_and_then_swapped(town: Town, first: Shoppers) -> None:
    """E2-32, E2-33: "not yet" is not "wrong" on a mall whose manifest says that new keys take time."""
    account = linked(town, "rakuten")
    first.configure(reissue_licence=True)
    new = town.card("rakuten")["credentials"]["licenseKey"]
    first.configure(credential="wrong")  # the gateway does not know the new key yet

    outcome = renew(town, account, licenseKey=new)

    assert outcome.state is Renewal.NOT_YET
    assert outcome.until is not None
    assert timedelta(minutes=29) < outcome.until - now() <= timedelta(minutes=30)
    assert state_of(account)[1]["licenseKey"] != new
    retry_renewals()  # not due: a minute has to pass
    assert state_of(account)[1]["licenseKey"] != new

    first.configure(credential="valid")
    due(account, town)
    assert state_of(account) == ("ok", {**account.credentials, "licenseKey": new})
    assert not waits(account)


def test_what_is_saved_while_new_values_wait_is_kept(town: Town, first: Shoppers) -> None:
    account = linked(town, "rakuten")
    first.configure(reissue_licence=True)
    new = town.card("rakuten")["credentials"]["licenseKey"]
    first.configure(credential="wrong")
    assert renew(town, account, licenseKey=new).state is Renewal.NOT_YET

    chosen = {**account.settings, "auto_intake": "off"}
    Account.objects.filter(pk=account.pk).update(settings=chosen, label="新しい名前")
    first.configure(credential="valid")
    due(account, town)

    assert state_of(account)[1]["licenseKey"] == new
    assert (account.settings, account.label) == (chosen, "新しい名前")


def test_what_does_not_become_active_in_time_is_given_up_and_named(town: Town, first: Shoppers) -> None:
    account = linked(town, "rakuten")
    before = state_of(account)
    assert renew(town, account, licenseKey="SL000000_NeverNeverNever1").state is Renewal.NOT_YET
    due(account, town)
    assert waits(account)

    until = now() - timedelta(seconds=1)
    Account.objects.update(pending_until=until)
    due(account, town)

    assert state_of(account)[1] == before[1]
    assert not waits(account)
    item = WorklistItem.objects.get(code="renewal_failed", closed_at__isnull=True)
    assert item.title == "本店: 新しい認証情報が使えませんでした"
    assert item.cause.startswith(f"{until.astimezone(JST):%m/%d %H:%M}まで繰り返し確認しましたが")
    assert "NeverNever" not in f"{item.cause}{item.action}"


def test_a_try_that_reached_no_mall_gives_nothing_up(town: Town, first: Shoppers) -> None:
    """At the end of the time the mall is out of reach: the values are as good as they were."""
    account = linked(town, "rakuten")
    assert renew(town, account, licenseKey="SL000000_NeverNeverNever3").state is Renewal.NOT_YET
    Account.objects.update(pending_until=now() - timedelta(seconds=1))
    first.fault("http_500")
    try:
        due(account, town)
    finally:
        first.clear_faults()
    assert waits(account)

    due(account, town)
    assert not waits(account)


def test_a_later_renewal_that_passes_closes_the_item_of_the_one_that_failed(town: Town, first: Shoppers) -> None:
    account = linked(town, "rakuten")
    renew(town, account, licenseKey="SL000000_NeverNeverNever2")
    Account.objects.update(pending_until=now())
    due(account, town)
    first.configure(reissue_licence=True)

    outcome = renew(town, account, licenseKey=town.card("rakuten")["credentials"]["licenseKey"])

    assert outcome.state is Renewal.RENEWED
    assert not WorklistItem.objects.filter(closed_at__isnull=True).exists()


def test_a_mall_out_of_reach_is_neither_right_nor_wrong(town: Town, second: Shoppers) -> None:
    account = linked(town, "yahoo_shopping")
    before = state_of(account)
    second.fault("maintenance")
    try:
        outcome = renew(town, account, refresh_token="rt-unknown")
    finally:
        second.clear_faults()

    assert (outcome.state, state_of(account)) == (Renewal.UNREACHED, before)


def test_the_end_of_a_token_is_derived_from_the_day_it_was_renewed(town: Town, second: Shoppers) -> None:
    """E2-26, X-07: the mall does not tell it; four weeks from its issue."""
    account = linked(town, "yahoo_shopping")
    Account.objects.update(settings={"refresh_token_issued_on": "2026-01-01"})
    second.configure(password_changed=True)
    new = town.card("yahoo_shopping")["credentials"]["refresh_token"]

    assert renew(town, account, refresh_token=new).state is Renewal.RENEWED

    account.refresh_from_db()
    today = now().astimezone(JST).date()
    assert account.settings["refresh_token_issued_on"] == today.isoformat()
    assert account.expires["refresh_token"].startswith((today + timedelta(days=27)).isoformat())  # 00:00 in Japan


def test_another_shops_values_and_no_values_are_refused_before_the_mall_is_asked(town: Town) -> None:
    account = linked(town, "rakuten")
    before = state_of(account)
    nothing = renew_account(account.pk, {"licenseKey": " "}, None)
    other = renew_account(account.pk, {"serviceSecret": "SP999999_abcdefghijklmnop"}, None)
    broken = renew_account(account.pk, {"licenseKey": "not a key"}, None)

    assert [outcome.state for outcome in (nothing, other, broken)] == [Renewal.INVALID] * 3
    assert (nothing.errors["serviceSecret"][:5], other.errors["serviceSecret"][:5]) == ("新しい値が", "別の店舗の")
    assert "形式" in broken.errors["licenseKey"]
    assert state_of(account) == before


def waits(account: Account) -> bool:
    """Values wait for the mall; where none do, none are kept."""
    account.refresh_from_db()
    assert bool(account.pending) == (account.pending_until is not None)
    return bool(account.pending)


def due(account: Account, town: Town) -> None:
    """A minute passes and the worker tries again."""
    town.advance_malls(2)
    Account.objects.filter(pk=account.pk).update(pending_next_at=now() - timedelta(seconds=1))
    retry_renewals()
    account.refresh_from_db()
