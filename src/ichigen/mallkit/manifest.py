"""What a mall is, as data. The core branches on these capabilities and never on a mall's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ichigen.domain.orders import MallOrder
from ichigen.domain.ship_notice import NoticeRule
from ichigen.domain.status_table import StatusTable
from ichigen.domain.write_back import CancelReason, GuardRefusal, Intent, StepPlan
from ichigen.mallkit.mail import MailRelay
from ichigen.mallkit.options import AccountOption
from ichigen.mallkit.signals import SignalFeed

if TYPE_CHECKING:
    from ichigen.mallkit.client import MallClient
    from ichigen.mallkit.connection import Connection
    from ichigen.mallkit.consent import Consent
    from ichigen.mallkit.http import Call, Reply


class Effect(StrEnum):
    """Whether a call may change something on the mall; writes are fenced, counted and stoppable."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Limit:
    """A published limit.

    `operations` is a glob over operation names; `scope` names the credential or setting that shares it.

    `per_s` is the rate in requests per second, `burst` how many may go at once; `per_day` the day's budget, counted
    in JST. Either may be None. `weighed`: the mall counts points and not requests; a call takes its `Call.cost` of them, and
    `per_s` and `burst` are points.
    """

    operations: str
    scope: str
    per_s: float | None = None
    burst: int = 1
    per_day: int | None = None
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """What an answer says of the limit that its call fell under; None = not told.

    `per_s`: the rate now in force; `burst`: the most that may go at once; `left`: how much is left at this moment; `back`:
    how much of its cost the call did not take after all.
    """

    per_s: float | None = None
    burst: float | None = None
    left: float | None = None
    back: float = 0.0


@dataclass(frozen=True, slots=True)
class Scan:
    """One way to list orders, repeated for ever.

    `kind` "created": a fixed closed window of `lookback_s` ending now, ascending. `kind` "changed": everything
    changed since the stored position, less `overlap_s`. `every_s` by day (07–01 JST), `every_night_s` else.
    `finds_new` marks scans that by themselves show every new order: "a fresh intake" means that all of these ran.
    `behind_s`: what changed less than this long ago is not in the mall's list yet.
    `lookback_setting`: the account setting that holds the look-back in days instead (a whole number from 1 to 60; anything
    else = `lookback_s`).
    """

    name: str
    label: str
    every_s: float
    every_night_s: float
    lookback_s: float
    kind: str = "created"
    overlap_s: float = 0.0
    finds_new: bool = False
    lookback_setting: str = ""
    behind_s: float = 0.0


@dataclass(frozen=True, slots=True)
class OrderFeed:
    """How orders are taken in: the scans, and how many orders one detail call returns.

    `reread_open_s`: an open order that no scan reports as moved is read again after this many seconds.
    `clock_skew_s`: how far the mall's order times may differ from the database clock.
    """

    scans: tuple[Scan, ...]
    fetch_batch: int
    reread_open_s: float = 900.0
    clock_skew_s: float = 2.0


class StockMode(StrEnum):
    """How a quantity is written."""

    RELATIVE = "relative"
    COMPARE_AND_SET = "compare_and_set"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class BulkStock:
    """Writing many numbers at once with a report that comes later.

    At least `from_rows` rows must wait for it to be used; at most `rows` go at once. The report is asked for every
    `ask_every_s`; after `give_up_s` without one the rows are read as if nothing was ever said.
    """

    rows: int
    from_rows: int
    ask_every_s: float
    give_up_s: float


@dataclass(frozen=True, slots=True)
class StockWatch:
    """Reading what is sold over and over, where a mall's numbers move long before it shows the orders.

    At most `calls_per_s` calls are spent on it, and no listing is read more often than every `least_s`.
    """

    calls_per_s: float
    least_s: float


#: A mall that shows a write within so many seconds is read before anything else is concluded: the reading is as quick.
SOON_S = 10.0


@dataclass(frozen=True, slots=True)
class StockCapability:
    """How stock is written and read. Times in seconds.

    `settle_s`: how long after a write a reading may still show the old number. `read_every_s`: how often every
    listing is read to see sales that the order API still hides; `hidden_sale_s`: the longest time it hides one
    (afterwards the difference is モール側で変更). `creates_unknown`: a write to an unknown code is accepted silently.
    `bulk`: the mall also takes many numbers at once (`mallkit.client.BulkStockClient`). `watch`: what is made of our
    goods is read more often than `read_every_s`, day and night, as long as there is little enough of it.
    """

    modes: tuple[StockMode, ...]
    write_batch: int
    read_batch: int
    settle_s: float
    read_every_s: float
    read_every_night_s: float
    hidden_sale_s: float
    maximum: int
    creates_unknown: bool = False
    bulk: BulkStock | None = None
    watch: StockWatch | None = None

    def watch_every_s(self, listings: int, read_every_s: float) -> float:
        """Return how often each of `listings` is read, where all others are read every `read_every_s`."""
        if self.watch is None:
            return read_every_s
        calls = -(-listings // self.read_batch)
        return min(read_every_s, max(self.watch.least_s, calls / self.watch.calls_per_s))

    @property
    def shows_late(self) -> bool:
        """True where writes are shown so late that neither what falls nor a hidden sale may wait for it."""
        return self.settle_s > SOON_S


@dataclass(frozen=True, slots=True)
class CredentialField:
    """A credential or account setting as the account screen draws it. `secret` values are never shown again.

    `issued_setting`: the setting that holds its day of issue, where the mall does not tell when it ends (E2-30).
    `active_within_s`: how long after its issue the mall may still refuse a right value (E2-32); 0 = it works at once.
    `life_days`: its whole life where that is fixed; no warning comes earlier than it began. 0 = not fixed.
    `resets_stock`: it says which stock of the shop is meant. Changed, the numbers that were read are those of another one:
    they are forgotten, and everything is read before it is written.
    `folded`: most shops leave it as it is; the screen draws it below 詳しい設定. A required field is never folded.
    `page`: the mall's own page (https) on which it is issued or changed.
    """

    name: str
    label: str
    help: str
    secret: bool = True
    required: bool = True
    multiline: bool = False
    pattern: str = ""
    issued_setting: str = ""
    active_within_s: float = 0.0
    life_days: int = 0
    resets_stock: bool = False
    folded: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host the mall is reached at; overridable per account (simulators, test environments). `label` is what staff read."""

    name: str
    default: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class StatusDefault:
    """A row of the default ステータス紐付け: a phase of ours and the mall's words for it."""

    phase: str
    mall_statuses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Permission:
    """A function of the mall's API that an account must have; `label` is the mall's own name for it (R1-27)."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class WriteBackCapability:
    """How steps are proved.

    `settle_s`: least time between a request of unknown outcome and the reading that may call it not done.
    `no_number_reasons`: the mall's own values of 配送伝票番号なしの理由; empty = it has no such list (G4-16).
    `cancel`: the API cancels; without it `plan` refuses and names the mall's screen. `cancel_reasons`: those that the mall has
    a word for; no other is offered or planned. `cancel_detail_help`: what becomes of 理由の詳細 where the mall is told it;
    empty = it stays in the shop. `parcels_shown`: a reading of an order shows its parcels. `notice`: which
    shipped orders the mall is told of by itself; None = every one.
    `fresh_s`: an order read no longer ago counts as read just before a request: the proof of one step serves the next. 0 where
    a request may overwrite what was done on the mall meanwhile.
    """

    settle_s: float = 5.0
    confirm: bool = False
    cancel: bool = True
    cancel_reasons: tuple[CancelReason, ...] = tuple(CancelReason)
    cancel_detail_help: str = ""
    cancel_restock: bool = False
    no_number_reasons: tuple[str, ...] = ()
    parcels_shown: bool = True
    notice: NoticeRule | None = None
    fresh_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Mall:
    """A kind of marketplace. `plan` is pure: what to send for one intent on one order, or why not.

    `identity_field` names the credential or setting that tells the shop. Where its value is a secret or more than the
    shop, `identity` returns the shop's part of it, which is stored and shown in the clear. `identity_told`: only the mall
    knows it; an empty `identity_field` is filled with what 接続チェック reports (`ConnectionReport.shop`).

    `options` are what a shop may choose for its account, any day and without a check (`mallkit.options`).

    `status_defaults` are the mall's words for our phases; a mall whose states the shop may write declares a
    `status_table` instead.

    `catalogue_every_s`: how often the whole catalogue is read. A mall that shows one item a call pays for it from the
    day's budget.

    `mail_relay`: the mall's own mail server for mails to its buyers, if it has one. `mail_from_help`: which address the
    mall takes as メール送信元, where that is not any of the shop's.

    `sentences`: the texts that its modules compose, with %(name)s for what is put in; the screens take such a text apart to show
    it in another language. The other languages of all its texts lie in `locale` beside the manifest.

    `signals`: how the mall tells its news, if it does. `pace` is pure: what an answer says of the limit its call fell under.

    `consent`: the credential that a person gets on the mall's page instead of pasting it.

    `asks_source_ip`: only addresses that were registered with the mall are let in.
    """

    id: str
    label: str
    color: str
    identity_field: str
    credentials: tuple[CredentialField, ...]
    endpoints: tuple[Endpoint, ...]
    limits: tuple[Limit, ...]
    orders: OrderFeed
    stock: StockCapability
    write_back: WriteBackCapability
    permissions: tuple[Permission, ...]
    connect: "Callable[[Connection], MallClient]"
    plan: Callable[[Intent, MallOrder], tuple[StepPlan, ...] | GuardRefusal]
    status_defaults: tuple[StatusDefault, ...] = ()
    status_table: StatusTable | None = None
    timeout_s: float = 10.0
    catalogue_every_s: float = 600.0
    matching_help: str = ""
    code_pattern: str = ""
    settings: tuple[CredentialField, ...] = field(default_factory=tuple)
    identity: Callable[[Mapping[str, str]], str] | None = None
    identity_told: bool = False
    options: tuple[AccountOption, ...] = ()
    mail_relay: MailRelay | None = None
    mail_from_help: str = ""
    signals: SignalFeed | None = None
    pace: "Callable[[Call, Reply], Pace | None] | None" = None
    sentences: tuple[str, ...] = ()
    consent: "Consent | None" = None
    asks_source_ip: bool = False

    def says_which_stock(self) -> tuple[str, ...]:
        """Return the names of the settings and options that say which stock of the shop is meant (`resets_stock`)."""
        settings = (row.name for row in self.settings if row.resets_stock)
        options = (option.name for option in self.options if option.resets_stock)
        return (*settings, *options)
