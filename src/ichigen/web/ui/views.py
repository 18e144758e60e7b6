"""The jump box, and the page of all components."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.jump import find
from ichigen.services.views.malls import MallFace
from ichigen.web.stock.sample import sample_cells, sample_field
from ichigen.web.ui import cells
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page
from ichigen.web.ui.kit import kit_table

SCREENS = (
    (_("ホーム"), "home:home"),
    (_("要対応"), "worklist:list"),
    (_("受注一覧"), "orders:list"),
    (_("在庫表"), "stock:list"),
    (_("連動ログ"), "sync_log:list"),
    (_("出品の紐付け"), "listings:list"),
    (_("処理状況"), "operations:list"),
    (_("ECアカウント"), "accounts:list"),
    (_("通知"), "alerts:settings"),
    (_("設定"), "settings:index"),
)


@staff_only
def jump(request: StaffRequest) -> HttpResponse:
    """What Ctrl+K finds: screens by name, orders, SKUs."""
    text = request.GET.get("q", "").strip()[:100]
    screens = [(name, reverse(route)) for name, route in SCREENS if not text or text.lower() in str(name).lower()]
    addresses = {"order": "orders:detail", "sku": "stock:sku"}
    hits = [(hit, reverse(addresses[hit.kind], args=[hit.id])) for hit in find(text)]
    return render(request, "ui/jump.html", {"text": text, "screens": screens, "hits": hits})


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
