"""The first login through a one-time link: the person sets code, name and password, and the link is used up."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ichigen.store.staff import OneTimeLink, Staff


class LinkUsed(Exception):
    """The link is unknown, old or used."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an unused link belongs to."""

    code: str
    display_name: str


@dataclass(frozen=True, slots=True)
class FirstLogin:
    """The member of staff who may now be logged in; or, per field, what must be corrected (the link stays usable)."""

    staff: Staff | None
    errors: dict[str, list[str]] = field(default_factory=dict)


def invited(token: str, now: datetime) -> Invited | None:
    """Return whom the link belongs to without using it up; None when it is unknown, old or used."""
    link = OneTimeLink.find(token, now)
    return Invited(link.staff.code, link.staff.display_name) if link else None


@transaction.atomic
def first_login(
    token: str, code: str, display_name: str, password: str, now: datetime, language: str = ""
) -> FirstLogin:
    """Set code, name and password and use the link up; `language` ("" = as it is) is kept. Raises `LinkUsed`."""
    link = OneTimeLink.find(token, now)
    if link is None:
        raise LinkUsed
    staff = link.staff
    staff.code, staff.display_name = code, display_name
    errors = _errors(staff, password)
    if errors:
        return FirstLogin(None, errors)
    if OneTimeLink.redeem(token, now) is None:
        raise LinkUsed
    staff.set_password(password)
    staff.language = language or staff.language
    staff.save()
    return FirstLogin(staff)


def _errors(staff: Staff, password: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    try:
        staff.full_clean(exclude=["password"])
    except ValidationError as problem:
        errors.update(problem.message_dict)
    try:
        validate_password(password, staff)
    except ValidationError as problem:
        errors["password"] = list(problem.messages)
    return errors
