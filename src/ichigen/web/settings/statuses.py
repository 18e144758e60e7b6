"""受注ステータス."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.domain.phases import HOLDING, PHASE_LABELS, Phase
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.settings.statuses import TONES, add_status, change_status, move_status, remove_status
from ichigen.services.views.settings import status_rows
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@allowed(Action.SETTINGS_EDIT)
def statuses(request: StaffRequest) -> HttpResponse:
    """The list, and adding an own one."""
    if request.method != "POST":
        return _answer(request)
    post, actor = request.POST, request.user.pk
    return _try(
        request,
        lambda: add_status(post.get("name", ""), post.get("phase", ""), post.get("tone", ""), actor),
        gettext("ステータスを追加しました。"),
    )


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:statuses")
def change(request: StaffRequest, status_id: int) -> HttpResponse:
    """Name and colour of an own one."""
    post, actor = request.POST, request.user.pk
    return _try(
        request,
        lambda: change_status(status_id, post.get("name", ""), post.get("tone", ""), actor),
        gettext("ステータスを変更しました。"),
        status_id,
    )


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:statuses")
def move(request: StaffRequest, status_id: int) -> HttpResponse:
    """One place up or down."""
    by, actor = (-1 if request.POST.get("to") == "up" else 1), request.user.pk
    return _try(request, lambda: move_status(status_id, by, actor), gettext("並び順を変えました。"))


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:statuses")
def remove(request: StaffRequest, status_id: int) -> HttpResponse:
    """Remove an own one that no order has."""
    actor = request.user.pk
    return _try(request, lambda: remove_status(status_id, actor), gettext("ステータスを削除しました。"))


def _try(request: StaffRequest, change: Callable[[], object], done: str, at: int = 0) -> HttpResponse:
    try:
        change()
    except SettingRefused as refusal:
        return _answer(request, refusal, at)
    return say(request, redirect("settings:statuses"), done)


def _answer(request: StaffRequest, refusal: SettingRefused | None = None, at: int = 0) -> HttpResponse:
    context = {
        "statuses": status_rows(),
        "phases": [(phase.value, PHASE_LABELS[phase]) for phase in Phase if phase in HOLDING],
        "tones": TONES,
        "refusal": refusal,
        "at": at,
        "typed": request.POST,
    }
    return page(request, "settings/statuses.html", context, status=422 if refusal else 200)
