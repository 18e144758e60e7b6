"""What stands beside the operations: the document, its readable page, and errors outside of any operation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from ichigen.api.describe import document
from ichigen.api.problems import KINDS, Problem, answer
from ichigen.api.reference import rows, shapes
from ichigen.domain.api_scopes import SCOPE_LABELS

READING = ("GET", "HEAD")


@csrf_exempt
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    if request.method not in READING:
        return not_allowed(request, "GET, HEAD")
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def reference(request: HttpRequest) -> HttpResponse:
    """The same as a page to read."""
    if request.method not in READING:
        return not_allowed(request, "GET, HEAD")
    context = {
        "info": document()["info"],
        "about": document()["info"]["description"].replace("`", ""),
        "rows": rows(),
        "shapes": shapes(),
        "kinds": KINDS,
        "scopes": SCOPE_LABELS,
    }
    return render(request, "api/reference.html", context)


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No such address."""
    return answer(request, Problem("not-found"))


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    """405, with what is allowed."""
    return answer(request, Problem("method-not-allowed", headers={"Allow": allow}))


def told_as_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make the library's plain 405 a problem document too, and keep every answer out of caches."""

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = view(request, *args, **kwargs)
        if isinstance(given, HttpResponseNotAllowed):
            given = not_allowed(request, given["Allow"])
        given["Cache-Control"] = "no-store"
        return given

    return run
