"""Logging in: five wrong passwords in a row for one staff code from one address, and the next one has to wait."""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from ichigen.store import sign_ins
from ichigen.store.staff import Staff

FREE_ATTEMPTS = 5
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
    subject = sha256(f"{code.casefold()}\0{address}".encode()).hexdigest()
    counted = sign_ins.begin(
        subject,
        free=FREE_ATTEMPTS,
        first_s=FIRST_WAIT_S,
        longest_s=LONGEST_WAIT_S,
        forget_s=FORGET_AFTER_S,
    )
    if not counted:
        return SignedIn(None, max(1, sign_ins.seconds_left(subject)))
    staff = authenticate(request, username=code, password=password)
    if not isinstance(staff, Staff):
        return SignedIn(None, sign_ins.seconds_left(subject))
    sign_ins.clear(subject)
    return SignedIn(staff)


def forget_sessions() -> None:
    """Remove logins that are over."""
    SessionStore.clear_expired()


def forget_attempts() -> None:
    """Remove what was long ago."""
    sign_ins.forget_old()
