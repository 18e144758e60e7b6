"""受注一覧: tabs with counts, one page of rows."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.buyers import BuyerRule, addresses_differ
from ichigen.domain.orders import Party, Withheld
from ichigen.domain.phases import Phase
from ichigen.domain.snapshots import party_from_json
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.services.views.order_counts import counts_by_status
from ichigen.services.views.order_filter import DEFAULT_SORT, OrderFilter, narrowed
from ichigen.services.views.order_marks import LabelFace
from ichigen.store.accounts import Account
from ichigen.store.order_marks import short_orders
from ichigen.store.order_rows import StoredRow, rows_of
from ichigen.store.orders import Status

SORTS = {
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "-ordered_at": ("-ordered_at", "-id"),
    "ordered_at": ("ordered_at", "id"),
    "-total": ("-total", "-id"),
    "total": ("total", "id"),
}


@dataclass(frozen=True, slots=True)
class StatusTab:
    """A tab: status code (empty = すべて), its name, tone and how many orders it holds under the filter."""

    code: str
    name: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row. `goods` is the first line's title, `more` how many further lines; money in yen.

    `awaits_payment`: payment is due before shipping and the buyer has not made it. A mall that collects the money itself
    (a card, settled when the order is accepted or shipped) puts no order into that phase. `bundle`: how many open orders go
    to the same person and address (同梱候補), 0 where it is the only one or in a bundle already: then `parent` is what its
    親注文 is called, or `children` what its 子注文 are. `fixed_buyer`: the name is what the shop enters for everybody (一律), no
    person. `other_address`: it goes to another address than its buyer's (住所不一致).
    """

    id: int
    number: str
    account_label: str
    mall: MallFace
    ordered_at: datetime
    status: str
    tone: str
    mall_state: str
    buyer_name: str
    fixed_buyer: bool
    other_address: bool
    withheld: Withheld
    prefecture: str
    goods: str
    goods_code: str
    more: int
    pieces: int
    total: int | None
    awaits_payment: bool
    payment_method: str
    delivery_method: str
    shortage: bool
    worklist: bool
    bundle: int
    parent: str
    children: tuple[str, ...]
    note: bool
    memo: str
    labels: tuple[LabelFace, ...]
    unresolved: bool
    holds: tuple[str, ...]
    confirmable: bool
    carrier: str
    tracking: str
    write_back: str


@dataclass(frozen=True, slots=True)
class OrderList:
    """A page of orders; `total` is the count of the chosen tab."""

    tabs: tuple[StatusTab, ...]
    rows: tuple[OrderRow, ...]
    total: int


def order_list(wanted: OrderFilter) -> OrderList:
    """Return one page; the number of queries is the same whatever its size. The tab counts give the pager its total."""
    found = narrowed(wanted)
    counts = counts_by_status(wanted, found)
    statuses = list(Status.objects.all())
    tabs = (
        StatusTab("", "すべて", "all", sum(counts.values())),
        *(StatusTab(s.code, s.name, s.tone, counts.get(s.id, 0)) for s in statuses),
    )
    total = next((tab.count for tab in tabs if tab.code == wanted.status), 0)
    status = next((one for one in statuses if one.code == wanted.status), None)
    if wanted.status:
        found = found.filter(status_id=status.id if status else 0)
    start = (wanted.page - 1) * wanted.size
    ids = list(
        found.order_by(*SORTS.get(wanted.sort, SORTS[DEFAULT_SORT])).values_list("id", flat=True)[
            start : start + wanted.size
        ]
    )
    short = short_orders()
    found_rows = rows_of(ids)
    rules = _rules()
    rows = (_row(row, rules.get(row.account_id, BuyerRule()), short=row.id in short) for row in found_rows)
    return OrderList(tabs, tuple(rows), total)


def words_of(text: str) -> list[str]:
    """Return the words of a filter box, folded in width and case: for lists that are searched in the text as it is stored."""
    return unicodedata.normalize("NFKC", text).casefold().split()


def _rules() -> dict[int, BuyerRule]:
    """注文者情報設定, by account. Accounts are few, and the list asks the same whatever is in it."""
    return {account.pk: intake_choices(account).buyer for account in Account.objects.only("mall_id", "settings")}


def _buyer_name(row: StoredRow, buyer: Party | None, ship_to: Party | None, rule: BuyerRule) -> str:
    """As the detail shows it: by the rule that holds now, whatever it was when the order came."""
    if buyer is not None or row.withheld == Withheld.ANONYMOUS:
        return row.buyer_name
    if rule.fixed:
        return rule.entries.name
    return ship_to.name if ship_to else ""


def _row(row: StoredRow, rule: BuyerRule, *, short: bool) -> OrderRow:
    buyer, ship_to = (party_from_json(json.loads(party)) for party in (row.buyer, row.ship_to))
    return OrderRow(
        id=row.id,
        number=row.number,
        account_label=row.account,
        mall=mall_face(row.mall_id),
        ordered_at=row.ordered_at,
        status=row.status,
        tone=row.tone,
        mall_state=row.mall_state,
        buyer_name=_buyer_name(row, buyer, ship_to, rule),
        fixed_buyer=rule.fixed and buyer is None,
        other_address=addresses_differ(buyer, ship_to),
        withheld=Withheld(row.withheld),
        prefecture=row.prefecture,
        goods=row.title,
        goods_code=row.code,
        more=max(0, row.lines - 1),
        pieces=row.pieces,
        total=row.total,
        awaits_payment=row.phase == Phase.UNPAID and row.pay_before_shipping and not row.paid,
        payment_method=row.payment_method,
        delivery_method=row.delivery_method,
        shortage=short,
        worklist=row.worklist,
        bundle=row.bundle if row.bundle > 1 else 0,
        parent=row.parent,
        children=tuple(row.children),
        note=row.note,
        memo=row.memo,
        labels=tuple(map(LabelFace, row.label_ids, row.label_names, row.label_tones)),
        unresolved=row.unresolved,
        holds=tuple(row.holds),
        confirmable=row.confirmable,
        carrier=row.carrier,
        tracking=row.tracking,
        write_back=row.write_back,
    )
