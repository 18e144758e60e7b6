"""What orders are found by: folded text, the grams of it in an index, and the address that 同梱 goes by."""

from collections.abc import Sequence
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.expressions import RawSQL

from ichigen.domain.search import Sought
from ichigen.store.orders import Order


class OrderSearch(models.Model):
    """One row an order, written in the transaction that takes it in. Narrow on purpose: `grams` lie beside the table.

    `ship_key` is the same for orders to the same person at the same address, None where the address is unknown.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="search")
    text = models.TextField()
    grams = ArrayField(models.BigIntegerField())
    ship_key = models.BigIntegerField(null=True, blank=True)
    has_note = models.BooleanField(default=False)

    class Meta:
        indexes = (
            GinIndex(fields=("grams",), name="ordersearch_grams", fastupdate=False),
            models.Index(
                fields=("ship_key",), condition=models.Q(ship_key__isnull=False), name="ordersearch_ship_key"
            ),
        )


def with_word(spellings: Sequence[Sought], codes: Sequence[str]) -> RawSQL:
    """Return the ids of the orders that have one of the spellings, or goods or a parcel whose code begins with one of `codes`."""
    parts, params = [], []
    for spelling in spellings:
        part, values = _by_spelling(spelling)
        parts.append(part)
        params += values
    sql = f"select s.order_id from store_ordersearch s where {' or '.join(parts)}"
    if codes:
        sql += _BY_CODE
        beginnings = [f"{_literal(code)}%" for code in codes]
        params += [beginnings, beginnings]
    return RawSQL(sql, params)


#: Codes of ours that the mall does not know, and parcels that the shop entered.
_BY_CODE = """ union
  select l.order_id from store_orderline l join store_listingcomponent c on c.listing_id = l.listing_id
  join store_sku k on k.id = c.sku_id where k.code like any(%s) and l.quantity > 0
union select p.order_id from store_shipment p where p.tracking_number like any(%s)"""


def _by_spelling(spelling: Sought) -> tuple[str, list[object]]:
    if not spelling.grams:
        return "strpos(s.text, %s) > 0", [spelling.text]
    if spelling.exact:
        return "s.grams @> %s::bigint[]", [list(spelling.grams)]
    return "(s.grams @> %s::bigint[] and strpos(s.text, %s) > 0)", [list(spelling.grams), spelling.text]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
