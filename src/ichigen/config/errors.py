"""The last resort: what is answered where no view could."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
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
