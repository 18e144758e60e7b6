"""受注詳細: the order, what each line holds, whether it may be shipped."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef

from ichigen.domain.buyers import UNKNOWN_BUYER, Buyer, addresses_differ, buyer_of
from ichigen.domain.eligibility import Excluded, Question, Target, Verdict
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import GONE, HOLDING, Phase
from ichigen.domain.status_changes import Change
from ichigen.domain.write_back import CancelReason, GuardRefusal, ship_guard
from ichigen.mallkit.registry import mall, malls
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.clock import now
from ichigen.services.orders.bundle import SharedParcel, shared_parcel
from ichigen.services.orders.cancel import reasons_of, why_not
from ichigen.services.orders.mail_buyer import why_no_mail
from ichigen.services.orders.untold import is_untold
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.order_history import Moment, WriteBackView, timeline, write_back_views
from ichigen.services.views.order_marks import LabelFace, all_labels, labels_of
from ichigen.services.write_back.judging import judge_of
from ichigen.services.write_back.open import mall_view
from ichigen.services.write_back.status_table import table_of
from ichigen.services.write_back.time_slots import slot_of, time_slots
from ichigen.store.accounts import Account
from ichigen.store.listings import ListingComponent
from ichigen.store.order_marks import short_orders
from ichigen.store.orders import Order, OrderLine, Shipment, Status
from ichigen.store.stock import Reservation


@dataclass(frozen=True, slots=True)
class Hold:
    """Units of one SKU that a line holds (`quantity`) or that have left (`taken`)."""

    sku_id: int
    sku_code: str
    location: str
    quantity: int
    taken: int
    state: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Line:
    """明細. Money in yen; `matched` is false while no SKU belongs to the code (未対応コード).

    `bind_code` is the code of the listing that must be bound then.
    """

    title: str
    options: str
    code: str
    bind_code: str
    matched: bool
    quantity: int
    unit_price: int
    tax_rate: Decimal
    holds: tuple[Hold, ...]

    @property
    def amount(self) -> int:
        """Price of the line in yen."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """お届け指定 that holds now, and the hours to choose from."""

    day: date | None
    slot: str
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order; `told` is what the mall says of it, `buyer` 注文者 by the account's rule where the mall does not say."""

    id: int
    account_id: int
    account_label: str
    mall: MallFace
    status_code: str
    status: str
    tone: str
    phase: Phase
    read_at: datetime
    shortage: bool
    unresolved: bool
    history: bool
    told: MallOrder
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...]
    write_backs: tuple[WriteBackView, ...]
    moments: tuple[Moment, ...]
    statuses: tuple[tuple[str, str], ...]
    refusal: GuardRefusal | None
    no_number_reasons: tuple[str, ...]
    delivery: DeliveryView
    verdict: Verdict | None
    labels: tuple[LabelFace, ...] = ()
    label_names: tuple[str, ...] = ()
    memo: str = ""
    buyer: Buyer = UNKNOWN_BUYER
    parcel: SharedParcel = field(default_factory=SharedParcel)
    #: メール送信元, and why no mail can be sent to the buyer.
    mail_from: str = ""
    mail_refusal: GuardRefusal | None = None
    #: Shipped here while its row of the status table was not 有効.
    never_told: bool = False
    #: Why it cannot be cancelled from here, whatever reason is given; None = it can.
    cancel_refusal: GuardRefusal | None = None
    #: The reasons for a cancel that its mall takes.
    cancel_reasons: tuple[CancelReason, ...] = ()
    #: What becomes of 理由の詳細 on the mall; empty = it stays here.
    cancel_detail_help: str = ""
    #: Until then its mall takes no changes; what is entered here is sent after that. None = it takes them.
    locked_until: datetime | None = None

    @property
    def other_address(self) -> bool:
        """住所不一致: it goes to another address than its buyer's."""
        return addresses_differ(self.told.buyer, self.told.ship_to)

    @property
    def bundle_query(self) -> str:
        """What finds the orders that could go in one parcel with this one."""
        return self.told.ship_to.name if self.told.ship_to else ""

    @property
    def open(self) -> bool:
        """True while the order can be shipped or cancelled before shipping."""
        return self.phase in HOLDING

    @property
    def notice_open(self) -> bool:
        """True where shipping may be entered: the goods are here, or the mall did not take the notice of what left."""
        last = next((back for back in self.write_backs if back.kind == "ship"), None)
        return self.open or self.never_told or (self.phase in GONE and last is not None and last.untold)

    @property
    def excluded(self) -> Excluded | None:
        """Why the status table writes nothing now."""
        return self.verdict if isinstance(self.verdict, Excluded) else None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the status table would write now."""
        return self.verdict.changes if isinstance(self.verdict, Target) else ()

    @property
    def awaits_payment(self) -> bool:
        """True where the goods wait for the buyer's money; a mall that collects it itself is not waited for."""
        payment = self.told.payment
        return self.phase is Phase.UNPAID and payment.due_before_shipping and not payment.paid

    @property
    def to_confirm(self) -> bool:
        """True where the mall waits for 注文確認 and none is under way."""
        under_way = any(back.kind == "confirm" and back.moving for back in self.write_backs)
        return self.open and self.told.confirmable and not under_way

    @property
    def moving(self) -> bool:
        """True while a write-back is under way, so that the screen looks again."""
        return any(back.moving for back in self.write_backs)


def order_detail(order_id: int) -> OrderDetail | None:
    """Return the order, None where there is none; its number of queries does not grow with it."""
    order = _order(order_id)
    return None if order is None else _detail(order_id, order)


def _detail(order_id: int, order: Order) -> OrderDetail:
    told = mall_view(order)
    known = order.account.mall_id in malls()
    return OrderDetail(
        id=order.id,
        account_id=order.account_id,
        account_label=order.account.label,
        mall=mall_face(order.account.mall_id),
        status_code=order.status.code,
        status=order.status.name,
        tone=order.status.tone,
        phase=Phase(order.phase),
        read_at=order.read_at,
        shortage=order_id in short_orders(),
        unresolved=order.unresolved,
        history=order.history,
        told=told,
        lines=_lines(order_id),
        parcels=_parcels(order_id),
        write_backs=write_back_views(order_id),
        moments=timeline(order_id),
        statuses=tuple(Status.objects.values_list("code", "name")),
        refusal=ship_guard(told),
        no_number_reasons=mall(order.account.mall_id).write_back.no_number_reasons if known else (),
        delivery=_delivery(order, told),
        verdict=_verdict(order) if known else None,
        labels=labels_of([order_id]).get(order_id, ()),
        label_names=tuple(face.name for face in all_labels()),
        memo=vars(order)["memo_text"] or "",
        parcel=shared_parcel(order),
        buyer=buyer_of(told, intake_choices(order.account).buyer),
        never_told=is_untold(order_id),
        cancel_refusal=why_not(order) if known else None,
        cancel_reasons=reasons_of(order) if known else (),
        cancel_detail_help=mall(order.account.mall_id).write_back.cancel_detail_help if known else "",
        mail_from=order.account.mail_from,
        mail_refusal=why_no_mail(order),
        locked_until=told.writable_from if told.writable_from and told.writable_from > now() else None,
    )


def _order(order_id: int) -> Order | None:
    orders = Order.objects.select_related("account", "status").defer("account__credentials", "account__tokens")
    return orders.annotate(memo_text=F("memo__text")).filter(pk=order_id).first()


def _delivery(order: Order, told: MallOrder) -> DeliveryView:
    slots = time_slots()
    slot = order.deliver_slot or slot_of(told.delivery.time_slot, slots)
    return DeliveryView(order.deliver_on or told.delivery.day, slot, tuple(one.name for one in slots))


def _verdict(order: Order) -> Verdict | None:
    table = table_of(order.account.mall_id)
    if table is None or order.account.mode != Account.Mode.LIVE:
        return None
    return judge_of(order.account_id, table).verdicts([order], Question(now()))[order.pk]


def _parcels(order_id: int) -> tuple[Parcel, ...]:
    return tuple(
        Parcel(row.carrier, row.tracking_number, row.shipped_on, row.no_number_reason)
        for row in Shipment.objects.filter(order_id=order_id).order_by("id")
    )


def _lines(order_id: int) -> tuple[Line, ...]:
    held: dict[int | None, list[Hold]] = defaultdict(list)
    for row in Reservation.objects.filter(order_line__order_id=order_id).select_related("sku", "location"):
        held[row.order_line_id].append(
            Hold(row.sku_id, row.sku.code, row.location.name, row.quantity, row.taken, row.state, row.by_hand)
        )
    return tuple(
        Line(
            row.title,
            row.options,
            row.match_codes[0] if row.match_codes else row.listing_code,
            row.listing.code if row.listing else row.listing_code,
            vars(row)["bound"],
            row.quantity,
            row.unit_price,
            row.tax_rate,
            tuple(held[row.id]),
        )
        for row in OrderLine.objects.filter(order_id=order_id)
        .select_related("listing")
        .annotate(bound=Exists(ListingComponent.objects.filter(listing_id=OuterRef("listing_id"))))
        .order_by("id")
    )
