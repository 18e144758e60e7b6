"""Where a page drawn by a POST stands: its links, its paging and a reload lead to the page of the form, not to a blank 405."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from ichigen.web.ui.access import Rest, StaffRequest, StaffView

_STANDS_AT = "stands_at"


def post_of(route: str, *keeps: str, query: str = "") -> "Callable[[StaffView[Rest]], StaffView[Rest]]":
    """Take a form of the page `route` by POST; who comes to its address otherwise is led to that page.

    `keeps`: the arguments of the view that the page has too. Stands inside of `allowed`, so that nobody is led where
    the form is closed to them.
    """

    def decorate(view: "StaffView[Rest]") -> "StaffView[Rest]":
        @wraps(view)
        def taken(request: StaffRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            page = reverse(route, kwargs={name: kwargs[name] for name in keeps}) + query
            if request.method in ("GET", "HEAD"):
                return redirect(page)
            if request.method != "POST":
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            setattr(request, _STANDS_AT, page)
            return view(request, *args, **kwargs)

        return taken

    return decorate


def path_of_page(request: HttpRequest) -> str:
    """Return the path of the page that the answer is, without its query string."""
    return str(getattr(request, _STANDS_AT, request.path)).partition("?")[0]


def address_of_page(request: HttpRequest) -> str:
    """Return the path and query string under which the answer can be asked for again."""
    stands_at = str(getattr(request, _STANDS_AT, ""))
    if not stands_at:
        return request.get_full_path()
    query = request.META.get("QUERY_STRING", "")
    return f"{stands_at}?{query}" if query and "?" not in stands_at else stands_at
