"""出品の紐付け: one account's listings, and accepting what is suggested for them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ichigen.domain.permissions import Action
from ichigen.services.catalogue.suggest import Suggestion, accept_suggestions, suggest
from ichigen.services.views.bindings import MATCHED, UNMATCHED, BindingFilter, bindings
from ichigen.services.views.frame import account_faces
from ichigen.web.listings.columns import MATCHED_COLUMNS, UNMATCHED_COLUMNS
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.tables import Paging, draw, page_size, whole, with_query

TABS = ((UNMATCHED, _("未紐付け")), (MATCHED, _("紐付け済み")))


@allowed(Action.LISTING_BIND)
def listings(request: StaffRequest) -> HttpResponse:
    """The list of one account, the first one unless another is chosen."""
    get = request.GET
    accounts = account_faces()
    chosen = whole(get.get("account"), 0, least=0)
    account = next((face for face in accounts if face.id == chosen), accounts[0] if accounts else None)
    if account is None:
        return page(request, "listings/none.html", {})
    wanted = BindingFilter(
        account_id=account.id,
        state=MATCHED if get.get("state") == MATCHED else UNMATCHED,
        text=get.get("q", "").strip()[:200],
        page=whole(get.get("page"), 1),
        size=page_size(get.get("size")),
    )
    found = bindings(wanted)
    context = {
        "wanted": wanted,
        "account": account,
        "accounts": accounts,
        "suggested": found.suggested,
        "table": draw(
            "listings",
            _("出品の紐付け"),
            MATCHED_COLUMNS if wanted.state == MATCHED else UNMATCHED_COLUMNS,
            found.rows,
            Paging(wanted.page, wanted.size, found.total, get),
            row_id=lambda row: row.id,
        ),
        "tabs": [
            (key, name, found.counts[key], with_query(get, state="" if key == UNMATCHED else key, page=""))
            for key, name in TABS
        ],
        "without_text": with_query(get, q="", page=""),
    }
    return page(request, "listings/list.html", context, part="listings/rows.html")


@require_POST
@allowed(Action.LISTING_BIND)
def accept(request: StaffRequest, account_id: int) -> HttpResponse:
    """Accept one suggestion, while it still stands."""
    _account_or_404(account_id)
    chosen = Suggestion(whole(request.POST.get("listing"), 0, least=0), whole(request.POST.get("sku"), 0, least=0))
    if chosen not in suggest(account_id):
        text = gettext("候補が変わりました。一覧を確認してから、もう一度実行してください。")
        return say(request, _back(request, account_id), text, "listings-changed", tone="failed")
    accept_suggestions(account_id, [chosen], request.user.pk)
    text = gettext("候補のSKUに紐付けました。待っていた受注の在庫を確保します。")
    return say(request, _back(request, account_id), text, "listings-changed")


@require_POST
@allowed(Action.LISTING_BIND)
def accept_all(request: StaffRequest, account_id: int) -> HttpResponse:
    """Accept every suggestion of an account; refused where their number is not the one that was shown."""
    _account_or_404(account_id)
    found = suggest(account_id)
    if len(found) != whole(request.POST.get("count"), 0, least=0):
        text = gettext("件数が変わりました。一覧を確認してから、もう一度実行してください。")
        return say(request, _back(request, account_id), text, tone="failed")
    accept_suggestions(account_id, found, request.user.pk)
    text = ngettext("%(n)d 件を候補のSKUに紐付けました。", "%(n)d 件を候補のSKUに紐付けました。", len(found))
    return say(request, _back(request, account_id), text % {"n": len(found)})


def _account_or_404(account_id: int) -> None:
    if account_id not in {face.id for face in account_faces()}:
        raise Http404


def _back(request: StaffRequest, account_id: int) -> HttpResponse:
    if request.htmx:
        return HttpResponse()  # 204 would not be announced: htmx settles nothing then
    return redirect(f"{reverse('listings:list')}?account={account_id}")
