"""Addresses of the API, below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, path, re_path

from ichigen.api.app import api
from ichigen.api.views import nothing_here, openapi, reference, told_as_problem

#: Its root page only knows how to be missing.
_operations = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
for _pattern in _operations:
    _pattern.callback = told_as_problem(_pattern.callback)

app_name = "api_v1"
urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("", reference, name="reference"),
    *_operations,
    re_path(r"^(?P<rest>.*)$", nothing_here, name="nothing"),
]
