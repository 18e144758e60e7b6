"""Tokens of an account: runs at the same time, and what is forgotten."""

from datetime import datetime, timedelta

import pytest

from ichigen.mallkit.connection import Token
from ichigen.services.clock import now
from ichigen.services.tokens import AccountTokens
from ichigen.store.accounts import Account
from tests.builders import make_account

pytestmark = pytest.mark.django_db


def begun(account: Account) -> AccountTokens:
    """The tokens of a run that begins now."""
    account.refresh_from_db()
    return AccountTokens(account.pk, account.tokens, account.credentials)


def until(**after: int) -> datetime:
    return now() + timedelta(**after)


def test_runs_that_began_together_keep_what_each_stored_under_its_own_name() -> None:
    account = make_account()
    one, other = begun(account), begun(account)

    one.put("a", Token("1", until(hours=1)))
    other.put("b", Token("2", until(hours=1)))

    later = begun(account)
    assert [token and token.value for token in (later.get("a"), later.get("b"))] == ["1", "2"]


def test_what_ended_long_ago_is_forgotten_when_something_is_stored() -> None:
    account = make_account()
    tokens = begun(account)
    tokens.put("ended", Token("1", until(hours=-1)))
    tokens.put("ended long ago", Token("2", until(hours=-25)))

    tokens.put("new", Token("3", until(hours=1)))

    account.refresh_from_db()
    assert sorted(account.tokens) == ["ended", "new"]
