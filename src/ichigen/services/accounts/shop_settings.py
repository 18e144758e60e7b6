"""Facts of an account that no mall asks for: アカウント名, メール送信元 (R1-15), 店舗紐付け (R1-10, R1-11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ichigen.domain.json import Json
from ichigen.domain.write_back import GuardRefusal
from ichigen.mallkit.registry import malls
from ichigen.store.accounts import Account
from ichigen.store.goods import Location
from ichigen.store.worklist import AuditLog

NO_LABEL = GuardRefusal("label_missing", "アカウント名を入力してください。")
NO_ADDRESS = GuardRefusal(
    "mail_from_invalid", "メール送信元をメールアドレスの形で入力してください。例: shop@example.co.jp"
)
NO_PLACE = GuardRefusal("location_unknown", "この店舗・倉庫は登録されていません。選び直してください。")


@dataclass(frozen=True, slots=True)
class Place:
    """A location to choose; `chosen`: the account is bound to it. `sells`: only then its goods go to orders of malls."""

    id: int
    name: str
    sells: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What is stored for an account. `mail_from_help`: which メール送信元 its mall takes, "" = no rule is known."""

    label: str
    mail_from: str
    places: tuple[Place, ...]
    mail_from_help: str = ""


def shop_settings(account_id: int) -> ShopSettings:
    """Return the facts of an account."""
    account = Account.objects.only("label", "mail_from", "mall_id").get(pk=account_id)
    mall = malls().get(account.mall_id)
    chosen = set(account.locations.values_list("pk", flat=True))
    places = tuple(
        Place(place.pk, place.name, place.sells, place.pk in chosen) for place in Location.objects.order_by("id")
    )
    return ShopSettings(account.label, account.mail_from, places, mall.mail_from_help if mall else "")


@transaction.atomic
def keep_shop_settings(
    account_id: int, label: str, mail_from: str, location_ids: Sequence[int], actor_id: int | None
) -> GuardRefusal | None:
    """Store them; None when done."""
    label, mail_from = label.strip()[:100], mail_from.strip()
    if not label:
        return NO_LABEL
    try:
        if mail_from:
            validate_email(mail_from)
    except ValidationError:
        return NO_ADDRESS
    if Location.objects.filter(pk__in=location_ids).count() != len(set(location_ids)):
        return NO_PLACE
    account = Account.objects.select_for_update(no_key=True).only("label", "mail_from").get(pk=account_id)
    account.label, account.mail_from = label, mail_from
    account.save(update_fields=["label", "mail_from"])
    account.locations.set(location_ids)
    AuditLog.objects.create(
        actor_id=actor_id,
        action="account.settings",
        subject="account",
        subject_id=account_id,
        data={"locations": list[Json](location_ids)},
    )
    return None
