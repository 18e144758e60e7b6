"""The steps of a first link: which are done, which one is next, and why one is not ready. Computed, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q

from ichigen.domain.phases import HOLDING
from ichigen.services.first_link.opening import NO_HELD, unsaid_units
from ichigen.services.first_link.plan import undecided
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.store.accounts import Account, LoopState, MallCall
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.opening import unopened_of
from ichigen.store.orders import Order


class Step(StrEnum):
    """The steps, in order."""

    CONNECT = "connect"
    READONLY = "readonly"
    READ = "read"
    IMPORT = "import"
    SOURCE = "source"
    DIFFERENCES = "differences"
    START = "start"


STEP_LABELS: Mapping[Step, str] = {
    Step.CONNECT: "接続情報",
    Step.READONLY: "確認のみ",
    Step.READ: "商品の読込み",
    Step.IMPORT: "取込みの確認",
    Step.SOURCE: "期首在庫の元",
    Step.DIFFERENCES: "差異の一覧",
    Step.START: "在庫連動を開始",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the mall was read. `stock_read` of `bound` listings have their number; `writes`: calls that changed something."""

    listings: int
    catalogue_at: datetime | None
    orders: int
    open_orders: int
    intake_at: datetime | None
    bound: int
    stock_read: int
    error: str
    writes: int

    @property
    def complete(self) -> bool:
        """Goods and orders were read to their end once."""
        return self.catalogue_at is not None and self.intake_at is not None


@dataclass(frozen=True, slots=True)
class StepState:
    """One step; `why`: what it waits for, empty when it is done."""

    step: Step
    label: str
    done: bool
    why: str


@dataclass(frozen=True, slots=True)
class FirstLink:
    """One account on its way; `current`: the first step that is not done."""

    account_id: int
    label: str
    mall: MallFace
    mode: str
    healthy: bool
    braked: bool
    reading: Reading
    steps: tuple[StepState, ...]

    @property
    def current(self) -> Step:
        """Where to go on."""
        return next((state.step for state in self.steps if not state.done), Step.START)


def first_link(account_id: int) -> FirstLink | None:
    """Return how far the account is; None for an unknown one."""
    account = Account.objects.defer("credentials", "tokens").filter(pk=account_id).first()
    if account is None:
        return None
    read = reading(account_id)
    return FirstLink(
        account.pk,
        account.label,
        mall_face(account.mall_id),
        account.mode,
        account.health == Account.Health.OK,
        account.braked_at is not None,
        read,
        tuple(
            StepState(step, STEP_LABELS[step], not why and account.mode != "disabled", why)
            for step, why in _why(account, read)
        ),
    )


def reading(account_id: int) -> Reading:
    """Return how far goods, orders and stock of an account were read."""
    loops = {loop.kind: loop for loop in LoopState.objects.filter(account_id=account_id)}
    bound = Exists(ListingComponent.objects.filter(listing_id=OuterRef("pk")))
    goods = Listing.objects.filter(account_id=account_id).aggregate(
        found=Count("pk"),
        bound=Count("pk", filter=bound),
        read=Count("pk", filter=bound & Q(Q(seen_at__isnull=False) | Q(kept_by_mall=True))),
    )
    orders = Order.objects.filter(account_id=account_id).aggregate(
        found=Count("pk"), open=Count("pk", filter=Q(phase__in=[phase.value for phase in HOLDING]))
    )
    catalogue, intake = loops.get("catalogue"), loops.get("intake")
    return Reading(
        listings=goods["found"],
        catalogue_at=catalogue.fresh_at if catalogue else None,
        orders=orders["found"],
        open_orders=orders["open"],
        intake_at=intake.fresh_at if intake else None,
        bound=goods["bound"],
        stock_read=goods["read"],
        error=next((loop.error_message for loop in loops.values() if loop.failures and loop.error_message), ""),
        writes=MallCall.objects.filter(account_id=account_id, effect="write").count(),
    )


def _why(account: Account, read: Reading) -> tuple[tuple[Step, str], ...]:
    """Say for each step what it waits for; a step is not ready before those in front of it."""
    live = account.mode == Account.Mode.LIVE
    healthy = account.health == Account.Health.OK
    connect = "" if healthy else "接続チェックに通っていません。"
    goods = connect or ("" if read.complete else "モールの商品と受注を読み込んでいます。")
    decided = goods or ("まだ決めていない出品があります。" if undecided(account.pk) else "")
    source = decided or _source(account, read)
    start = source or ("" if live else "まだ開始していません。")
    whys = (connect, connect, goods, decided, source, source, start)
    return tuple((step, "" if live and step is not Step.CONNECT else why) for step, why in zip(Step, whys, strict=True))


def _source(account: Account, read: Reading) -> str:
    if read.stock_read < read.bound:
        return "モールの在庫を読み込んでいます。"
    if not account.opened_from:
        return "期首在庫の元をまだ選んでいません。"
    if unopened_of(account.pk):
        return "在庫が一度も登録されていないSKUが残っています。"
    return NO_HELD.message if unsaid_units(account.pk) else ""
