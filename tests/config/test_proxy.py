"""Behind a reverse proxy the caller is who the proxy names, not what the caller says."""

import os
import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ichigen.config.proxy import caller_behind_proxy


@pytest.mark.parametrize(
    ("told", "address"),
    [
        (None, "127.0.0.1"),
        ("203.0.113.7", "203.0.113.7"),
        ("192.0.2.1, 203.0.113.7", "203.0.113.7"),
        ("192.0.2.1, 2001:db8::7", "2001:db8::7"),
        ("203.0.113.7, unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_last_address_is_the_callers(told: str | None, address: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if told is None else {"X-Forwarded-For": told}
    caller_behind_proxy(view)(RequestFactory().get("/", headers=headers))

    assert seen == [address]


@pytest.mark.parametrize(("https", "first"), [("1", True), ("", False)])
def test_only_an_installation_behind_a_proxy_believes_it(https: str, first: bool) -> None:
    program = (
        "import django; django.setup(); from django.conf import settings;"
        "print(settings.MIDDLEWARE[0] == 'ichigen.config.proxy.caller_behind_proxy')"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ichigen.config.settings", "ICHIGEN_HTTPS": https}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

    assert done.stdout == f"{first}\n", done.stderr
