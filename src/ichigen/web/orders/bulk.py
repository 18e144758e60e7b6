"""Actions on many orders: ask, count again, start an operation, show how it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ichigen.domain.json import JsonObject
from ichigen.domain.permissions import may
from ichigen.services.bulk.choose import CountChanged, choose, count_chosen
from ichigen.services.bulk.kinds import NEEDS, Kind
from ichigen.services.bulk.start import start_ticked
from ichigen.services.orders.desk import find_label, make_label
from ichigen.services.views.order_marks import all_labels
from ichigen.services.views.order_status import statuses_by_hand
from ichigen.web.orders.bulk_cancel import cancel_dialog
from ichigen.web.orders.bulk_forms import BulkForm, LabelBulkForm, MemoBulkForm, StatusBulkForm
from ichigen.web.orders.bulk_ship import ship_dialog
from ichigen.web.orders.bulk_started import started
from ichigen.web.orders.selection import chosen_by
from ichigen.web.ui.access import StaffRequest, forbidden, staff_only


@dataclass(frozen=True, slots=True)
class Verb:
    """One bulk action: its kind, form, words, and whether many rows ask for their count. `button` repeats the count."""

    kind: Kind
    form: type[BulkForm]
    heading: "str | Promise"
    about: "str | Promise"
    button: "str | Promise"
    typed: bool = False


VERBS: Mapping[str, Verb] = {
    "status": Verb(
        Kind.STATUS, StatusBulkForm, _("ステータスを変更"),
        _("%(n)s 件の受注のステータスを変えます。出荷前のステータスどうしで変えられます。あとで元に戻せます。"),
        _("%(n)s 件のステータスを変更"), True,
    ),
    "confirm": Verb(
        Kind.CONFIRM, BulkForm, _("受注確認"),
        _("%(n)s 件の注文確認をモールへ書き出します。購入者に通知が届くことがあり、元に戻せません。"),
        _("%(n)s 件を受注確認"), True,
    ),
    "label": Verb(
        Kind.LABEL, LabelBulkForm, _("ラベルを付ける"), _("%(n)s 件の受注にラベルを付けます。あとで元に戻せます。"),
        _("%(n)s 件にラベルを付ける"),
    ),
    "unlabel": Verb(
        Kind.UNLABEL, LabelBulkForm, _("ラベルを外す"), _("%(n)s 件の受注からラベルを外します。あとで元に戻せます。"),
        _("%(n)s 件からラベルを外す"),
    ),
    "memo": Verb(
        Kind.MEMO, MemoBulkForm, _("メモに追記"), _("%(n)s 件の受注のメモに 1 行を書き足します。前からのメモは残ります。"),
        _("%(n)s 件のメモに追記"),
    ),
}  # fmt: skip

#: What the bar offers: address, icon, words, action that is needed.
BAR = (
    ("status", "arrow-right-left", _("ステータスを変更"), NEEDS[Kind.STATUS].value),
    ("confirm", "badge-check", _("受注確認"), NEEDS[Kind.CONFIRM].value),
    ("ship", "truck", _("出荷"), NEEDS[Kind.SHIP].value),
    ("label", "tag", _("ラベルを付ける"), NEEDS[Kind.LABEL].value),
    ("unlabel", "tag", _("ラベルを外す"), NEEDS[Kind.UNLABEL].value),
    ("memo", "sticky-note", _("メモに追記"), NEEDS[Kind.MEMO].value),
    ("cancel", "ban", _("キャンセルする"), NEEDS[Kind.CANCEL].value),
)


#: Actions that ask in a way of their own.
OWN_DIALOGS: Mapping[str, tuple[Kind, Callable[[StaffRequest], HttpResponse]]] = {
    "ship": (Kind.SHIP, ship_dialog),
    "cancel": (Kind.CANCEL, cancel_dialog),
}


@require_POST
@staff_only
def bulk(request: StaffRequest, verb: str) -> HttpResponse:
    """The dialog of one action; sent back with `go` it starts."""
    kind, answer = OWN_DIALOGS.get(verb, (None, None))
    if kind is None and verb in VERBS:
        kind = VERBS[verb].kind
    if kind is None:
        raise Http404
    if not may(request.user.role, NEEDS[kind]):
        return forbidden(request, NEEDS[kind])
    return answer(request) if answer else _dialog(request, verb, VERBS[verb])


def _dialog(request: StaffRequest, name: str, verb: Verb) -> HttpResponse:
    selection = chosen_by(request.POST)
    try:
        count = count_chosen(selection)
    except CountChanged as changed:
        return dialog(request, name, verb.heading, status=409, changed=changed)
    form = _form(request, name, verb, count)
    words = {"n": f"{count:,}"}
    drawn = {"form": form, "count": count, "about": str(verb.about) % words, "button": str(verb.button) % words}
    drawn["label_names"] = [label.name for label in all_labels()] if verb.form is LabelBulkForm else ()
    if not count or "go" not in request.POST or not form.is_valid():
        return dialog(request, name, verb.heading, status=422 if "go" in request.POST else 200, **drawn)
    params = _params(name, form)
    if params is None:
        form.add_error("name", gettext("この名前のラベルはありません。"))
        return dialog(request, name, verb.heading, status=422, **drawn)
    try:
        orders = choose(selection).orders
    except CountChanged as changed:
        return dialog(request, name, verb.heading, status=409, changed=changed)
    return started(request, start_ticked(verb.kind, params, orders, request.user.pk))


def dialog(request: StaffRequest, name: str, heading: object, *, status: int = 200, **drawn: object) -> HttpResponse:
    """Draw a dialog; the selection is carried on in it."""
    ids = chosen_by(request.POST).ids
    carried = {
        "all": request.POST.get("all", ""),
        "query": request.POST.get("query", ""),
        "ids": ",".join(map(str, ids)),
    }
    context = {"verb": name, "heading": heading, "carried": carried, **drawn}
    return render(request, "orders/bulk_form.html", context, status=status)


def _form(request: StaffRequest, name: str, verb: Verb, count: int) -> BulkForm:
    given = request.POST if "go" in request.POST else None
    if verb.form is StatusBulkForm:
        return StatusBulkForm(given, count=count, typed=verb.typed, statuses=statuses_by_hand())
    return verb.form(given, count=count, typed=verb.typed)


_LABELS: Mapping[str, Callable[[str], int | None]] = {"label": make_label, "unlabel": find_label}


def _params(name: str, form: BulkForm) -> JsonObject | None:
    """What the operation needs; None where the label to take off does not exist."""
    if name not in _LABELS:
        return form.params()
    label = _LABELS[name](form.cleaned_data["name"].strip())
    return None if label is None else {"label": label}
