"""Django, set up for a command."""

import gc
import os

import django

#: Objects made before the youngest are looked through. A batch of orders makes tens of thousands, all in use until its commit:
#: Python's 700 would have each batch looked through some hundred times.
YOUNG = 20_000


def set_up_django() -> None:
    """Load the settings and the apps; commands import models only after this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ichigen.config.settings")
    django.setup()
    gc.collect()
    gc.freeze()  # what is loaded now stays: no collection looks through it again
    gc.set_threshold(YOUNG)
