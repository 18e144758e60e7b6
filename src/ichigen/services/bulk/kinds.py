"""The kinds of bulk actions: which can be taken back, and by what."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ichigen.domain.permissions import Action


class Kind(StrEnum):
    """What a bulk operation does to each order; also the kind of the stored operation."""

    STATUS = "order.status"
    CONFIRM = "order.confirm"
    SHIP = "order.ship"
    CANCEL = "order.cancel"
    LABEL = "order.label"
    UNLABEL = "order.unlabel"
    MEMO = "order.memo"
    STATUS_BACK = "order.status_back"


KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.STATUS: "ステータスの変更",
        Kind.CONFIRM: "受注確認",
        Kind.SHIP: "出荷の登録",
        Kind.CANCEL: "受注のキャンセル",
        Kind.LABEL: "ラベルを付ける",
        Kind.UNLABEL: "ラベルを外す",
        Kind.MEMO: "メモの追記",
        Kind.STATUS_BACK: "ステータスを元に戻す",
    }
)

NEEDS: Mapping[Kind, Action] = MappingProxyType(
    {
        Kind.STATUS: Action.ORDER_STATUS,
        Kind.CONFIRM: Action.ORDER_CONFIRM,
        Kind.SHIP: Action.ORDER_SHIP,
        Kind.CANCEL: Action.ORDER_CANCEL,
        Kind.LABEL: Action.ORDER_NOTE,
        Kind.UNLABEL: Action.ORDER_NOTE,
        Kind.MEMO: Action.ORDER_NOTE,
        Kind.STATUS_BACK: Action.ORDER_STATUS,
    }
)

#: What takes a kind back. Confirming, shipping and cancelling reach the buyer: they have no way back.
UNDO: Mapping[Kind, Kind] = MappingProxyType(
    {Kind.STATUS: Kind.STATUS_BACK, Kind.LABEL: Kind.UNLABEL, Kind.UNLABEL: Kind.LABEL}
)

#: Failed rows are tried again as what they were.
REDO: Mapping[Kind, Kind] = MappingProxyType({kind: kind for kind in Kind})

#: What the long jobs of other screens need: who may start one may stop it.
OTHER_NEEDS: Mapping[str, Action] = MappingProxyType(
    {
        "status_write": Action.WRITE_BACK_RUN,
        "status_retry": Action.WRITE_BACK_RUN,
        "sheet_read": Action.CSV_IMPORT,
        "sheet_apply": Action.CSV_IMPORT,
        "sheet_undo": Action.CSV_IMPORT,
    }
)


def needed(kind: str) -> Action:
    """Return the action an operation of this kind needs; a kind that nobody knows any more is for those who lead."""
    return NEEDS[Kind(kind)] if kind in set(Kind) else OTHER_NEEDS.get(kind, Action.WRITES_STOP)
