"""Orders, lines, shipments, their timeline, and statuses as data."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ichigen.domain.phases import Phase
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing

#: What the list is narrowed by: counted in an index alone, without the orders themselves.
FACETS = (
    "status",
    "account",
    "phase",
    "total",
    "paid",
    "unresolved",
    "confirmable",
    "payment_method",
    "delivery_method",
)


class Status(models.Model):
    """ステータス: the shop's word for where an order stands; `phase` is what it means. One default per phase."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40, unique=True)
    phase = models.CharField(max_length=16, choices=[(p.value, p.value) for p in Phase])
    position = models.IntegerField()
    tone = models.CharField(max_length=20)
    default = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("phase",), condition=Q(default=True), name="status_default_of_phase"),
        )

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """受注. Columns are what lists and rules need; `snapshot` is the rest of the mall's order as translated (JSON).

    `snapshot_at` is when the request began whose answer is stored: an older answer never overwrites a newer one.
    `history` orders were over before 在庫連動を開始 and never touched the ledger. `deliver_on`, `deliver_slot`: お届け指定 that
    the shop decided. `judged_status`, `judged_paid`: the status and payment for which the status table was last asked; where
    they differ from today's, the write-back loop asks it (G3-28: each order on its own event). `parent`: its 親注文, where
    a person put it into one parcel with another order (同梱).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(max_length=64)
    phase = models.CharField(max_length=16, choices=[(p.value, p.value) for p in Phase])
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="orders", db_index=False)
    status_by_hand = models.BooleanField(default=False)
    mall_state = models.CharField(max_length=60)
    mark = models.CharField(max_length=120)
    ordered_at = models.DateTimeField()
    snapshot_at = models.DateTimeField()
    read_at = models.DateTimeField()
    digest = models.CharField(max_length=32)
    snapshot = models.JSONField()
    buyer_name = models.CharField(max_length=200, blank=True)
    prefecture = models.CharField(max_length=20, blank=True)
    total = models.IntegerField(null=True, blank=True)
    paid = models.BooleanField(default=False)
    pay_before_shipping = models.BooleanField(default=True)
    payment_method = models.CharField(max_length=100, blank=True)
    delivery_method = models.CharField(max_length=100, blank=True)
    confirmable = models.BooleanField(default=False)
    writable_from = models.DateTimeField(null=True, blank=True)
    unresolved = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True, blank=True)
    deliver_on = models.DateField(null=True, blank=True)
    deliver_slot = models.CharField(max_length=40, blank=True, default="", db_default="")
    judged_status = models.BigIntegerField(default=0, db_default=0)
    judged_paid = models.BooleanField(default=False, db_default=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True, db_index=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "number"), name="order_account_number"),)
        indexes = (
            models.Index(fields=("status", "-ordered_at", "-id"), name="order_status_time"),
            models.Index(fields=("-ordered_at", "-id"), include=FACETS, name="order_facets"),
            models.Index(fields=("updated_at", "id"), name="order_updated"),
            models.Index(
                fields=("account", "read_at"),
                condition=Q(phase__in=["new", "unpaid", "ready", "held", "shipped_unpaid"]),
                name="order_open_read",
            ),
            models.Index(
                fields=("account", "id"),
                condition=~Q(judged_status=F("status_id")) | ~Q(judged_paid=F("paid")),
                name="order_to_judge",
            ),
            models.Index(fields=("parent",), condition=Q(parent__isnull=False), name="order_parent"),
        )

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """明細. `quantity` is what the mall says now (0 = taken off the order); `listing` None = not matched to our goods yet."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line_id = models.CharField(max_length=64)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="lines", null=True, blank=True)
    listing_code = models.CharField(max_length=210, blank=True)
    match_codes = models.JSONField(default=list)
    title = models.CharField(max_length=300, blank=True)
    options = models.TextField(blank=True)
    quantity = models.IntegerField()
    unit_price = models.IntegerField()
    tax_rate = models.DecimalField(max_digits=4, decimal_places=3)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "line_id"), name="orderline_order_line"),)
        indexes = (models.Index(fields=("id",), condition=Q(listing__isnull=True), name="orderline_unmatched"),)


class OrderEvent(models.Model):
    """One line of an order's timeline: what happened, when, by whom (None = the mall or a rule)."""

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, db_constraint=False, related_name="events", db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    message = models.CharField(max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = (models.Index(fields=("order", "id"), name="orderevent_order"),)


class Shipment(models.Model):
    """出荷: carrier, tracking number and date that the shop entered; `entry` counts up where it entered them anew."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=20)
    tracking_number = models.CharField(max_length=40, blank=True)
    no_number_reason = models.CharField(max_length=40, blank=True)
    shipped_on = models.DateField()
    entry = models.IntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
