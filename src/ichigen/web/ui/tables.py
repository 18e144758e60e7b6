"""The one table: columns declared in Python, sorting, paging, empty states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from ichigen.web.ui.markup import html, text_of

Row = TypeVar("Row")
SIZES = (50, 100, 200)

#: Widths of columns in px at the width the screens are designed for; they share what there is.
WIDTHS = {"xs": 52, "s": 96, "time": 114, "m": 134, "l": 176, "xl": 208}
STEP_PX = 200
PICK_PX = 36


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.

    `cell` draws it; `align` is start, end or centre; `width` is one of `WIDTHS`, or px; `sort` is a sort key; `pinned` stays
    in sight while the table scrolls sideways.
    """

    key: str
    label: "str | Promise"
    cell: Callable[[Row], object]
    align: str = "start"
    width: str | int = "m"

    sort: str = ""
    pinned: bool = False

    @property
    def px(self) -> int:
        """Its width where all columns have what they ask for."""
        return self.width if isinstance(self.width, int) else WIDTHS[self.width]


@dataclass(frozen=True, slots=True)
class Head:
    """A column head as drawn: `share` of the width; `href` sorts by it; `direction`: ascending, descending or empty."""

    key: str
    label: "str | Promise"
    align: str
    share: str
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Where the page lies in the whole; pages count from 1."""

    page: int
    size: int
    total: int
    query: QueryDict = field(repr=False)

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 when there is none."""
        return min(self.total, (self.page - 1) * self.size + 1) if self.total else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.total, self.page * self.size)

    @property
    def previous(self) -> str:
        """Query string of the page before, empty on the first."""
        return with_query(self.query, page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """Query string of the page after, empty on the last."""
        return with_query(self.query, page=str(self.page + 1)) if self.last < self.total else ""

    @property
    def sizes(self) -> list[tuple[int, str]]:
        """Row counts to choose from, with their query strings."""
        return [(size, with_query(self.query, size=str(size), page="")) for size in SIZES]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row as drawn: its cells with alignment class, and the address it opens."""

    id: int
    cells: Sequence[tuple[str, object]]
    classes: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn by `ui/table.html`; `body` is the HTML of its rows.

    `picks`: the form its tick boxes belong to, empty = no boxes.
    """

    id: str
    caption: "str | Promise"
    heads: Sequence[Head]
    rows: Sequence[DrawnRow]
    body: SafeString
    paging: Paging
    least: int
    picks: str = ""


def draw(
    table_id: str,
    caption: "str | Promise",
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    paging: Paging,
    *,
    row_id: Callable[[Row], int],
    row_class: Callable[[Row], str] = lambda row: "",
    sort: str = "",
    picks: str = "",
) -> Table:
    """Draw the rows of a table. `least` of the result: the width below which it scrolls inside its card, in px."""
    whole_px = sum(column.px for column in columns) + (PICK_PX if picks else 0)
    kinds = [f"al-{column.align}" + (" pinned" if column.pinned else "") for column in columns]
    drawn = [
        DrawnRow(
            row_id(row), [(kind, column.cell(row)) for kind, column in zip(kinds, columns, strict=True)], row_class(row)
        )
        for row in rows
    ]
    body = "".join(_row(table_id, row, picks) for row in drawn)
    return Table(
        table_id,
        caption,
        [_head(column, sort, paging.query, whole_px) for column in columns],
        drawn,
        html(body),
        paging,
        int(whole_px * 0.85) // STEP_PX * STEP_PX,
        picks,
    )


def _row(table_id: str, row: DrawnRow, picks: str) -> str:
    """A row as HTML; a string and no template, because a page has thousands of cells. It opens at its id below the list."""
    named = f' class="{text_of(row.classes)}"' if row.classes else ""
    box = _PICK.format(row.id, text_of(picks), table_id) if picks else ""
    cells = "".join(f'<td class="{kind}">{text_of(cell)}</td>' for kind, cell in row.cells)
    return f'<tr id="{table_id}-{row.id}"{ROW_HREF}{row.id}/"{named}>{box}{cells}</tr>\n'


#: How the address of a row begins; the template puts the list's path behind it.
ROW_HREF = ' data-href="'

#: Id, form, id of the table. The box is named by the link of its row.
_PICK = (
    '<td class="tick"><label><input type="checkbox" name="id" value="{0}" form="{1}" data-pick'
    ' aria-labelledby="{2}-{0}-name"></label></td>'
)


def with_query(query: QueryDict, **changes: str) -> str:
    """Return `?…` with some parameters changed; an empty value removes one."""
    changed = query.copy()
    for key, value in changes.items():
        if value:
            changed[key] = value
        else:
            changed.pop(key, None)
    return f"?{changed.urlencode()}"


def whole(text: str | None, default: int, *, least: int = 1, most: int = 1_000_000) -> int:
    """Read a whole number from a query string; anything else is the default. No number that counts has 20 digits."""
    return min(most, max(least, int(text[:20]))) if text and text.isascii() and text.isdigit() else default


def page_size(text: str | None, default: int = SIZES[0]) -> int:
    """Read the page size; only the offered ones."""
    size = whole(text, default)
    return size if size in SIZES else default


def _head(column: "Column[Row]", sort: str, query: QueryDict, whole_px: int) -> Head:
    share = f"{100 * column.px / whole_px:.2f}%"
    now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(sort, "") if column.sort else ""
    turned = column.sort if now == "descending" else f"-{column.sort}"
    href = with_query(query, sort=turned, page="") if column.sort else ""
    return Head(column.key, column.label, column.align, share, href, now)
