"""店舗・倉庫: where stock is, and whose stock malls may sell."""

import re

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.wake import wake_many
from ichigen.store import ledger
from ichigen.store.goods import Location
from ichigen.store.locations import mark_listings_at
from ichigen.store.worklist import AuditLog

CODE = re.compile(r"[0-9A-Za-z._-]{1,50}")
NAME_LENGTH = 100


@transaction.atomic
def add_location(code: str, name: str, sells: bool, actor_id: int | None) -> int:
    """Add a location and return its id. Raises `SettingRefused`."""
    code, name = code.strip(), name.strip()
    if not CODE.fullmatch(code):
        raise SettingRefused(
            "code_invalid", "コードは半角英数字と「.」「_」「-」で、50 文字以内で入力してください。", "code"
        )
    others = list(Location.objects.select_for_update(no_key=True).order_by("id"))
    if any(place.code == code for place in others):
        raise SettingRefused("code_taken", "このコードはすでに使われています。別のコードを入力してください。", "code")
    _check_name(name, others)
    place = Location.objects.create(code=code, name=name, sells=sells)
    _record("location.add", place, actor_id)
    return place.pk


@transaction.atomic
def change_location(location_id: int, name: str, sells: bool, actor_id: int | None) -> None:
    """Rename a location, or change whether malls sell its stock; they follow at once. Raises `SettingRefused`."""
    name = name.strip()
    places = list(Location.objects.select_for_update(no_key=True).order_by("id"))
    place = next((place for place in places if place.pk == location_id), None)
    if place is None:
        raise SettingRefused("location_unknown", "この店舗・倉庫は登録されていません。画面を開き直してください。")
    _check_name(name, [other for other in places if other is not place])
    if not sells and not any(other.sells for other in places if other is not place):
        raise SettingRefused(
            "last_selling",
            "モールで売る店舗・倉庫が 1 つもなくなります。先に別の場所をモールで売るようにしてください。",
            "sells",
        )
    switched = place.sells != sells
    place.name, place.sells = name, sells
    place.save(update_fields=["name", "sells"])
    _record("location.change", place, actor_id)
    if switched:
        ledger.lock_bindings()  # what is being moved here is not seen, and would be offered by the old rule
        wake_many((account_id, LoopKind.STOCK) for account_id in mark_listings_at(place.pk))


def _check_name(name: str, others: list[Location]) -> None:
    if not name or len(name) > NAME_LENGTH:
        raise SettingRefused("name_invalid", "名前を 100 文字以内で入力してください。", "name")
    if any(place.name == name for place in others):
        raise SettingRefused("name_taken", "同じ名前がすでにあります。別の名前を入力してください。", "name")


def _record(action: str, place: Location, actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="location",
        subject_id=place.pk,
        data={"code": place.code, "name": place.name, "sells": place.sells},
    )
