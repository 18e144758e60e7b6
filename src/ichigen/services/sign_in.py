"""Logging in: wrong passwords in a row make the next one wait, for a staff code from an address, and for an address."""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from ichigen.store import sign_ins
from ichigen.store.staff import Staff

FREE_ATTEMPTS = 5
#: Of one address, whatever the staff codes: a whole shop may sit behind one.
FREE_AT_ADDRESS = 30
FIRST_WAIT_S = 60.0
LONGEST_WAIT_S = 900.0
FORGET_AFTER_S = 1800.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who may be logged in; or None, and for how many seconds no further attempt is looked at (0 = try again now)."""

    staff: Staff | None
    wait_s: int = 0


def sign_in(request: HttpRequest, code: str, password: str, address: str) -> SignedIn:
    """Hold a staff code and a password against the stored ones, unless too many attempts went wrong just before."""
    place, subject = _digest(address), _digest(f"{code.casefold()}\0{address}")
    for counted, free in ((place, FREE_AT_ADDRESS), (subject, FREE_ATTEMPTS)):
        if not sign_ins.begin(
            counted, free=free, first_s=FIRST_WAIT_S, longest_s=LONGEST_WAIT_S, forget_s=FORGET_AFTER_S
        ):
            return SignedIn(None, max(1, sign_ins.seconds_left(counted)))
    staff = authenticate(request, username=code, password=password)
    if not isinstance(staff, Staff):
        return SignedIn(None, max(map(sign_ins.seconds_left, (place, subject))))
    sign_ins.clear(subject)
    sign_ins.take_back(place)
    return SignedIn(staff)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def forget_sessions() -> None:
    """Remove logins that are over."""
    SessionStore.clear_expired()


def forget_attempts() -> None:
    """Remove what was long ago."""
    sign_ins.forget_old()
