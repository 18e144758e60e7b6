"""What goes between the loops and a mall's client: frozen values only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ichigen.domain.orders import MallOrder
from ichigen.mallkit.manifest import StockMode


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of an answer that could not be read; the rest stands. `where` names it without personal data."""

    where: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Window:
    """A closed time range, both ends included, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OrderRef:
    """An order as a list shows it.

    `mark` is the fingerprint the list gives (a status, a last-update time): the order is fetched when it is unknown
    or its stored mark differs. `None` = this list tells nothing: fetch only when unknown.
    """

    number: str
    mark: str | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of a list: references, or whole orders where the list gives them; `next_page` opaque, None at the end."""

    refs: tuple[OrderRef, ...] = ()
    orders: tuple[MallOrder, ...] = ()
    next_page: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderBatch:
    """Orders fetched by number. A number neither in `orders` nor in `problems` does not exist on the mall."""

    orders: tuple[MallOrder, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class StockWrite:
    """One row of a stock write.

    RELATIVE: `quantity` is the signed difference. COMPARE_AND_SET: written only if the mall has `compare`.
    `falls`: the mall may sell more than there is until it is written. `earlier`: when this listing was written to before.
    """

    code: str
    mode: StockMode
    quantity: int
    compare: int | None = None
    falls: bool = field(default=False, compare=False)
    earlier: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StockRefusal:
    """A row the mall refused; `reread`: its real number must be read before anything else (e.g. below zero)."""

    code: str
    error: str
    message: str
    reread: bool = True


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """Outcome of one stock write call. Rows in neither list have an unknown outcome and are read again."""

    accepted: frozenset[str]
    refused: tuple[StockRefusal, ...] = ()


@dataclass(frozen=True, slots=True)
class StockSeen:
    """One row read back. `quantity` None: the mall has no such record."""

    code: str
    quantity: int | None


@dataclass(frozen=True, slots=True)
class StockReading:
    """Answer of one stock read; codes absent from `rows` were not answered."""

    rows: tuple[StockSeen, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class MallListing:
    """A listing as the mall has it. `code`: the technical key of stock; `match_codes`: best first.

    `group`: the mall's own code of the product that the listing is a variant of. `kept_by_mall`: its stock lies in the
    mall's own warehouse; the number is shown and never written. `endless`: the shop set it so that the mall goes on selling
    it when nothing is left, whatever number is written.
    """

    code: str
    title: str
    match_codes: tuple[str, ...]
    quantity: int | None = None
    price: int | None = None
    variant: str = ""
    on_sale: bool = True
    jan: str = ""
    group: str = ""
    kept_by_mall: bool = False
    endless: bool = False


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of the mall's catalogue; `next_page` opaque, None at the end."""

    listings: tuple[MallListing, ...]
    next_page: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of 接続チェック: a permission or credential by its mall name, and what to do if it fails (R1-27).

    `passing`: it could not be tried now (the mall was out of reach or asked to wait), which says nothing against it.
    `warning`: the rest works without it; it is told, and stops nothing.
    """

    code: str
    label: str
    ok: bool
    message: str = ""
    passing: bool = False
    warning: bool = False


def failed_lines(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the lines that did not pass. What could not be tried is left out where something else is at fault."""
    failed = tuple(line for line in results if not line.ok)
    return tuple(line for line in failed if not line.passing) or failed


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """Result of 接続チェック. `expires` maps credential field names to their expiry (UTC), read or derived (E2-30).

    `shop`: the shop's own id, where the mall is the one who tells it (`Mall.identity_told`).
    """

    results: Sequence[CheckResult]
    expires: dict[str, datetime] = field(default_factory=dict)
    shop: str = ""

    @property
    def ok(self) -> bool:
        """True when every line passed."""
        return all(result.ok for result in self.results)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """The lines a person must look at (`failed_lines`)."""
        return failed_lines(self.results)

    @property
    def works(self) -> bool:
        """True when nothing stands against using these credentials: a warning stops nothing."""
        return all(result.ok or result.warning for result in self.results)
