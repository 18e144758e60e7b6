"""Staff and the links with which they log in for the first time."""

from datetime import UTC, datetime, timedelta

import pytest

from ichigen.services.staff import ROLES, StaffRefused, add_staff, invite_first_owner
from ichigen.store.staff import OneTimeLink, Staff

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def token(path: str) -> str:
    return path.removeprefix("/login/once/").removesuffix("/")


def test_a_link_lets_in_once() -> None:
    invitation = add_staff("hanako", "packer", "花子", NOW)

    found = OneTimeLink.redeem(token(invitation.path), NOW + timedelta(minutes=1))
    assert found is not None
    assert (found.code, found.display_name, found.role, found.has_usable_password()) == (
        "hanako",
        "花子",
        "packer",
        False,
    )
    assert OneTimeLink.redeem(token(invitation.path), NOW + timedelta(minutes=2)) is None


def test_a_link_ends_after_a_day() -> None:
    invitation = add_staff("hanako", "packer", "", NOW)

    assert invitation.valid_until == NOW + timedelta(hours=24)
    assert OneTimeLink.redeem(token(invitation.path), NOW + timedelta(hours=24)) is None


def test_a_link_of_a_member_who_left_lets_nobody_in() -> None:
    invitation = add_staff("hanako", "packer", "", NOW)
    Staff.objects.filter(code="hanako").update(is_active=False)

    assert OneTimeLink.redeem(token(invitation.path), NOW) is None


def test_the_database_holds_no_token() -> None:
    invitation = add_staff("hanako", "packer", "", NOW)

    assert token(invitation.path) not in str(list(OneTimeLink.objects.values()))


@pytest.mark.parametrize("code", ["", "花子", "a b", "x" * 41, "hanako\n"])
def test_a_code_that_cannot_be_typed_is_refused(code: str) -> None:
    with pytest.raises(StaffRefused):
        add_staff(code, "packer", "", NOW)
    assert Staff.objects.count() == 0


def test_a_code_is_taken_once() -> None:
    add_staff("hanako", "packer", "", NOW)

    with pytest.raises(StaffRefused, match="スタッフコード"):
        add_staff("hanako", "clerk", "", NOW)


def test_the_first_owners_link_is_renewed_until_somebody_logged_in() -> None:
    first = invite_first_owner(NOW)
    second = invite_first_owner(NOW)
    assert first is not None
    assert second is not None

    assert OneTimeLink.redeem(token(first.path), NOW) is None
    owner = OneTimeLink.redeem(token(second.path), NOW)
    assert owner is not None
    assert (owner.code, owner.role) == ("owner", "owner")
    Staff.objects.update(last_login=NOW)
    assert invite_first_owner(NOW) is None


def test_roles() -> None:
    assert ROLES == ("owner", "manager", "packer", "clerk")
