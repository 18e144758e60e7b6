"""What orders are found by: folded text, the grams of it in an index, and the address that 同梱 goes by."""

import operator
from collections.abc import Sequence
from functools import reduce
from typing import LiteralString

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from ichigen.domain.search import Sought
from ichigen.store.hot import run
from ichigen.store.orders import Order, Status


class OrderSearch(models.Model):
    """One row an order, written in the transaction that takes it in.

    `status` is the order's, kept the same by a trigger: tabs of a search are counted in this table alone. `ship_key` is the
    same for orders to the same person at the same address, None where the address is unknown. Order and status are read from
    the order itself by who writes the row, so the database does not check them again.
    """

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="search"
    )
    text = models.TextField()
    grams = ArrayField(models.IntegerField())
    status = models.ForeignKey(Status, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    ship_key = models.BigIntegerField(null=True, blank=True)
    has_note = models.BooleanField(default=False)

    class Meta:
        indexes = (
            GinIndex(fields=("grams",), name="ordersearch_grams", fastupdate=True, gin_pending_list_limit=1024),
            models.Index(fields=("ship_key",), condition=Q(ship_key__isnull=False), name="ordersearch_ship_key"),
        )


def has_spelling(spellings: Sequence[Sought]) -> Q:
    """Return what an order must fulfil to have one of the spellings of a word; for queries on orders."""
    return reduce(operator.or_, (_has(spelling, "search__") for spelling in spellings))


def row_has_spelling(spellings: Sequence[Sought]) -> Q:
    """Return the same for queries on `OrderSearch`."""
    return reduce(operator.or_, (_has(spelling, "") for spelling in spellings))


def orders_by_code(beginning: str) -> frozenset[int]:
    """Return the orders with goods or a parcel whose code begins so: codes of ours that no mall knows, numbers entered here."""
    beginnings = [f"{_literal(spelled)}%" for spelled in {beginning, beginning.upper()}]
    return frozenset(row[0] for row in run(BY_CODE, {"beginnings": beginnings}))


BY_CODE: LiteralString = """
select l.order_id from store_orderline l
where l.quantity > 0 and l.listing_id = any(array(
  select c.listing_id from store_listingcomponent c join store_sku k on k.id = c.sku_id where k.code like any(%(beginnings)s)))
union select p.order_id from store_shipment p where p.tracking_number like any(%(beginnings)s)
"""


def _has(spelling: Sought, prefix: str) -> Q:
    holds = Q(**{f"{prefix}grams__contains": list(spelling.grams)}) if spelling.grams else Q()
    if spelling.exact:
        return holds
    return holds & Q(GreaterThan(StrIndex(f"{prefix}text", Value(spelling.text)), 0))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
