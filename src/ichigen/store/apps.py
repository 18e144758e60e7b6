"""The one Django app with models."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """App label `store`."""

    name = "ichigen.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "一元"
