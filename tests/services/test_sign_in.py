"""Logging in: after five wrong passwords in a row the next attempt waits, longer each time."""

import pytest
from django.http import HttpRequest

from ichigen.services.sign_in import forget_attempts, sign_in
from ichigen.store.hot import run
from ichigen.store.sign_ins import SignIn
from ichigen.store.staff import Role
from tests.web.scene import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


def attempt(password: str, code: str = "owner", address: str = "192.0.2.7") -> tuple[bool, int]:
    done = sign_in(HttpRequest(), code, password, address)
    return done.staff is not None, done.wait_s


def let_pass(seconds: int) -> None:
    """As if the attempts had been made so much earlier."""
    run(
        "update store_signin set at = at - make_interval(secs => %(s)s),"
        " blocked_until = blocked_until - make_interval(secs => %(s)s)",
        {"s": seconds},
    )


def test_the_fifth_wrong_password_blocks_and_even_the_right_one_waits() -> None:
    make_staff("owner", Role.OWNER)

    assert [attempt("x") for _ in range(5)] == [(False, 0)] * 4 + [(False, 60)]
    assert attempt(PASSWORD) == (False, 60)

    let_pass(61)
    assert attempt(PASSWORD) == (True, 0)
    assert list(SignIn.objects.values_list("failures", "blocked_until")) == [(6, None)]  # of the address


def test_each_further_failure_waits_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    waits = []
    for _ in range(10):
        while attempt("x")[1] == 0:
            pass
        waits.append(max(attempt("x")[1], 0))
        let_pass(waits[-1] + 1)

    assert waits == [60, 120, 240, 480, 900, 900, 900, 900, 900, 900]


def test_a_success_forgets_the_failures_before_it() -> None:
    make_staff("owner", Role.OWNER)
    for _ in range(4):
        attempt("x")

    assert attempt(PASSWORD) == (True, 0)
    assert [attempt("x") for _ in range(4)] == [(False, 0)] * 4


def test_one_address_that_tries_many_staff_codes_waits_too_and_a_success_of_its_own_does_not_help() -> None:
    make_staff("owner", Role.OWNER)
    make_staff("thief", Role.PACKER)

    for number in range(29):
        assert attempt("x", code=f"code-{number}") == (False, 0)
        assert attempt(PASSWORD, code="thief") == (True, 0)
    assert attempt("x", code="code-29") == (False, 60)
    assert attempt(PASSWORD) == (False, 60)
    assert attempt(PASSWORD, address="192.0.2.8") == (True, 0)

    let_pass(61)
    assert attempt(PASSWORD) == (True, 0)


def test_half_an_hour_of_peace_forgets_too() -> None:
    for _ in range(4):
        attempt("x")
    let_pass(1801)

    assert [attempt("x") for _ in range(4)] == [(False, 0)] * 4


def test_other_people_and_other_places_are_not_blocked_and_case_does_not_help() -> None:
    make_staff("owner", Role.OWNER)
    for _ in range(5):
        attempt("x")

    assert attempt(PASSWORD, address="192.0.2.8") == (True, 0)
    assert attempt("x", code="packer") == (False, 0)
    assert attempt("x", code="OWNER")[1] > 0


def test_nothing_that_was_typed_is_stored_and_old_rows_go() -> None:
    attempt("himitsu", code="my-password-by-mistake")
    rows = list(SignIn.objects.all())
    assert [(len(row.subject), row.failures) for row in rows] == [(64, 1), (64, 1)]
    assert not any("password" in row.subject for row in rows)

    let_pass(86_401)
    forget_attempts()
    assert not SignIn.objects.exists()
