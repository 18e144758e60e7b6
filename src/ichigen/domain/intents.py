"""Intents of a write-back as JSON and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ichigen.domain.orders import Parcel
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, Intent, Ship


def intent_kind(intent: Intent) -> str:
    """Return the stored kind: confirm, ship or cancel."""
    return {Confirm: "confirm", Ship: "ship", Cancel: "cancel"}[type(intent)]


INTENT_LABELS: dict[str, str] = {"confirm": "注文確認", "ship": "出荷の報告", "cancel": "キャンセル"}


def intent_to_json(intent: Intent) -> dict[str, Any]:
    """Return plain JSON values."""
    match intent:
        case Confirm():
            return {}
        case Ship(parcels):
            return {
                "parcels": [
                    [
                        p.carrier,
                        p.tracking_number,
                        p.shipped_on.isoformat() if p.shipped_on else None,
                        p.no_number_reason,
                    ]
                    for p in parcels
                ]
            }
        case Cancel(reason, detail, restock):
            return {"reason": reason.value, "detail": detail, "restock": restock}


def intent_from_json(kind: str, data: Mapping[str, Any]) -> Intent:
    """Return the intent that `intent_to_json` wrote."""
    if kind == "ship":
        rows = data["parcels"]
        return Ship(tuple(Parcel(r[0], r[1], date.fromisoformat(r[2]) if r[2] else None, r[3]) for r in rows))
    if kind == "cancel":
        return Cancel(CancelReason(data["reason"]), data["detail"], data["restock"])
    return Confirm()
