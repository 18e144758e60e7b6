"""メールテンプレート."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.mail_templates import EXAMPLE
from ichigen.domain.permissions import Action
from ichigen.services.settings.mail_templates import (
    Wording,
    add_template,
    change_template,
    move_template,
    remove_template,
)
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.views.mail_templates import account_choices, preview, template_rows, template_wording
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import whole


@allowed(Action.SETTINGS_EDIT)
def templates(request: StaffRequest) -> HttpResponse:
    """The list."""
    return _list(request)


@allowed(Action.SETTINGS_EDIT)
def add(request: StaffRequest) -> HttpResponse:
    """A new one."""
    if request.method != "POST":
        return _form(request, Wording("", "", ""))
    typed, actor = _typed(request), request.user.pk
    return _save(request, typed, lambda: add_template(typed, actor), gettext("メールテンプレートを追加しました。"))


@allowed(Action.SETTINGS_EDIT)
def edit(request: StaffRequest, template_id: int) -> HttpResponse:
    """One, with an example of it beside the form."""
    stored = template_wording(template_id)
    if stored is None:
        raise Http404
    if request.method != "POST":
        return _form(request, stored, template_id)
    typed, actor = _typed(request), request.user.pk
    told = gettext("メールテンプレートを変更しました。")
    return _save(request, typed, lambda: change_template(template_id, typed, actor), told, template_id)


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:mail_templates")
def move(request: StaffRequest, template_id: int) -> HttpResponse:
    """One place up or down."""
    by, actor = (-1 if request.POST.get("to") == "up" else 1), request.user.pk
    return _do(request, lambda: move_template(template_id, by, actor), gettext("並び順を変えました。"))


@allowed(Action.SETTINGS_EDIT)
@post_of("settings:mail_templates")
def remove(request: StaffRequest, template_id: int) -> HttpResponse:
    """Remove it."""
    actor = request.user.pk
    return _do(request, lambda: remove_template(template_id, actor), gettext("メールテンプレートを削除しました。"))


def _typed(request: StaffRequest) -> Wording:
    post = request.POST
    account_id = whole(post.get("account"), 0, least=0) or None
    return Wording(post.get("name", ""), post.get("subject", ""), post.get("body", ""), account_id)


def _save(
    request: StaffRequest, typed: Wording, store: Callable[[], object], told: str, template_id: int = 0
) -> HttpResponse:
    if "preview" in request.POST:
        return _form(request, typed, template_id)
    try:
        store()
    except SettingRefused as refusal:
        return _form(request, typed, template_id, refusal)
    return say(request, redirect("settings:mail_templates"), told)


def _do(request: StaffRequest, change: Callable[[], None], told: str) -> HttpResponse:
    try:
        change()
    except SettingRefused as refusal:
        return _list(request, refusal)
    return say(request, redirect("settings:mail_templates"), told)


def _list(request: StaffRequest, refusal: SettingRefused | None = None) -> HttpResponse:
    context = {"templates": template_rows(), "refusal": refusal}
    return page(request, "settings/mail_templates.html", context, status=422 if refusal else 200)


def _form(
    request: StaffRequest, typed: Wording, template_id: int = 0, refusal: SettingRefused | None = None
) -> HttpResponse:
    context = {
        "typed": typed,
        "template_id": template_id,
        "accounts": account_choices(),
        "places": tuple(EXAMPLE),
        "preview": preview(typed),
        "refusal": refusal,
        "at": 0,
    }
    part, status = "settings/mail_template_preview.html", 422 if refusal else 200
    return page(request, "settings/mail_template.html", context, part=part, status=status)
