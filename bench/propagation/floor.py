"""The floor: what the malls' published limits alone allow. Arithmetic over the manifests, nothing measured."""

from fnmatch import fnmatchcase

from ichigen.mallkit.manifest import Limit, Mall

DAY_S = 86_400.0


def interval_s(mall: Mall, operation: str) -> float:
    """Return the least seconds between two calls of one operation, if nothing else were called all day."""
    limits = [limit for limit in mall.limits if fnmatchcase(operation, limit.operations)]
    return max((_interval_s(limit) for limit in limits), default=0.0)


def list_interval_s(mall: Mall) -> float:
    """Return the least seconds between two looks at new orders: the slowest of the order listing's limits."""
    return max(interval_s(mall, operation) for operation in _listing(mall))


def idle_floor_s(seller: Mall, share: float) -> float:
    """Return the `share` percentile of a sale's wait for the next look that shows it, when sales fall evenly between looks.

    Detail and write go at once: on an idle mall their turns are there. What a list does not show yet waits longer.
    """
    behind = min((scan.behind_s for scan in seller.orders.scans if scan.finds_new), default=0.0)
    return behind + share * list_interval_s(seller)


def burst_floor_s(mall: Mall, orders: int, within_s: float) -> float:
    """Return the least seconds from the first of `orders` orders placed within `within_s` until all can be taken in.

    Either the details' limit decides, or the last order, which is seen by the next look and fetched at once.
    """
    calls = -(-orders // mall.orders.fetch_batch)
    return max(calls * per_second_s(mall, "orders.get"), within_s + idle_floor_s(mall, 1.0))


def per_second_s(mall: Mall, operation: str) -> float:
    """Return the seconds between two calls by the limits per second alone."""
    rates = [x.per_s for x in mall.limits if x.per_s is not None and fnmatchcase(operation, x.operations)]
    return 1 / min(rates) if rates else 0.0


def _listing(mall: Mall) -> list[str]:
    """Order operations that only look: named so by every mall (`orders.search`, `orders.list`)."""
    names = [x.operations for x in mall.limits if x.operations in ("orders.search", "orders.list")]
    return names or ["orders.list"]


def _interval_s(limit: Limit) -> float:
    by_second = 0.0 if limit.per_s is None else 1 / limit.per_s
    by_day = 0.0 if limit.per_day is None else DAY_S / limit.per_day
    return max(by_second, by_day)
