"""Staff: adding them, and the one-time links with which they log in for the first time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from ichigen.store.staff import OneTimeLink, Role, Staff

ROLES: tuple[str, ...] = tuple(Role.values)
FIRST_OWNER = "owner"
LINK_VALID_FOR = timedelta(hours=24)
LINK_PATH = "/login/once/{token}/"


class StaffRefused(Exception):
    """The member of staff cannot be added; the message says why (Japanese)."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link for a member of staff. The path is shown once and is not stored."""

    code: str
    path: str
    valid_until: datetime


@transaction.atomic
def add_staff(code: str, role: str, display_name: str, now: datetime) -> Invitation:
    """Add a member of staff and return the link for the first login. Raises `StaffRefused`."""
    try:
        return invite(Staff.objects.add(code, Role(role), display_name), now)
    except ValidationError as problem:
        raise StaffRefused(" ".join(problem.messages)) from None


@transaction.atomic
def invite_first_owner(now: datetime) -> Invitation | None:
    """The owner's link, until somebody has logged in for the first time; earlier links of the owner stop working.

    None once anyone logged in: then nobody gets in without a password.
    """
    if Staff.objects.filter(last_login__isnull=False).exists():
        return None
    owner = Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    if owner is None:
        owner = Staff.objects.add(FIRST_OWNER, Role.OWNER, "オーナー")
    OneTimeLink.objects.filter(staff=owner).delete()
    return invite(owner, now)


def invite(staff: Staff, now: datetime) -> Invitation:
    """Issue a one-time link; inside a transaction of the caller."""
    token = OneTimeLink.issue(staff, now, LINK_VALID_FOR)
    return Invitation(staff.code, LINK_PATH.format(token=token), now + LINK_VALID_FOR)
