"""The jump box, the chip of running jobs, and the page of all components."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action, may
from ichigen.services.views.jump import find
from ichigen.services.views.malls import MallFace
from ichigen.web.settings.entries import entries_for
from ichigen.web.stock.sample import sample_cells, sample_field
from ichigen.web.ui import cells
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.jobs import jobs_bar, told
from ichigen.web.ui.kit import kit_table

#: Screens beside those of 設定: name, route, and the action they ask for (None = everybody).
SCREENS = (
    (_("ホーム"), "home:home", None),
    (_("要対応"), "worklist:list", None),
    (_("受注一覧"), "orders:list", None),
    (_("書出・同期"), "write_back:list", Action.WRITE_BACK_RUN),
    (_("時間帯変換設定"), "write_back:time_slots", Action.WRITE_BACK_RUN),
    (_("在庫表"), "stock:list", None),
    (_("入出庫"), "moves:list", None),
    (_("連動ログ"), "sync_log:list", None),
    (_("商品"), "goods:list", None),
    (_("出品の紐付け"), "listings:list", Action.LISTING_BIND),
    (_("CSV 取込・書出し"), "sheets:list", None),
    (_("処理状況"), "operations:list", None),
    (_("連携の条件"), "readiness:list", Action.ACCOUNT_VIEW),
    (_("全モールへの書込みを停止"), "home:writes", Action.WRITES_STOP),
    (_("設定"), "settings:index", None),
)


def screens_for(role: str, text: str) -> list[tuple[str, str]]:
    """Return name and address of every screen the role may open whose name has `text` in it."""
    own = [(name, route) for name, route, action in SCREENS if action is None or may(role, action)]
    known = own + [(entry.name, entry.route) for entry in entries_for(role)]
    return [(str(name), reverse(route)) for name, route in known if text.lower() in str(name).lower()]


@staff_only
def jump(request: StaffRequest) -> HttpResponse:
    """What Ctrl+K finds: screens by name, orders, SKUs."""
    text = request.GET.get("q", "").strip()[:100]
    addresses = {"order": "orders:detail", "sku": "stock:sku"}
    hits = [(hit, reverse(addresses[hit.kind], args=[hit.id])) for hit in find(text)]
    return render(
        request, "ui/jump.html", {"text": text, "screens": screens_for(request.user.role, text), "hits": hits}
    )


@staff_only
def running_jobs(request: StaffRequest) -> HttpResponse:
    """The chip of running jobs; says of those that the page showed as running (`of`) that they are over."""
    bar = jobs_bar(request.user, timezone.now())
    answer = render(request, "ui/jobs.html", {"jobs": bar})
    for text, failed in told(bar, request.GET.get("of", "").split(",")):
        say(request, answer, text, tone="failed" if failed else "done")
    return answer


@staff_only
def kit(request: StaffRequest) -> HttpResponse:
    """Every component in each state."""
    face = MallFace("sample", str(_("見本モール")), "#b42318")
    context = {
        "tones": [
            (_("新規受付"), "new"),
            (_("発送前入金待ち"), "unpaid"),
            (_("発送待ち"), "ready"),
            (_("発送後入金待ち"), "shipped-unpaid"),
            (_("処理済"), "shipped"),
            (_("保留"), "held"),
            (_("キャンセル"), "cancelled"),
        ],
        "face": face,
        "mall": cells.mall_name(face, face.label),
        "table": kit_table(QueryDict("size=50")),
        "mall_cells": sample_cells(),
        "stock_field": sample_field(),
    }
    return page(request, "ui/kit.html", context)
