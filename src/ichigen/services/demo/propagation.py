"""How long a sale took to reach the other malls, from the simulators' own logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from ichigen.services.demo.town import DemoTown
from ichigen.store.listings import ListingComponent


@dataclass(frozen=True, slots=True)
class Propagation:
    """Times in milliseconds over `n` pairs of a sold line and another mall that sells the same SKU."""

    p50: float | None
    p99: float | None
    n: int


def measure(town: DemoTown, ignore_last_s: float = 0.0) -> Propagation:
    """Measure every order line: its creation → the first accepted stock write of the same SKU on each other mall.

    Orders of the last `ignore_last_s` seconds are left out, and those cancelled before any write: the sale was over.
    Any other sale that reached no other mall counts as infinite.
    """
    codes = _codes()
    mall_ids = [card["mall"] for card in town.malls()]
    calls = {mall_id: town.calls(mall_id) for mall_id in mall_ids}
    orders = {mall_id: town.orders(mall_id) for mall_id in mall_ids}
    ends = max((call["time"] for log in calls.values() for call in log), default=0.0) - ignore_last_s
    writes = {mall_id: accepted_writes(log, codes[mall_id]) for mall_id, log in calls.items() if mall_id in codes}
    times: list[float] = []
    for mall_id, placed in orders.items():
        for order in placed:
            if order["placed"] <= ends:
                times += _times(order, mall_id, codes, writes)
    return summarise(times)


def summarise(times_s: Sequence[float]) -> Propagation:
    """Return nearest-rank percentiles in milliseconds; None where nothing was measured or the value is infinite."""
    ordered = sorted(times_s)

    def at(share: float) -> float | None:
        if not ordered:
            return None
        value = ordered[min(len(ordered) - 1, int(share * len(ordered)))]
        return None if value == inf else round(value * 1000, 1)

    return Propagation(at(0.50), at(0.99), len(ordered))


def _codes() -> dict[str, dict[str, int]]:
    """Return mall → every code of a listing → SKU, for listings of one SKU."""
    codes: dict[str, dict[str, int]] = {}
    rows = ListingComponent.objects.values_list(
        "listing__account__mall_id", "listing__code", "listing__match_code", "sku_id"
    )
    for mall_id, code, match_code, sku_id in rows:
        codes.setdefault(mall_id, {}).update({code: sku_id, match_code: sku_id})
    return codes


def accepted_writes(log: Sequence[Mapping[str, Any]], codes: Mapping[str, int]) -> dict[int, list[float]]:
    """Return SKU → times of accepted stock writes: every effect that set a number, whichever call of the mall did it."""
    writes: dict[int, list[float]] = {}
    for call in log:
        for effect in call["effect"]:
            sku_id = codes.get(effect.get("code", "")) if "quantity" in effect else None
            if sku_id is not None:
                writes.setdefault(sku_id, []).append(call["time"])
    return writes


def _times(
    order: Mapping[str, Any],
    mall_id: str,
    codes: Mapping[str, Mapping[str, int]],
    writes: Mapping[str, Mapping[int, Sequence[float]]],
) -> list[float]:
    times = []
    for line in order["lines"]:
        sku_id = codes.get(mall_id, {}).get(line["code"])
        for other, sold in codes.items():
            if sku_id is not None and other != mall_id and sku_id in sold.values():
                after = [at for at in writes.get(other, {}).get(sku_id, ()) if at >= order["placed"]]
                if after or not order["cancelled"]:
                    times.append(min(after) - order["placed"] if after else inf)
    return times
