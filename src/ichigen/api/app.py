"""The API put together: its routers, and every error as a problem document."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from ichigen.api.accounts.routes import router as accounts
from ichigen.api.orders.routes import router as orders
from ichigen.api.problems import Problem, answer
from ichigen.api.stock.routes import router as stock
from ichigen.api.validation import invalid
from ichigen.api.worklist.routes import router as worklist

ABOUT = """
Stock, orders, accounts and the worklist of one shop on all its malls. Every write needs an `Idempotency-Key`; every error
is a problem document (RFC 9457) in the language of `Accept-Language` (ja, en). No operation sets a quantity: stock changes
by adjustments with a reason.
"""


class Renderer(BaseRenderer):
    """JSON with Japanese as it is and times to the microsecond: a list is in the order of its times."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of a document."""
        return to_json(data)


api = NinjaAPI(
    title="Ichigen API",
    version="1",
    description=ABOUT.strip(),
    urls_namespace="api_v1",
    openapi_url=None,
    docs_url=None,
    renderer=Renderer(),
)
ROUTERS = (stock, orders, accounts, worklist)
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """What we raise."""
    return answer(request, problem)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the schemas refuse."""
    return answer(request, invalid(error.errors))


@api.exception_handler(Http404)
def on_unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing there."""
    return answer(request, Problem("not-found"))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, or one that is too large: the library wraps both."""
    return answer(request, Problem("too-large" if isinstance(error.__cause__, RequestDataTooBig) else "malformed"))


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body over Django's limit."""
    return answer(request, Problem("too-large"))
