"""Linking a working account again: the new values are tried first, and nothing worse replaces what works (E2-34)."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from ichigen.mallkit.client import MallClient
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import AuthExpired
from ichigen.services.accounts.check import check_account
from ichigen.services.accounts.link import LinkOutcome, link_account
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, begin_run
from ichigen.services.tokens import AccountTokens
from ichigen.services.turns import execute
from ichigen.store.accounts import Account
from ichigen.store.jobs import queued
from ichigen.store.worklist import WorklistItem
from tests.workers.sample import SampleServer, linked_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]


def relink(url: str, key: str) -> LinkOutcome:
    return link_account("sample", "見本 a店", {"shop": "a", "key": key}, {"api": url}, None)


def while_the_mall_is_asked(server: SampleServer, act: Callable[[], object], meanwhile: Callable[[], None]) -> object:
    """Do something while another thread waits for the mall's answer."""
    answers: list[object] = []

    def in_a_thread() -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    server.silent = True
    thread = threading.Thread(target=in_a_thread)
    thread.start()
    server.wait_for(1)
    meanwhile()
    server.released.set()
    thread.join(20)
    return answers[0]


@pytest.mark.parametrize("health", [Account.Health.OK, Account.Health.UNCHECKED])
def test_a_mistyped_key_never_comes_into_force_and_takes_nothing_back(server: SampleServer, health: str) -> None:
    account = linked_account(server.url)
    Account.objects.filter(pk=account.pk).update(health=health)
    server.status = 401
    keys: list[str] = []

    def a_loop_renews_its_token() -> None:
        keys.append(Account.objects.get().credentials["key"])
        AccountTokens(account.pk, {}, account.credentials).put("access", Token("new", now() + timedelta(hours=1)))
        Account.objects.update(mode=Account.Mode.READING)

    outcome = while_the_mall_is_asked(server, lambda: relink(server.url, "mistyped"), a_loop_renews_its_token)

    assert isinstance(outcome, LinkOutcome)
    assert (outcome.kept, outcome.account_id, keys) == (True, account.pk, ["key-a"])
    after = Account.objects.get()
    assert (after.credentials, after.tokens["access"]["value"]) == (account.credentials, "new")
    assert (after.mode, after.health) == ("reading", health)
    assert queued([f"{account.pk}:{kind}" for kind in ("intake", "stock", "write_back", "catalogue")]) == set()


def test_a_key_that_passes_replaces_the_old_one_and_the_loops_go_on_with_it(server: SampleServer) -> None:
    account = linked_account(server.url)
    Account.objects.update(tokens={"access": {"value": "old", "expires_at": now().isoformat()}}, started_at=now())

    outcome = relink(server.url, "better")

    assert (outcome.kept, outcome.account_id) == (False, account.pk)
    after = Account.objects.get()
    assert (after.credentials["key"], dict(after.tokens), after.mode, after.health) == ("better", {}, "live", "ok")
    assert after.started_at is not None
    assert queued([f"{account.pk}:intake"]) == {f"{account.pk}:intake"}


def test_a_dead_key_is_replaced_by_whatever_is_given(server: SampleServer) -> None:
    account = linked_account(server.url)
    Account.objects.update(health=Account.Health.DEAD)

    assert not relink(server.url, "better").kept

    after = Account.objects.get(pk=account.pk)
    assert (after.credentials["key"], after.health, after.mode) == ("better", "ok", "live")


def test_another_check_that_begins_meanwhile_is_said_and_nothing_is_stored(server: SampleServer) -> None:
    account = linked_account(server.url)

    outcome = while_the_mall_is_asked(server, lambda: relink(server.url, "better"), lambda: check_begins(account.pk))

    assert isinstance(outcome, LinkOutcome)
    assert outcome.kept
    assert outcome.report is not None
    assert "別の接続チェックが始まった" in outcome.report.results[0].message
    assert Account.objects.get().credentials["key"] == "key-a"


def test_a_check_that_another_one_overtook_says_so(server: SampleServer) -> None:
    account = linked_account(server.url)

    report = while_the_mall_is_asked(server, lambda: check_account(account.pk), lambda: check_begins(account.pk))

    assert "別の接続チェックが始まった" in str(report)
    assert Account.objects.get().checked_at is None


def check_begins(account_id: int) -> None:
    """Another check takes the lease."""
    begin_run(account_id, "credential")


def test_that_an_old_key_died_says_nothing_of_the_new_one(server: SampleServer) -> None:
    account = linked_account(server.url)

    def replaced_meanwhile(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        Account.objects.filter(pk=account.pk).update(credentials={"shop": "a", "key": "better"})
        raise AuthExpired("401", "認証の有効期限が切れています。")

    execute(account.pk, "stock", replaced_meanwhile)

    assert Account.objects.get().health == "ok"
    assert not WorklistItem.objects.exists()


def test_what_an_old_key_obtained_is_not_stored_beside_the_new_one(server: SampleServer) -> None:
    account = linked_account(server.url)
    tokens = AccountTokens(account.pk, {}, account.credentials)
    Account.objects.update(credentials={"shop": "a", "key": "better"})

    tokens.put("access", Token("of the old key", now()))
    tokens.keep_credential("key", "renewed old key", None)

    kept = tokens.get("access")
    assert kept is not None
    assert kept.value == "of the old key"
    after = Account.objects.get()
    assert (dict(after.tokens), after.credentials["key"]) == ({}, "better")
