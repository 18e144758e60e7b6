"""受注一覧 and 受注詳細: looking."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.frame import account_faces
from ichigen.services.views.order_detail import OrderDetail, order_detail
from ichigen.services.views.order_filter import DEFAULT_SORT, OrderFilter
from ichigen.services.views.order_list import SORTS, OrderRow, order_list
from ichigen.web.orders.columns import COLUMNS
from ichigen.web.orders.forms import CancelForm, ShipForm
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page
from ichigen.web.ui.show import JST
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query


@staff_only
def orders(request: StaffRequest) -> HttpResponse:
    """The list. htmx gets tabs, table and paging only."""
    wanted = _filter(request)
    found = order_list(wanted)
    paging = Paging(wanted.page, wanted.size, found.total, request.GET)
    table = draw(
        "orders",
        _("受注一覧"),
        COLUMNS,
        found.rows,
        paging,
        row_id=lambda row: row.id,
        row_class=_row_class,
        sort=wanted.sort,
    )
    tabs = [(tab, with_query(request.GET, status=tab.code, page="")) for tab in found.tabs]
    accounts = account_faces()
    context = {
        "wanted": wanted,
        "tabs": tabs,
        "table": table,
        "accounts": accounts,
        "account": next((account for account in accounts if account.id in wanted.accounts), None),
        "first_time": not found.total and not request.GET and not found.tabs[0].count,
        "clear": with_query(request.GET, q="", account="", page=""),
        "without_text": with_query(request.GET, q="", page=""),
        "without_account": with_query(request.GET, account="", page=""),
    }
    return page(request, "orders/list.html", context, part="orders/rows.html")


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
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the detail with these forms; `refused` is why the last action was not done."""
    context = {
        "order": found,
        "ship": ship or ShipForm(initial={"shipped_on": timezone.now().astimezone(JST).date()}),
        "cancel": cancel or CancelForm(),
        "refused": refused,
    }
    return page(request, "orders/detail.html", context, part="orders/detail_part.html", status=status)


def _filter(request: StaffRequest) -> OrderFilter:
    get = request.GET
    sort = get.get("sort", DEFAULT_SORT)
    return OrderFilter(
        status=get.get("status", ""),
        text=get.get("q", "").strip()[:200],
        accounts=tuple(int(one) for one in get.getlist('account') if one.isdigit()),
        sort=sort if sort in SORTS else DEFAULT_SORT,
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )


def _row_class(row: OrderRow) -> str:
    return "is-short" if row.shortage else ""
