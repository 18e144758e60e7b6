"""Django, set up for a command."""

import os

import django


def set_up_django() -> None:
    """Load the settings and the apps; commands import models only after this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ichigen.config.settings")
    django.setup()
