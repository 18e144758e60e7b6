"""What a person decided about goods of an order that was cancelled after they had left (design: stock 9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ichigen.store.goods import Location, Sku
from ichigen.store.orders import Order


class ReturnDecision(models.Model):
    """Units of one SKU of an order: put back into stock at a location, or written off (no location)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    units = models.IntegerField()
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(units__gt=0), name="returndecision_units"),)
