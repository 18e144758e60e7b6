"""Keys of drawn forms that were sent, so that a form sent twice has one effect."""

from datetime import datetime

from django.db import models

from ichigen.store.hot import run

#: Waits while another transaction sends the same form, and then says whether that one did it.
CLAIM = """
insert into store_sentform (key, at) values (%s, clock_timestamp()) on conflict (key) do nothing
"""


class SentForm(models.Model):
    """One form that had its effect; `key` was drawn with it."""

    key = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)


def claim(key: str) -> bool:
    """Take the key of a form in this transaction; False where the form had its effect already."""
    return run(CLAIM, (key,)).rowcount == 1


def forget_forms(before: datetime) -> None:
    """Remove what was sent before a moment."""
    SentForm.objects.filter(at__lt=before).delete()
