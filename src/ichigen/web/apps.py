"""The app that brings the screens' templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """App label `web`; it has no models."""

    name = "ichigen.web"
    label = "web"
