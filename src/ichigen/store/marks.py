"""Marks: which listings must be looked at. What the ledger writes for each listing of a SKU, and nothing else of it."""

from django.db import models
from django.db.models import Q

from ichigen.store.accounts import Account
from ichigen.store.listings import Listing


class ListingMark(models.Model):
    """One row per listing, made with it by a trigger and locked before it (lock order of `store.ledger`).

    A row of its own because every movement of stock rewrites one for each mall that sells the SKU: of a listing's fifty
    columns three change (ADR 0024). `dirty` says that someone changed what may be true on the mall since the last look
    (versions are the truth, the flag is the index); `changed_at` says when (database clock). `kept`: the mall keeps the
    goods itself (`Listing.kept_by_mall`), so the mark is never dirty: who marks sets `not kept`, and a constraint holds it.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="mark")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    desired_version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    dirty = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(dirty=True, kept=True), name="mark_kept_is_clean"),)
        indexes = (models.Index(fields=("account", "listing"), condition=Q(dirty=True), name="mark_dirty"),)

    def __str__(self) -> str:
        return str(self.pk)
