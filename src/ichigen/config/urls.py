"""Addresses of the whole product."""

from django.urls import include, path

from ichigen.api.hooks import receive
from ichigen.config.health import healthz, healthz_worker

urlpatterns = [
    path("healthz", healthz),
    path("healthz/worker", healthz_worker),
    path("hooks/<str:hook_key>", receive, name="hooks"),
    path("api/v1/", include("ichigen.api.urls")),
    path("", include("ichigen.web.urls")),
]

handler400 = "ichigen.config.errors.bad_request"
handler500 = "ichigen.config.errors.server_error"
