"""スタッフと権限: the owner adds people, gives roles, shuts somebody out, hands out a new link."""

from datetime import datetime

from django.db import transaction

from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.staff import Invitation, StaffRefused, add_staff, invite
from ichigen.store.staff import OneTimeLink, Role, Staff
from ichigen.store.worklist import AuditLog

ONESELF = "自分自身の役割の変更、無効化、再設定はできません。別のオーナーに依頼してください。"


@transaction.atomic
def add_member(code: str, role: str, display_name: str, actor_id: int, now: datetime) -> Invitation:
    """Add a member of staff; the link of the result is shown once. Raises `SettingRefused`."""
    _check_role(role)
    try:
        invitation = add_staff(code.strip(), role, display_name.strip(), now)
    except StaffRefused as refusal:
        raise SettingRefused("staff_invalid", str(refusal), "code") from None
    _record("staff.add", Staff.objects.get(code=invitation.code), actor_id)
    return invitation


@transaction.atomic
def change_role(staff_id: int, role: str, actor_id: int) -> None:
    """Give another role. Raises `SettingRefused`."""
    _check_role(role)
    staff = _another(staff_id, actor_id)
    before, staff.role = staff.role, Role(role)
    staff.save(update_fields=["role"])
    _record("staff.role", staff, actor_id, before=before)


@transaction.atomic
def set_active(staff_id: int, active: bool, actor_id: int) -> None:
    """Shut a member out, or let them in again; links stop working. Raises `SettingRefused`."""
    staff = _another(staff_id, actor_id)
    staff.is_active = active
    staff.save(update_fields=["is_active"])
    OneTimeLink.objects.filter(staff=staff).delete()
    _record("staff.enable" if active else "staff.disable", staff, actor_id)


@transaction.atomic
def reset_link(staff_id: int, actor_id: int, now: datetime) -> Invitation:
    """Take the password away, which logs the member out everywhere, and return a new link. Raises `SettingRefused`."""
    staff = _another(staff_id, actor_id)
    if not staff.is_active:
        raise SettingRefused("staff_inactive", "無効なスタッフです。先に有効に戻してください。")
    staff.set_unusable_password()
    staff.save(update_fields=["password"])
    OneTimeLink.objects.filter(staff=staff).delete()
    _record("staff.reset", staff, actor_id)
    return invite(staff, now)


def _another(staff_id: int, actor_id: int) -> Staff:
    """Lock all owners and the member. Nobody changes themselves, so whoever acts stays an owner: one always is left."""
    owners = Staff.objects.select_for_update(no_key=True).filter(role=Role.OWNER, is_active=True).order_by("pk")
    if actor_id not in set(owners.values_list("pk", flat=True)):
        raise SettingRefused("not_owner", "オーナーではなくなっているため、変更できません。")
    if staff_id == actor_id:
        raise SettingRefused("oneself", ONESELF)
    staff = Staff.objects.select_for_update(no_key=True).filter(pk=staff_id).first()
    if staff is None:
        raise SettingRefused("staff_unknown", "このスタッフは登録されていません。画面を開き直してください。")
    return staff


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise SettingRefused("role_invalid", "役割を選んでください。", "role")


def _record(action: str, staff: Staff, actor_id: int, **more: str) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="staff",
        subject_id=staff.pk,
        data={"code": staff.code, "role": str(staff.role), **more},
    )
