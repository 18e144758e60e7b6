"""店舗・倉庫."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.settings.locations import add_location, change_location
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.views.settings import places
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@allowed(Action.SETTINGS_EDIT)
def locations(request: StaffRequest) -> HttpResponse:
    """The list, and adding one."""
    if request.method != "POST":
        return _answer(request)
    post = request.POST
    try:
        add_location(post.get("code", ""), post.get("name", ""), "sells" in post, request.user.pk)
    except SettingRefused as refusal:
        return _answer(request, refusal=refusal)
    return say(request, redirect("settings:locations"), gettext("店舗・倉庫を追加しました。"))


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:locations")
def change(request: StaffRequest, location_id: int) -> HttpResponse:
    """Name, and whether malls sell its stock."""
    try:
        change_location(location_id, request.POST.get("name", ""), "sells" in request.POST, request.user.pk)
    except SettingRefused as refusal:
        return _answer(request, refusal=refusal, at=location_id)
    return say(request, redirect("settings:locations"), gettext("店舗・倉庫を変更しました。"))


def _answer(request: StaffRequest, refusal: SettingRefused | None = None, at: int = 0) -> HttpResponse:
    context = {"places": places(), "refusal": refusal, "at": at, "typed": request.POST}
    return page(request, "settings/locations.html", context, status=422 if refusal else 200)
