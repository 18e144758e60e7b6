"""入出庫: 入荷, 移動, and what becomes of returned goods."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.domain.sheets.values import narrow
from ichigen.services.sent_once import TWICE, act_once
from ichigen.services.stock.find import find_sku
from ichigen.services.stock.receive import receive_stock
from ichigen.services.stock.refusal import StockRefused
from ichigen.services.stock.returns import restock, write_off
from ichigen.services.stock.transfer import transfer_stock
from ichigen.services.views.moves import latest_moves, places, waiting_returns
from ichigen.web.stock.moves_forms import ReceiveForm, TransferForm
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import whole

RECEIVE, TRANSFER, RETURNS = "receive", "transfer", "returns"
TABS = ((RECEIVE, _("入荷")), (TRANSFER, _("移動")), (RETURNS, _("返品待ち")))


@staff_only
def moves(request: StaffRequest) -> HttpResponse:
    """The forms, and what moved lately."""
    tab = request.GET.get("tab", "")
    return _answer(request, tab if tab in dict(TABS) else RECEIVE)


@allowed(Action.STOCK_RECEIVE)
@post_of("moves:list", query="?tab=receive")
def receive(request: StaffRequest) -> HttpResponse:
    """入荷."""
    form = ReceiveForm(places(), request.POST)
    if not form.is_valid():
        return _answer(request, RECEIVE, receive=form, status=422)
    values = form.cleaned_data

    def act() -> None:
        sku_id = find_sku(values["sku"])
        receive_stock(sku_id, values["location"], values["units"], values["reason"], request.user.pk)

    text = gettext("%(code)s を %(n)d 個入荷しました。各モールへ反映します。") % {
        "code": values["sku"],
        "n": values["units"],
    }
    return _try(request, RECEIVE, act, text, receive=form)


@allowed(Action.STOCK_MOVE)
@post_of("moves:list", query="?tab=transfer")
def transfer(request: StaffRequest) -> HttpResponse:
    """移動."""
    form = TransferForm(places(), request.POST)
    if not form.is_valid():
        return _answer(request, TRANSFER, transfer=form, status=422)
    values = form.cleaned_data

    def act() -> None:
        sku_id = find_sku(values["sku"])
        transfer_stock(sku_id, values["source"], values["target"], values["units"], values["reason"], request.user.pk)

    text = gettext("%(code)s を %(n)d 個移動しました。") % {"code": values["sku"], "n": values["units"]}
    return _try(request, TRANSFER, act, text, transfer=form)


@allowed(Action.RETURN_DECIDE)
@post_of("moves:list", query="?tab=returns")
def decide(request: StaffRequest, order_id: int, sku_id: int) -> HttpResponse:
    """再入庫 or 廃棄 of units that came back."""
    post = request.POST
    units, reason = whole(narrow(post.get("units", "")), 0, least=0), post.get("reason", "")
    back = post.get("what") != "write_off"

    def act() -> None:
        if back:
            restock(order_id, sku_id, whole(post.get("location"), 0, least=0), units, reason, request.user.pk)
        else:
            write_off(order_id, sku_id, units, reason, request.user.pk)

    text = gettext("再入庫しました。各モールへ反映します。") if back else gettext("廃棄として記録しました。")
    return _try(request, RETURNS, act, text, kept=(order_id, sku_id))


def _try(
    request: StaffRequest,
    tab: str,
    act: Callable[[], None],
    text: str,
    *,
    receive: ReceiveForm | None = None,
    transfer: TransferForm | None = None,
    kept: tuple[int, int] | None = None,
) -> HttpResponse:
    try:
        done = act_once(request.POST.get("once", ""), act)
    except StockRefused as refusal:
        message = gettext(refusal.message)
        return _answer(request, tab, receive=receive, transfer=transfer, kept=kept, refused=message, status=422)
    told = text if done else gettext(TWICE)
    return say(request, redirect(f"{reverse('moves:list')}?tab={tab}"), told)


def _answer(
    request: StaffRequest,
    tab: str,
    *,
    receive: ReceiveForm | None = None,
    transfer: TransferForm | None = None,
    kept: tuple[int, int] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    known, sku = places(), {"sku": request.GET.get("sku", "")[:100]}
    waiting = waiting_returns()
    context = {
        "tab": tab,
        "tabs": [(key, name, len(waiting) if key == RETURNS else 0) for key, name in TABS],
        "receive": receive or ReceiveForm(known, initial=sku),
        "transfer": transfer or TransferForm(known, initial=sku),
        "places": known,
        "waiting": [(row, request.POST if (row.order_id, row.sku_id) == kept else None) for row in waiting],
        "latest": latest_moves(),
        "refused": refused,
    }
    return page(request, "stock/moves.html", context, status=status)
