"""Intents of a write-back as JSON and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import (
    Cancel,
    CancelReason,
    Confirm,
    Delivery,
    Intent,
    MallState,
    SetStatus,
    Ship,
)


def intent_kind(intent: Intent | SetStatus) -> str:
    """Return the stored kind: confirm, ship, cancel or status."""
    return {Confirm: "confirm", Ship: "ship", Cancel: "cancel", SetStatus: "status"}[type(intent)]


def intent_to_json(intent: Intent | SetStatus) -> dict[str, Any]:
    """Return plain JSON values."""
    match intent:
        case Confirm():
            return {}
        case Ship(parcels, state, delivery):
            return {
                "parcels": _parcels(parcels),
                "state": [state.order, state.ship] if state else None,
                "delivery": _delivery(delivery),
            }
        case SetStatus(state, parcels, delivery, before_payment):
            return {
                "parcels": _parcels(parcels),
                "state": [state.order, state.ship],
                "delivery": _delivery(delivery),
                "before_payment": before_payment,
            }
        case Cancel(reason, detail, restock):
            return {"reason": reason.value, "detail": detail, "restock": restock}


def intent_from_json(kind: str, data: Mapping[str, Any]) -> Intent:
    """Return the intent that `intent_to_json` wrote; a status write-back is planned anew from the table instead."""
    if kind == "ship":
        state = data.get("state")
        day, slot = data.get("delivery", (None, ""))
        return Ship(
            _parcels_from(data["parcels"]),
            MallState(*state) if state else None,
            Delivery(date.fromisoformat(day) if day else None, slot),
        )
    if kind == "cancel":
        return Cancel(CancelReason(data["reason"]), data["detail"], data["restock"])
    return Confirm()


def _parcels(parcels: tuple[Parcel, ...]) -> list[list[str | None]]:
    return [
        [p.carrier, p.tracking_number, p.shipped_on.isoformat() if p.shipped_on else None, p.no_number_reason]
        for p in parcels
    ]


def _parcels_from(rows: list[list[Any]]) -> tuple[Parcel, ...]:
    return tuple(Parcel(r[0], r[1], date.fromisoformat(r[2]) if r[2] else None, r[3]) for r in rows)


def _delivery(delivery: Delivery) -> list[str | None]:
    return [delivery.day.isoformat() if delivery.day else None, delivery.slot]
