"""出荷 by pasting 受注番号 and 伝票番号."""

import unicodedata

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.services.bulk.choose import CountChanged, choose
from ichigen.services.bulk.kinds import Kind
from ichigen.services.bulk.paste import MOST_LINES, read_paste, rows_of
from ichigen.services.bulk.start import start_bulk
from ichigen.web.orders.bulk_forms import TYPED_ABOVE, ShipBulkForm
from ichigen.web.orders.bulk_started import started
from ichigen.web.orders.selection import chosen_by
from ichigen.web.ui.access import StaffRequest
from ichigen.web.ui.show import JST


def ship_dialog(request: StaffRequest) -> HttpResponse:
    """The dialog; with a selection, its numbers stand there to be completed. With `go` it starts."""
    if "go" not in request.POST:
        return _draw(request, ShipBulkForm(initial=_initial(request)))
    form = ShipBulkForm(request.POST)
    if not form.is_valid():
        return _draw(request, form, status=422)
    values = form.cleaned_data
    lines = read_paste(values["lines"])
    problem = _problem(len(lines), values["typed"])
    if problem:
        form.add_error(*problem)
        return _draw(request, form, status=422)
    rows = rows_of(lines, values["carrier"], values["shipped_on"])
    number = start_bulk(Kind.SHIP, {}, rows, request.user.pk)
    return started(request, number)


def _problem(count: int, typed: str) -> tuple[str, str] | None:
    if not count:
        return "lines", gettext("受注番号と伝票番号を貼り付けてください。")
    if count > MOST_LINES:
        return "lines", gettext("一度に出荷できるのは %(n)s 件までです。分けて貼り付けてください。") % {
            "n": f"{MOST_LINES:,}"
        }
    plain = unicodedata.normalize("NFKC", typed).replace(",", "").strip()
    if count > TYPED_ABOVE and plain != str(count):
        return "typed", gettext("%(n)s 件あります。出荷は元に戻せません。この件数を入力してください。") % {
            "n": f"{count:,}"
        }
    return None


def _initial(request: StaffRequest) -> dict[str, object]:
    selection = chosen_by(request.POST)
    try:
        orders = choose(selection).orders if selection.ids or selection.wanted else ()
    except CountChanged:
        orders = ()
    today = timezone.now().astimezone(JST).date()
    return {"shipped_on": today, "lines": "".join(f"{number}\t\n" for _, number in orders[:MOST_LINES])}


def _draw(request: StaffRequest, form: ShipBulkForm, status: int = 200) -> HttpResponse:
    context = {
        "verb": "ship",
        "heading": gettext("伝票番号を貼り付けて出荷"),
        "about": gettext(
            "在庫が減り、モールへの書出しが始まります。元に戻せません。出荷できない行は、理由とともに結果に残ります。"
        ),
        "button": gettext("貼り付けた行を出荷"),
        "form": form,
        "carried": {},
    }
    return render(request, "orders/bulk_form.html", context, status=status)
