"""Listings: one mall code on one account, made of 1…n SKUs, with desired, expected and seen state."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from ichigen.store.accounts import Account
from ichigen.store.goods import Sku


class Listing(models.Model):
    """出品. Units are pieces; times are the database clock.

    Whether it must be looked at stands in its mark (`store.marks`). What the mall should have now lies between
    `expected_low` and `expected_quantity`: the last settled number, less its own sales since; the two differ only while
    something is open (an unanswered write, a cancel that may or may not return the units), and then it is read before
    it is written. Both None = never read. `expected_at`: when the number was last set absolutely. `sending` is
    committed before a write leaves; `sent_quantity` is that row (signed difference or absolute number by `sent_mode`),
    `sent_expected` what was expected then; `bulk_quantity` is the number that a bulk write handed in may still set
    (`store.stock_tickets`). A row is not read before `read_not_before` and not written before `not_before`.
    `provisional` = units 仮確保 for sales seen only in the mall's stock; `unshown` and `unproved` as in
    `domain.stock_sync.Expectation`. `unbound_at`: a person took its SKUs off it, so that no equal code binds it again
    by itself. `parts_changed_at`: when a person last changed what it is made of; goods that left before that keep what
    they took. `match_codes`: every code its goods may be found by, best first, of which `match_code` is the first.
    `kept_by_mall`: its stock lies in the mall's own warehouse; its number is shown, and its mark is never dirty.
    `endless`: the mall goes on selling it when nothing is left. `confirmed_at` is the last reading that was 確認済み,
    `shown_at` the first one after the last write.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="listings", db_index=False)
    code = models.CharField(max_length=210)
    match_code = models.CharField(max_length=210, blank=True)
    match_codes = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    title = models.CharField(max_length=300, blank=True)
    product_code = models.CharField(max_length=210, blank=True, default="")
    variant = models.CharField(max_length=200, blank=True, default="")
    jan = models.CharField(max_length=20, blank=True, default="")
    price = models.IntegerField(null=True, blank=True)
    on_sale = models.BooleanField(default=True)
    kept_by_mall = models.BooleanField(default=False, db_default=False)
    endless = models.BooleanField(default=False, db_default=False)

    unbound_at = models.DateTimeField(null=True, blank=True)
    parts_changed_at = models.DateTimeField(null=True, blank=True)

    desired_quantity = models.IntegerField(null=True, blank=True)
    expected_low = models.IntegerField(null=True, blank=True)
    expected_quantity = models.IntegerField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    provisional = models.IntegerField(default=0)
    provisional_at = models.DateTimeField(null=True, blank=True)

    sending = models.BooleanField(default=False)
    sent_version = models.BigIntegerField(default=0)
    sent_mode = models.CharField(max_length=16, blank=True)
    sent_quantity = models.IntegerField(null=True, blank=True)
    sent_expected = models.IntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    bulk_quantity = models.IntegerField(null=True, blank=True)

    seen_quantity = models.IntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    exists_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    read_due_at = models.DateTimeField(null=True, blank=True)
    read_not_before = models.DateTimeField(null=True, blank=True)
    drift = models.IntegerField(default=0)
    unshown = models.IntegerField(default=0, db_default=0)
    unproved = models.IntegerField(default=0, db_default=0)
    drift_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    failures = models.IntegerField(default=0)
    error_code = models.CharField(max_length=100, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField(
        db_default=Now()
    )  # moved by a trigger; the ledger does not touch what it looks at

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "code"), name="listing_account_code"),)
        indexes = (
            models.Index(fields=("account", "match_code"), name="listing_match"),
            models.Index(fields=("updated_at",), name="listing_updated"),
            models.Index(fields=("account", "read_due_at"), condition=Q(read_due_at__isnull=False), name="listing_due"),
            models.Index("account", F("seen_at").asc(nulls_first=True), name="listing_seen"),
            models.Index(fields=("account",), condition=Q(provisional__gt=0), name="listing_provisional"),
        )

    def __str__(self) -> str:
        return self.code


class ListingComponent(models.Model):
    """How many units of a SKU one sale of the listing takes (set products have several rows)."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="components", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="components", db_index=False)
    quantity = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "sku"), name="component_listing_sku"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="component_positive"),
        )
        indexes = (models.Index(fields=("sku",), include=("listing",), name="component_sku"),)
