"""The filter bar of 受注一覧: one table of parameters. The address is the state; each value is a chip that can be removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.phases import PHASE_LABELS
from ichigen.services.views.order_choices import OrderChoices
from ichigen.services.views.order_filter import DEFAULT_SORT, OrderFilter
from ichigen.services.views.order_list import SORTS
from ichigen.web.ui.show import day, yen
from ichigen.web.ui.tables import page_size, whole

PHASES = tuple((phase.value, _(word)) for phase, word in PHASE_LABELS.items())
PAID = (("paid", _("入金済み")), ("open", _("未入金")), ("due", _("前払いの入金待ち")))
NOTICES = (("none", _("まだ")), ("open", _("書出中")), ("failed", _("書出エラー")), ("done", _("確認済み")))
MARKS = (
    ("short", _("在庫不足")),
    ("worklist", _("要対応")),
    ("note", _("備考あり")),
    ("bundle", _("同梱候補")),
    ("unresolved", _("未対応コード")),
    ("confirmable", _("受注確認が必要")),
    ("untold", _("モールに出荷未通知")),
    ("memo", _("メモあり")),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force: what it says, the address without it, and the field and value that it comes from."""

    text: str
    href: str
    name: str
    value: str


Says = Callable[[str, OrderChoices], str]


def reading(query: QueryDict) -> OrderFilter:
    """Read a filter out of a query string; what cannot be read is left out."""
    sort = query.get("sort", DEFAULT_SORT)
    return OrderFilter(
        status=query.get("status", "")[:40],
        text=query.get("q", "").strip()[:200],
        accounts=tuple(number for number in map(_whole, query.getlist("account")) if number is not None),
        phases=tuple(phase for phase in query.getlist("phase") if phase in dict(PHASES)),
        since=_day(query.get("from", "")),
        until=_day(query.get("to", "")),
        least=_whole(query.get("min", "")),
        most=_whole(query.get("max", "")),
        paid=_one(query.get("paid", ""), PAID),
        payment=query.get("payment", "")[:100],
        delivery=query.get("delivery", "")[:100],
        notice=_one(query.get("notice", ""), NOTICES),
        sku=query.get("sku", "").strip()[:100],
        label=_whole(query.get("label", "")),
        marks=frozenset(mark for mark in query.getlist("mark") if mark in dict(MARKS)),
        sort=sort if sort in SORTS else DEFAULT_SORT,
        page=whole(query.get("page"), 1),
        size=page_size(query.get("size")),
    )


def chips(query: QueryDict, choices: OrderChoices) -> list[Chip]:
    """Return a chip for every condition of the query string that is in force."""
    found = []
    for name, says in SAYS.items():
        for value in query.getlist(name):
            text = says(value.strip(), choices) if value.strip() else ""
            if text:
                found.append(Chip(text, _without(query, name, value), name, value))
    return found


def cleared(query: QueryDict) -> str:
    """Return the address without any condition but the tab, the sort and the page size."""
    rest = query.copy()
    for name in (*SAYS, "page"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.setlist(name, [each for each in query.getlist(name) if each != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 9000 else None


def _one(value: str, table: "tuple[tuple[str, str | Promise], ...]") -> str:
    return value if value in dict(table) else ""


def _by_table(table: "tuple[tuple[str, str | Promise], ...]", template: "str | Promise" = "%s") -> Says:
    return lambda value, choices: str(template) % dict(table)[value] if value in dict(table) else ""


def _account(value: str, choices: OrderChoices) -> str:
    return next((account.label for account in choices.accounts if str(account.id) == value), "")


def _label(value: str, choices: OrderChoices) -> str:
    return next((f"{gettext('ラベル')}: {label.name}" for label in choices.labels if str(label.id) == value), "")


def _dated(template: "str | Promise") -> Says:
    return lambda value, choices: str(template) % {"day": day(_day(value))} if _day(value) else ""


def _money(template: "str | Promise") -> Says:
    return lambda value, choices: str(template) % {"yen": yen(_whole(value))} if _whole(value) is not None else ""


#: Every parameter that narrows, in the order of the chips, and what its chip says (empty = not in force).
SAYS: Mapping[str, Says] = {
    "q": lambda value, choices: f"「{value}」",
    "account": _account,
    "phase": _by_table(PHASES),
    "from": _dated(_("%(day)s から")),
    "to": _dated(_("%(day)s まで")),
    "paid": _by_table(PAID),
    "payment": lambda value, choices: value,
    "delivery": lambda value, choices: value,
    "notice": _by_table(NOTICES, _("出荷通知: %s")),
    "mark": _by_table(MARKS),
    "sku": lambda value, choices: f"SKU: {value}",
    "label": _label,
    "min": _money(_("%(yen)s 以上")),
    "max": _money(_("%(yen)s 以下")),
}
