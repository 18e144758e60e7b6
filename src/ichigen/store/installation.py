"""This installation: practice or live for good, and the one switch that stops all writing."""

from django.db import models


class Installation(models.Model):
    """One row. A practice database only talks to loopback endpoints; the kind never changes."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "練習"
        LIVE = "live", "本番"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    writes_stopped_at = models.DateTimeField(null=True, blank=True)
    writes_stopped_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
