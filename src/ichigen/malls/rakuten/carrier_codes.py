"""配送会社: deliveryCompany codes of this mall and our carriers (section 2.5)."""

from ichigen.domain.carriers import Carrier

#: Carrier "その他" of the mall: the only one whose row is complete without a number (section 2.5, completion rule).
OTHER = "1000"

TO_MALL: dict[str, str] = {
    Carrier.YAMATO: "1001",
    Carrier.SAGAWA: "1002",
    Carrier.JAPAN_POST: "1003",
    Carrier.SEINO: "1004",
    Carrier.FUKUYAMA: "1006",
    Carrier.OTHER: OTHER,
}

#: 1005 セイノースーパーエクスプレス, 1029 日本郵便 楽天倉庫出荷, 1030 クロネコゆうパケット; the rest is その他 to us.
FROM_MALL: dict[str, Carrier] = {code: Carrier(name) for name, code in TO_MALL.items()} | {
    "1005": Carrier.SEINO,
    "1029": Carrier.JAPAN_POST,
    "1030": Carrier.YAMATO,
}


def to_mall(carrier: str, tracking_number: str) -> str:
    """Return the code to report. A parcel without a number goes as その他, else the order would stay at 発送待ち."""
    return TO_MALL.get(carrier, OTHER) if tracking_number else OTHER


def from_mall(code: str) -> Carrier:
    """Return our carrier of a code."""
    return FROM_MALL.get(code, Carrier.OTHER)
