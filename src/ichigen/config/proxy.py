"""Behind a reverse proxy every connection comes from the proxy: whom it speaks for is in `X-Forwarded-For`."""

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponseBase


def caller_behind_proxy(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Middleware that makes REMOTE_ADDR the caller's; failed logins are counted per address, so one locks out no other.

    Only the last entry counts: our proxy wrote it, the ones before it are the caller's word.
    """

    def run(request: HttpRequest) -> HttpResponseBase:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if _is_address(told):
            request.META["REMOTE_ADDR"] = told
        return get_response(request)

    return run


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
