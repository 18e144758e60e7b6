"""A sample of the table for the component page."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ichigen.web.ui import cells
from ichigen.web.ui.show import yen
from ichigen.web.ui.tables import Column, Paging, Table, draw


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of the sample table."""

    id: int
    name: str
    about: str
    amount: int


SAMPLES = tuple(Sample(n, f"SAMPLE-{n:03}", "見本の商品 藍染め", 1280 * n) for n in range(1, 4))
COLUMNS: tuple[Column[Sample], ...] = (
    Column("name", _("SKU"), lambda row: cells.two(cells.link(f"#row-{row.id}", row.name), row.about), width="l"),
    Column("state", _("状態"), lambda row: cells.badge(str(_("処理済")), "shipped"), width="m"),
    Column("amount", _("合計"), lambda row: yen(row.amount), align="end", width="s", sort="amount"),
)


def kit_table(query: QueryDict) -> Table:
    """Return the sample table, as if on the second of three pages."""
    paging = Paging(2, 50, 120, query)
    return draw("kit", _("見本の表"), COLUMNS, SAMPLES, paging, row_id=lambda row: row.id, sort="-amount")
