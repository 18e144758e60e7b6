"""スタッフと権限: what the owner does to others, and that one owner is always left."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.settings.staff import add_member, change_role, reset_link, set_active
from ichigen.store.staff import OneTimeLink, Role, Staff
from ichigen.store.worklist import AuditLog
from tests.store.threads import run_together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def owner() -> Staff:
    return Staff.objects.add("owner", Role.OWNER)


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(SettingRefused) as found:
        change()
    return found.value.code


def token(path: str) -> str:
    return path.removeprefix("/login/once/").removesuffix("/")


def test_a_member_gets_a_link_that_works_once(owner: Staff) -> None:
    link = add_member(" hanako ", "packer", " 花子 ", owner.pk, NOW)

    found = OneTimeLink.redeem(token(link.path), NOW)
    assert found is not None
    assert (found.code, found.display_name, found.role) == ("hanako", "花子", "packer")
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.data) == ("staff.add", owner, {"code": "hanako", "role": "packer"})
    assert token(link.path) not in str(entry.data)
    assert refused(lambda: add_member("hanako", "packer", "", owner.pk, NOW)) == "staff_invalid"
    assert refused(lambda: add_member("jiro", "boss", "", owner.pk, NOW)) == "role_invalid"


def test_another_role(owner: Staff) -> None:
    other = Staff.objects.add("hanako", Role.PACKER)

    change_role(other.pk, "manager", owner.pk)

    other.refresh_from_db()
    assert other.role == "manager"
    assert AuditLog.objects.get().data == {"code": "hanako", "role": "manager", "before": "packer"}


def test_who_is_shut_out_loses_the_link_and_can_come_back(owner: Staff) -> None:
    link = add_member("hanako", "packer", "", owner.pk, NOW)
    other = Staff.objects.get(code="hanako")

    set_active(other.pk, False, owner.pk)
    assert OneTimeLink.redeem(token(link.path), NOW) is None
    assert refused(lambda: reset_link(other.pk, owner.pk, NOW)) == "staff_inactive"
    set_active(other.pk, True, owner.pk)
    assert OneTimeLink.redeem(token(link.path), NOW) is None
    assert OneTimeLink.redeem(token(reset_link(other.pk, owner.pk, NOW).path), NOW) == other


def test_a_reset_takes_the_password_and_the_earlier_link(owner: Staff) -> None:
    first = add_member("hanako", "packer", "", owner.pk, NOW)
    other = Staff.objects.get(code="hanako")
    other.set_password("ai-zome-tenugui")
    other.save()
    session = other.get_session_auth_hash()

    reset_link(other.pk, owner.pk, NOW)

    other.refresh_from_db()
    assert (other.has_usable_password(), other.get_session_auth_hash() == session) == (False, False)
    assert OneTimeLink.redeem(token(first.path), NOW) is None


def test_nobody_changes_themselves_and_only_an_owner_changes_others(owner: Staff) -> None:
    manager = Staff.objects.add("hanako", Role.MANAGER)

    assert refused(lambda: change_role(owner.pk, "clerk", owner.pk)) == "oneself"
    assert refused(lambda: set_active(owner.pk, False, owner.pk)) == "oneself"
    assert refused(lambda: reset_link(owner.pk, owner.pk, NOW)) == "oneself"
    assert refused(lambda: change_role(owner.pk, "clerk", manager.pk)) == "not_owner"
    assert refused(lambda: change_role(0, "clerk", owner.pk)) == "staff_unknown"


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_leave_one() -> None:
    one, two = Staff.objects.add("one", Role.OWNER), Staff.objects.add("two", Role.OWNER)
    outcomes: list[str] = []

    def demote(target: Staff, actor: Staff) -> None:
        try:
            change_role(target.pk, "clerk", actor.pk)
            outcomes.append("done")
        except SettingRefused as refusal:
            outcomes.append(refusal.code)

    run_together([lambda: demote(two, one), lambda: demote(one, two)])

    assert sorted(outcomes) == ["done", "not_owner"]
    assert Staff.objects.filter(role=Role.OWNER).count() == 1
