"""設定: the index, 表示, 接続URL・版."""

from django.http import HttpResponse

from ichigen.domain.permissions import Action
from ichigen.services.views.system import system
from ichigen.web.settings.entries import entries_for
from ichigen.web.ui.access import StaffRequest, allowed, staff_only
from ichigen.web.ui.answers import page


@staff_only
def index(request: StaffRequest) -> HttpResponse:
    """Every page this person may open."""
    return page(request, "settings/index.html", {"entries": entries_for(request.user.role)})


@staff_only
def display(request: StaffRequest) -> HttpResponse:
    """How the screens look and listen on this browser."""
    return page(request, "settings/display.html", {})


@allowed(Action.HISTORY_VIEW)
def system_page(request: StaffRequest) -> HttpResponse:
    """What runs here."""
    return page(request, "settings/system.html", {"system": system(), "address": request.build_absolute_uri("/")})
