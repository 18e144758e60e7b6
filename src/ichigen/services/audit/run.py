"""Check the books at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from ichigen.domain.stock import ComponentStock, offer
from ichigen.mallkit import registry
from ichigen.services.audit.against_malls import Compared, ReadStock, compare_malls
from ichigen.services.audit.breaks import Break, broken
from ichigen.store import audit as sql
from ichigen.store.hot import run


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and how many rows of each kind were looked at."""

    breaks: tuple[Break, ...]
    checked: dict[str, int]

    @property
    def balanced(self) -> bool:
        """True when nothing is broken."""
        return not self.breaks


def audit(read_stock: ReadStock | None = None) -> Report:
    """Prove the books, outside of any transaction; with `read_stock`, also what the malls show."""
    with transaction.atomic(durable=True):
        sql.read_one_moment()
        found = [broken(*finding) for finding in sql.find_breaks()]
        found += _wrong_offers()
        checked = sql.count_rows()
    compared = compare_malls(read_stock) if read_stock else Compared((), 0)
    if read_stock:
        checked["mall_quantities"] = compared.quantities
    return Report((*found, *compared.breaks), checked)


def _wrong_offers() -> Iterator[Break]:
    """Listings whose number is not what the rule says now, though nothing asks to look at them again."""
    rows = run(sql.DECIDED).fetchall()
    for (_, subject, mall_id, desired), parts in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        mall = registry.malls().get(mall_id)
        offered = offer(ComponentStock(available, per) for *_, sku_id, available, per in parts if sku_id is not None)
        should_be = min(offered, mall.stock.maximum) if mall else offered
        if should_be != desired:
            yield broken("desired_not_offer", subject, should_be, desired)
