"""スタッフと権限: for the owner only. A link is shown in the answer that made it, and never again."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.domain.permissions import ACTION_WORDS, ALLOWED, Action
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.settings.staff import add_member, change_role, reset_link, set_active
from ichigen.services.staff import Invitation
from ichigen.services.views.settings import ROLE_LABELS, staff_rows
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@allowed(Action.STAFF_MANAGE)
def members(request: StaffRequest) -> HttpResponse:
    """Everybody, and adding one."""
    if request.method != "POST":
        return _answer(request)
    post, actor, now = request.POST, request.user.pk, timezone.now()
    return _link(
        request,
        lambda: add_member(post.get("code", ""), post.get("role", ""), post.get("display_name", ""), actor, now),
    )


@allowed(Action.STAFF_MANAGE)
@post_of("settings:staff")
def role(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Give another role."""
    wanted, actor = request.POST.get("role", ""), request.user.pk
    return _try(request, lambda: change_role(staff_id, wanted, actor), gettext("役割を変更しました。"), staff_id)


@allowed(Action.STAFF_MANAGE)
@post_of("settings:staff")
def active(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Shut out, or let in again."""
    wanted, actor = request.POST.get("active") == "1", request.user.pk
    done = gettext("スタッフを有効に戻しました。") if wanted else gettext("スタッフを無効にしました。")
    return _try(request, lambda: set_active(staff_id, wanted, actor), done)


@allowed(Action.STAFF_MANAGE)
@post_of("settings:staff")
def reset(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Take the password away and show a new link."""
    actor, now = request.user.pk, timezone.now()
    return _link(request, lambda: reset_link(staff_id, actor, now))


def _link(request: StaffRequest, make: Callable[[], Invitation]) -> HttpResponse:
    try:
        invitation = make()
    except SettingRefused as refusal:
        return _answer(request, refusal)
    return _answer(request, invitation=invitation)


def _try(request: StaffRequest, change: Callable[[], None], done: str, at: int = 0) -> HttpResponse:
    try:
        change()
    except SettingRefused as refusal:
        return _answer(request, refusal, at=at)
    return say(request, redirect("settings:staff"), done)


def _answer(
    request: StaffRequest, refusal: SettingRefused | None = None, invitation: Invitation | None = None, at: int = 0
) -> HttpResponse:
    context = {
        "staff": staff_rows(),
        "roles": list(ROLE_LABELS.items()),
        "may": [
            (action.value, ACTION_WORDS[action], [role in ALLOWED[action] for role in ROLE_LABELS]) for action in Action
        ],
        "refusal": refusal,
        "at": at,
        "invitation": invitation,
        "link": request.build_absolute_uri(invitation.path) if invitation else "",
        "typed": request.POST if refusal and not at else {},
    }
    return page(request, "settings/staff.html", context, status=422 if refusal else 200)
