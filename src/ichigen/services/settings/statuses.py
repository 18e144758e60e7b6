"""受注ステータス: the shop's own words beside the built-in ones (G4-32)."""

import secrets

from django.db import transaction
from django.db.models import ProtectedError

from ichigen.domain.phases import HOLDING, Phase
from ichigen.services.settings.refusal import SettingRefused
from ichigen.store.orders import Status
from ichigen.store.worklist import AuditLog

NAME_LENGTH = 40

#: Colours an own status may have, by the class of the badge.
TONES = {
    "own": "紫",
    "new": "青",
    "unpaid": "黄",
    "ready": "青緑",
    "shipped-unpaid": "水色",
    "shipped": "緑",
    "held": "灰",
    "cancelled": "赤",
}
BUILT_IN = "はじめからあるステータスは、変更や削除ができません。並び順だけを変えられます。"


@transaction.atomic
def add_status(name: str, phase: str, tone: str, actor_id: int | None) -> int:
    """Add an own status after all others and return its id. Raises `SettingRefused`.

    Only the phases a person sets by hand: what is shipped or cancelled is decided by shipping and by cancelling.
    """
    statuses = _lock()
    name = _checked(name, tone, statuses)
    if phase not in HOLDING:
        raise SettingRefused(
            "phase_invalid", "段階を選んでください。出荷とキャンセルの段階には追加できません。", "phase"
        )
    status = Status.objects.create(
        code=f"own-{secrets.token_hex(4)}", name=name, phase=Phase(phase), tone=tone, position=_last(statuses) + 1
    )
    _record("status.add", status, actor_id)
    return status.pk


@transaction.atomic
def change_status(status_id: int, name: str, tone: str, actor_id: int | None) -> None:
    """Change name and colour of an own status; orders keep it. Raises `SettingRefused`."""
    statuses = _lock()
    status = _own(status_id, statuses)
    status.name = _checked(name, tone, [other for other in statuses if other is not status])
    status.tone = tone
    status.save(update_fields=["name", "tone"])
    _record("status.change", status, actor_id)


@transaction.atomic
def remove_status(status_id: int, actor_id: int | None) -> None:
    """Remove an own status that no order has. Raises `SettingRefused`."""
    status = _own(status_id, _lock())
    _record("status.remove", status, actor_id)
    try:
        with transaction.atomic():
            status.delete()
    except ProtectedError:
        raise SettingRefused(
            "status_used", "このステータスの受注があるため、削除できません。先に受注を別のステータスに変えてください。"
        ) from None


@transaction.atomic
def move_status(status_id: int, by: int, actor_id: int | None) -> None:
    """Move a status up (-1) or down (+1) in the order of tabs and choices. Raises `SettingRefused` for an unknown one."""
    statuses = _lock()
    at = next((place for place, status in enumerate(statuses) if status.pk == status_id), None)
    if at is None:
        raise SettingRefused("status_unknown", "このステータスはもうありません。画面を開き直してください。")
    to = at + by
    if not 0 <= to < len(statuses):
        return
    statuses[at], statuses[to] = statuses[to], statuses[at]
    for position, status in enumerate(statuses, start=1):
        status.position = position
    Status.objects.bulk_update(statuses, ["position"])
    _record("status.move", statuses[to], actor_id)


def _lock() -> list[Status]:
    return list(Status.objects.select_for_update(no_key=True).order_by("position", "id"))


def _last(statuses: list[Status]) -> int:
    return max((status.position for status in statuses), default=0)


def _own(status_id: int, statuses: list[Status]) -> Status:
    status = next((status for status in statuses if status.pk == status_id), None)
    if status is None:
        raise SettingRefused("status_unknown", "このステータスはもうありません。画面を開き直してください。")
    if status.default:
        raise SettingRefused("status_built_in", BUILT_IN)
    return status


def _checked(name: str, tone: str, others: list[Status]) -> str:
    name = name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise SettingRefused("name_invalid", "名前を 40 文字以内で入力してください。", "name")
    if any(status.name == name for status in others):
        raise SettingRefused("name_taken", "同じ名前がすでにあります。別の名前を入力してください。", "name")
    if tone not in TONES:
        raise SettingRefused("tone_invalid", "色を選んでください。", "tone")
    return name


def _record(action: str, status: Status, actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="status",
        subject_id=status.pk,
        data={"name": status.name, "phase": status.phase, "tone": status.tone, "position": status.position},
    )
