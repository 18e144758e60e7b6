"""Carriers by a code of ours; each mall translates it to its own code (carrier codes of the malls' pages)."""

from enum import StrEnum


class Carrier(StrEnum):
    """配送会社. The values are stored; the labels are shown."""

    YAMATO = "yamato"
    SAGAWA = "sagawa"
    JAPAN_POST = "japan_post"
    SEINO = "seino"
    FUKUYAMA = "fukuyama"
    OTHER = "other"


#: 配送伝票番号なしの理由 (G4-16, G3-21…23): ways of sending that have no number, and goods handed over.
NO_NUMBER_REASONS = ("定形外", "メール便", "レターパック", "自社便", "店頭受取", "その他")

LABELS: dict[Carrier, str] = {
    Carrier.YAMATO: "ヤマト運輸",
    Carrier.SAGAWA: "佐川急便",
    Carrier.JAPAN_POST: "日本郵便",
    Carrier.SEINO: "西濃運輸",
    Carrier.FUKUYAMA: "福山通運",
    Carrier.OTHER: "その他",
}
