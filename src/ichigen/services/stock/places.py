"""店舗・倉庫: where stock can be."""

from django.db import transaction

from ichigen.domain.sheets.values import narrow
from ichigen.services.stock.refusal import StockRefused
from ichigen.store.goods import Location
from ichigen.store.worklist import AuditLog


@transaction.atomic
def add_place(code: str, name: str, sells: bool, actor_id: int | None) -> int:
    """Add a place; `sells` = malls may be offered what is there. Raises `StockRefused`."""
    code, name = narrow(code)[:50], name.strip()[:100]
    if not code or not name:
        raise StockRefused("place_missing", "コードと名前を入力してください。")
    if Location.objects.filter(code=code).exists() or Location.objects.filter(name=name).exists():
        raise StockRefused("place_taken", "同じコードか名前の店舗・倉庫があります。別のコードと名前にしてください。")
    place = Location.objects.create(code=code, name=name, sells=sells)
    AuditLog.objects.create(
        actor_id=actor_id,
        action="place.add",
        subject="location",
        subject_id=place.pk,
        data={"code": code, "sells": sells},
    )
    return place.pk
