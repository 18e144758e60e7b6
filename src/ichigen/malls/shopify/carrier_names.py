"""配送会社: the mall's carrier names, whose letters matter, and our carriers (section 4)."""

from ichigen.domain.carriers import Carrier

#: Exactly these are linked by the mall; その他 is free text without a link.
TO_MALL: dict[str, str] = {
    Carrier.YAMATO: "Yamato (JA)",
    Carrier.SAGAWA: "Sagawa (JA)",
    Carrier.JAPAN_POST: "Japan Post (JA)",
    Carrier.SEINO: "西濃運輸",
    Carrier.FUKUYAMA: "福山通運",
    Carrier.OTHER: "その他",
}

#: What others wrote for them, in lower case: the English forms, and Japanese free text.
_SPELLINGS: dict[str, Carrier] = {
    "yamato (en)": Carrier.YAMATO,
    "ヤマト運輸": Carrier.YAMATO,
    "sagawa (en)": Carrier.SAGAWA,
    "佐川急便": Carrier.SAGAWA,
    "japan post (en)": Carrier.JAPAN_POST,
    "日本郵便": Carrier.JAPAN_POST,
    "西濃スーパーエキスプレス": Carrier.SEINO,
}
_FROM_MALL = {name.lower(): Carrier(carrier) for carrier, name in TO_MALL.items()} | _SPELLINGS


def to_mall(carrier: str) -> str:
    """Return the name to report."""
    return TO_MALL.get(carrier, TO_MALL[Carrier.OTHER])


def from_mall(company: str) -> Carrier:
    """Return our carrier of a name."""
    return _FROM_MALL.get(company.strip().lower(), Carrier.OTHER)
