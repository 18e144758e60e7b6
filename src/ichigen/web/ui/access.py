"""Who may open what: every view says it with one of these two decorators."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from ichigen.domain.permissions import ACTION_WORDS, ALLOWED, OWNER, Action, may
from ichigen.services.signed_in import Person

#: The methods of a browser that shows the answer; no screen has another one.
SHOWN = ("GET", "HEAD", "POST")


class StaffRequest(HttpRequest):
    """A request of somebody who has logged in."""

    user: Person
    htmx: HtmxDetails


Rest = ParamSpec("Rest")
View: TypeAlias = "Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]"
StaffView: TypeAlias = "Callable[Concatenate[StaffRequest, Rest], HttpResponseBase]"


def staff_only(view: "StaffView[Rest]") -> "View[Rest]":
    """Let staff in; others go to the login page and come back. A method that no screen has gets 405."""
    return _logged_in(_shown(view))


def allowed(action: Action) -> "Callable[[StaffView[Rest]], View[Rest]]":
    """Let staff in whose role is allowed the action; others get 403 with who to ask. Then as `staff_only`."""

    def decorate(view: "StaffView[Rest]") -> "View[Rest]":
        shown = _shown(view)

        @wraps(view)
        def guarded(request: StaffRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not may(request.user.role, action):
                return forbidden(request, action)
            return shown(request, *args, **kwargs)

        return _logged_in(guarded)

    return decorate


def _logged_in(view: "StaffView[Rest]") -> "View[Rest]":
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # user is known to be staff from here on

    return guarded


def _shown(view: "StaffView[Rest]") -> "StaffView[Rest]":
    @wraps(view)
    def guarded(request: StaffRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if request.method not in SHOWN:
            return HttpResponseNotAllowed(SHOWN)
        return view(request, *args, **kwargs)

    return guarded


def forbidden(request: StaffRequest, action: Action) -> HttpResponse:
    """Say that the role is not allowed the action, and who to ask; menu and state around it where a page is shown."""
    around = "ui/page.html" if request.method in SHOWN and not request.htmx else "ui/bare.html"
    context = {"word": ACTION_WORDS[action], "owner_only": ALLOWED[action] == {OWNER}, "around": around}
    return render(request, "ui/forbidden.html", context, status=403)


def to_login(request: HttpRequest) -> HttpResponse:
    """Send to the login page and back; a fragment request gets 401 and moves the whole page."""
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "/")
        if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
            page = "/"
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = f"{settings.LOGIN_URL}?{urlencode({'next': page})}"
        return answer
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
