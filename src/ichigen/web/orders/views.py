"""受注一覧 and 受注詳細: looking."""

from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ichigen.domain.phases import Phase
from ichigen.services.orders.mail_draft import Draft
from ichigen.services.views.mail_templates import template_choices
from ichigen.services.views.order_choices import OrderChoices, methods, order_choices
from ichigen.services.views.order_detail import OrderDetail, order_detail
from ichigen.services.views.order_list import OrderRow, order_list
from ichigen.services.views.saved_views import Taste, saved_views, taste_of
from ichigen.web.orders.bulk import BAR
from ichigen.web.orders.columns import COLUMNS, in_sight
from ichigen.web.orders.filters import MARKS, NOTICES, PAID, PHASES, chips, cleared, reading
from ichigen.web.orders.forms import CancelForm, MailForm, ShipForm
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page, wants_fragment
from ichigen.web.ui.show import JST
from ichigen.web.ui.tables import Paging, draw, with_query

#: The name under which saved views and the choice of columns of this list are kept.
SCREEN = "orders"


@staff_only
def orders(request: StaffRequest) -> HttpResponse:
    """The list. htmx gets chips, tabs, table and paging only."""
    wanted = reading(request.GET)
    found = order_list(wanted)
    choices = order_choices()
    taste = taste_of(SCREEN, request.user.pk)
    columns = in_sight(taste.columns)
    table = draw(
        "orders",
        _("受注一覧"),
        columns,
        found.rows,
        Paging(wanted.page, wanted.size, found.total, request.GET),
        row_id=lambda row: row.id,
        row_class=_row_class,
        sort=wanted.sort,
        picks="bulk",
    )
    in_force = chips(request.GET, choices)
    context = {
        "wanted": wanted,
        "tabs": [(tab, with_query(request.GET, status=tab.code, page="")) for tab in found.tabs],
        "table": table,
        "chips": in_force,
        "clear": cleared(request.GET),
        "first_time": not in_force and not found.tabs[0].count,
    }
    if not wants_fragment(request):
        context |= _around(request, choices, taste)
    return page(request, "orders/list.html", context, part="orders/rows.html")


def _around(request: StaffRequest, choices: OrderChoices, taste: Taste) -> dict[str, object]:
    """What only the whole page shows: the filter bar, saved views, the choice of columns."""
    return {
        "choices": choices,
        "methods": methods(),
        "offered": {"phases": PHASES, "paid": PAID, "notices": NOTICES, "marks": MARKS},
        "views": saved_views(SCREEN, request.user.pk),
        "query": request.GET.urlencode(),
        "columns": [(column, column in in_sight(taste.columns)) for column in COLUMNS],
        "bulk": BAR,
    }


@staff_only
def order(request: StaffRequest, order_id: int) -> HttpResponse:
    """The order as a page; htmx gets the same content for the drawer."""
    return detail_answer(request, detail_or_404(order_id))


def detail_or_404(order_id: int) -> OrderDetail:
    """Return the order or raise 404."""
    found = order_detail(order_id)
    if found is None:
        raise Http404
    return found


def detail_answer(
    request: StaffRequest,
    found: OrderDetail,
    *,
    ship: ShipForm | None = None,
    cancel: CancelForm | None = None,
    mail: MailForm | None = None,
    draft: Draft | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the detail with these forms; `refused` is why the last action was not done. `draft`: the mail to begin with."""
    context = {
        "order": found,
        "ship": ship or _ship_form(found),
        "cancel": cancel or cancel_form(found),
        "mail": mail or mail_form(found, draft=draft),
        "draft": draft,
        "refused": refused,
        "told_in_dialog": _has_dialog(found, cancel, mail),
    }
    return page(request, "orders/detail.html", context, part="orders/detail_part.html", status=status)


def _has_dialog(found: OrderDetail, cancel: CancelForm | None, mail: MailForm | None) -> bool:
    """Is the dialog of what was refused still offered? It opens again, with what was entered and why."""
    if mail is not None and mail.is_bound:
        return found.mail_refusal is None
    return cancel is not None and found.phase is not Phase.CANCELLED and found.cancel_refusal is None


def cancel_form(found: OrderDetail, given: QueryDict | None = None) -> CancelForm:
    """Return the form for a cancel: the reasons its mall takes, and what the mall is told."""
    form = CancelForm(given, reasons=found.cancel_reasons)
    form.tell(found.cancel_detail_help)
    return form


def mail_form(found: OrderDetail, given: QueryDict | None = None, draft: Draft | None = None) -> MailForm:
    """Return the form for a mail to the buyer: as it was sent, else begun with the draft, else empty."""
    initial = {"template": draft.template_id, "subject": draft.subject, "body": draft.body} if draft else None
    return MailForm(given, initial=initial, order_id=found.id, templates=template_choices(found.account_id))


def _ship_form(found: OrderDetail) -> ShipForm:
    """Empty, or with what was entered before where the mall did not take it."""
    initial: dict[str, object] = {"shipped_on": timezone.now().astimezone(JST).date()}
    if found.parcels:
        last = found.parcels[-1]
        initial = {
            "carrier": last.carrier,
            "tracking_number": last.tracking_number,
            "shipped_on": last.shipped_on,
            "no_number_reason": last.no_number_reason,
        }
    return ShipForm(initial=initial, reasons=found.no_number_reasons)


def _row_class(row: OrderRow) -> str:
    return "is-short" if row.shortage else ""
