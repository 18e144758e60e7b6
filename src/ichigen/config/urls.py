"""Addresses of the whole product."""

from django.urls import include, path

from ichigen.config.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("", include("ichigen.web.urls")),
]
