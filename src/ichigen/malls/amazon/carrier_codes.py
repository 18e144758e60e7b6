"""配送会社: carrier codes of this mall and our carriers (page section 3.6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichigen.domain.carriers import LABELS, Carrier

OTHER = "Other"

#: The account settings that hold another spelling, by carrier: which one Amazon.co.jp takes is not verified.
SETTINGS: dict[str, str] = {
    Carrier.YAMATO: "carrier_yamato",
    Carrier.SAGAWA: "carrier_sagawa",
    Carrier.JAPAN_POST: "carrier_japan_post",
    Carrier.SEINO: "carrier_seino",
}

DEFAULTS: dict[str, str] = {
    Carrier.YAMATO: "YAMATO",
    Carrier.SAGAWA: "SAGAWA",
    Carrier.JAPAN_POST: "JP_EXPRESS",
    Carrier.SEINO: "Seino",
}

#: Every spelling that the mall may show, in lower case without blanks, "-" and "_".
_READ: dict[str, Carrier] = {
    "yamato": Carrier.YAMATO,
    "yamatotransport": Carrier.YAMATO,
    "ヤマト運輸": Carrier.YAMATO,
    "クロネコヤマト": Carrier.YAMATO,
    "sagawa": Carrier.SAGAWA,
    "sagawaexpress": Carrier.SAGAWA,
    "佐川急便": Carrier.SAGAWA,
    "jpexpress": Carrier.JAPAN_POST,
    "japanpost": Carrier.JAPAN_POST,
    "日本郵便": Carrier.JAPAN_POST,
    "ゆうパック": Carrier.JAPAN_POST,
    "seino": Carrier.SEINO,
    "西濃運輸": Carrier.SEINO,
    "福山通運": Carrier.FUKUYAMA,
}


@dataclass(frozen=True, slots=True)
class CarrierName:
    """How a carrier is told to the mall; `name` only beside `Other`, where it is required."""

    code: str
    name: str = ""


def to_mall(carrier: str, settings: Mapping[str, str]) -> CarrierName:
    """Return how to tell a carrier: the spelling of the settings, the default, or `Other` with its Japanese name."""
    chosen = settings.get(SETTINGS.get(carrier, ""), "").strip() or DEFAULTS.get(carrier, "")
    if chosen and chosen != OTHER:
        return CarrierName(chosen)
    known = Carrier(carrier) if carrier in set(Carrier) else Carrier.OTHER
    return CarrierName(OTHER, LABELS[known])


def from_mall(shown: str, settings: Mapping[str, str]) -> Carrier:
    """Return our carrier of what a package shows: a spelling of the settings, or one of the known ones."""
    own = {_bare(settings[name]): Carrier(carrier) for carrier, name in SETTINGS.items() if settings.get(name)}
    return (_READ | own).get(_bare(shown), Carrier.OTHER)


def _bare(spelling: str) -> str:
    return spelling.lower().replace(" ", "").replace("_", "").replace("-", "")
