"""The last resort: what is answered where no view could."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults

from ichigen.api.problems import Problem, answer

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: a problem document for programs, a page for people."""
    return answer(request, Problem("internal")) if request.path.startswith(API) else defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django itself refused to read."""
    if request.path.startswith(API):
        return answer(request, Problem("malformed"))
    return defaults.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form older than the login it was opened with. A part of a page is answered by loading the page again."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    page = request.headers.get("Referer", "")
    back = page if url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}) else "/"
    return render(request, "403_csrf.html", {"back": back}, status=403)
