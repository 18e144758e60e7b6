"""Stock levels, the append-only ledger and reservations. Written only by `store.ledger`."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from ichigen.domain.stock import MOVEMENT_LABELS, HolderKind, MovementKind
from ichigen.store.goods import Location, Sku


class StockLevel(models.Model):
    """在庫: on_hand = Σ ledger on_hand, reserved = Σ reservations; available = on_hand - reserved may be negative (在庫不足)."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="levels", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sku", "location"), name="stocklevel_sku_location"),)

    @property
    def available(self) -> int:
        """Units that may be sold."""
        return self.on_hand - self.reserved


class Reservation(models.Model):
    """引当・確保: units held by an order line, a bid, a hidden sale (仮確保) or a person. `quantity` = units held now.

    Held of a level: one foreign key to it, of both columns, stands for those to SKU and location (migration 0030).
    """

    class State(models.TextChoices):
        HELD = "held", "確保"
        RELEASED = "released", "解放"
        CONSUMED = "consumed", "減少"

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, db_constraint=False, related_name="reservations")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, db_constraint=False, related_name="reservations", db_index=False
    )
    holder = models.CharField(max_length=12, choices=[(k.value, k.value) for k in HolderKind])
    order_line = models.ForeignKey(
        "store.OrderLine",
        on_delete=models.PROTECT,
        related_name="reservations",
        null=True,
        blank=True,
        db_index=False,  # `reservation_line_sku_location` begins with it
    )
    listing = models.ForeignKey(
        "store.Listing",
        on_delete=models.PROTECT,
        related_name="reservations",
        null=True,
        blank=True,
        db_index=False,
    )
    quantity = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    by_hand = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gte=0), name="reservation_not_negative"),
            models.UniqueConstraint(
                fields=("order_line", "sku", "location"),
                condition=Q(order_line__isnull=False),
                name="reservation_line_sku_location",
            ),
            models.UniqueConstraint(
                fields=("listing", "sku", "location"),
                condition=Q(holder="provisional"),
                name="reservation_provisional",
            ),
        )
        #: Written for every line of every order: no index that another one begins with, or that only deleting a location uses.
        indexes = (
            models.Index(fields=("sku", "location"), condition=Q(quantity__gt=0), name="reservation_holding"),
            models.Index(fields=("listing",), condition=Q(listing__isnull=False), name="reservation_listing"),
        )


class LedgerEntry(models.Model):
    """在庫台帳: one append-only movement; a trigger refuses changes. `order_id` points to the order behind it, if any."""

    sku = models.ForeignKey(Sku, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    location = models.ForeignKey(
        Location, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=[(k.value, MOVEMENT_LABELS[k]) for k in MovementKind])
    on_hand = models.IntegerField()
    reserved = models.IntegerField()
    at = models.DateTimeField()
    order_id = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        indexes = (
            models.Index(fields=("sku", "id"), name="ledger_sku"),
            BrinIndex(fields=("at",), pages_per_range=32, name="ledger_at"),  # costs an append next to nothing
        )
