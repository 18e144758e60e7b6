"""子注文 that left with their 親注文 follow when its parcel is corrected (G3-27)."""

from collections.abc import Sequence

from ichigen.domain.bundles import Member
from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.orders.ship_one import ALREADY_SHIPPED, ship_one
from ichigen.services.worklist import Item, open_item
from ichigen.services.write_back.drop import UNDER_WAY, give_up
from ichigen.store import steps
from ichigen.store.orders import Shipment
from ichigen.store.write_backs import WriteBack


def follow(child: Member, parcels: Sequence[Parcel], actor_id: int | None) -> GuardRefusal | None:
    """Give a locked 子注文 the parcels of its 親注文; None when done, or when only a person can.

    What its mall was told already is corrected on the mall's screen; that goes to 要対応. Where a request is in doubt, nothing
    is changed until it is settled.
    """
    known = _parcels(child.id)
    if not known or known == [(one.carrier, one.tracking_number, one.no_number_reason) for one in parcels]:
        return None
    under_way = WriteBack.objects.filter(order_id=child.id, kind="ship", state=WriteBack.State.OPEN).first()
    if under_way is not None:
        steps.lock_steps(under_way.pk)
        if steps.in_doubt(under_way.pk):
            return UNDER_WAY
        give_up(under_way, "親注文の荷物を直したため", actor_id)
    refusal = ship_one(child.id, parcels, actor_id)
    if refusal == ALREADY_SHIPPED:
        _tell(child)
        return None
    return refusal if isinstance(refusal, GuardRefusal) else None


def _parcels(order_id: int) -> list[tuple[str, str, str]]:
    """Those that were entered last; none where it did not leave from here."""
    rows = Shipment.objects.filter(order_id=order_id).order_by("id")
    found = list(rows.values_list("entry", "carrier", "tracking_number", "no_number_reason"))
    return [(carrier, number, reason) for entry, carrier, number, reason in found if entry == found[-1][0]]


def _tell(child: Member) -> None:
    open_item(
        Item(
            key=f"bundle_told:{child.id}",
            code="bundle_told",
            title=f"受注 {child.number}: 子注文の追跡番号が親注文と違います",
            cause="親注文の荷物を直しましたが、この子注文は直す前の番号でモールに報告済みです。",
            action="モールの画面でこの子注文の追跡番号を直してから、「対応済みにする」を押してください。",
            account_id=child.account_id,
            order_id=child.id,
        )
    )
