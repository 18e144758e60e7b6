"""What people keep for themselves: memo and labels of an order, saved views, columns, row height."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from ichigen.domain.permissions import Action, may
from ichigen.services.orders.desk import add_label, make_label, remove_label, write_memo
from ichigen.services.taste import drop_view, remember_columns, remember_density, save_view
from ichigen.web.orders.actions import done
from ichigen.web.orders.columns import COLUMNS
from ichigen.web.orders.views import SCREEN, detail_answer, detail_or_404
from ichigen.web.ui.access import StaffRequest, allowed, forbidden, staff_only
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of


@allowed(Action.ORDER_NOTE)
@post_of("orders:detail", "order_id")
def memo(request: StaffRequest, order_id: int) -> HttpResponse:
    """Replace the memo."""
    found = detail_or_404(order_id)
    refusal = write_memo(order_id, request.POST.get("text", ""), request.user.pk)
    if refusal is not None:
        return detail_answer(request, found, refused=gettext(refusal.message), status=422)
    return done(request, order_id, gettext("メモを保存しました。"))


@allowed(Action.ORDER_NOTE)
@post_of("orders:detail", "order_id")
def label(request: StaffRequest, order_id: int) -> HttpResponse:
    """Put a label on by its name, or take one `off` by its id."""
    found = detail_or_404(order_id)
    off, name = request.POST.get("off", ""), " ".join(request.POST.get("name", "").split())
    if off.isascii() and off.isdigit() and len(off) < 19:
        remove_label(order_id, int(off), request.user.pk)
    elif 0 < len(name) <= 20:
        add_label(order_id, make_label(name), request.user.pk)
    else:
        return detail_answer(request, found, refused=gettext("ラベルは 1〜20 文字で入力してください。"), status=422)
    return done(request, order_id, gettext("ラベルを変更しました。"))


@require_POST
@staff_only
def save(request: StaffRequest) -> HttpResponse:
    """Save the conditions in force under a name; sharing needs a permission of its own."""
    shared = bool(request.POST.get("shared"))
    if shared and not may(request.user.role, Action.VIEW_SHARE):
        return forbidden(request, Action.VIEW_SHARE)
    name, query = " ".join(request.POST.get("name", "").split())[:40], request.POST.get("query", "")[:2000]
    if not name:
        return say(request, _to_list(query), gettext("条件の名前を入力してください。"), tone="failed")
    save_view(SCREEN, name, query, request.user.pk, shared=shared)
    return say(request, _to_list(query), gettext("条件を保存しました。"))


@require_POST
@staff_only
def drop(request: StaffRequest, view_id: int) -> HttpResponse:
    """Delete a saved view: one's own, or a shared one where the role may share."""
    if not drop_view(view_id, request.user.pk, may_share=may(request.user.role, Action.VIEW_SHARE)):
        raise Http404
    return say(request, _to_list(""), gettext("保存した条件を削除しました。"))


@require_POST
@staff_only
def columns(request: StaffRequest) -> HttpResponse:
    """Remember the columns a person wants to see."""
    wanted = set(request.POST.getlist("column"))
    chosen = [] if "reset" in request.POST else [column.key for column in COLUMNS if column.key in wanted]
    remember_columns(SCREEN, request.user.pk, chosen)
    return _to_list(request.POST.get("query", ""))


@require_POST
@staff_only
def density(request: StaffRequest) -> HttpResponse:
    """Remember the row height."""
    remember_density(SCREEN, request.user.pk, request.POST.get("density", ""))
    return HttpResponse(status=204)


def _to_list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('orders:list')}?{query}" if query else reverse("orders:list"))
