"""Ctrl+K: where a number or a code leads."""

from dataclasses import dataclass

from django.db.models import Q

from ichigen.services.views.order_filter import OrderFilter, narrowed
from ichigen.services.views.order_list import words_of
from ichigen.store.goods import Sku

LIMIT = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: kind is order or sku."""

    kind: str
    id: int
    code: str
    about: str


def find(text: str) -> tuple[Found, ...]:
    """Return orders by number or name and SKUs by code, JAN or title; nothing for an empty text."""
    word = " ".join(words_of(text))
    if not word:
        return ()
    orders = narrowed(OrderFilter(text=text)).order_by("-ordered_at", "-id")
    skus = Sku.objects.filter(Q(code__icontains=word) | Q(jan=word) | Q(title__icontains=word)).order_by("code")
    return (
        *(
            Found("order", pk, number, name)
            for pk, number, name in orders.values_list("id", "number", "buyer_name")[:LIMIT]
        ),
        *(Found("sku", pk, code, title) for pk, code, title in skus.values_list("id", "code", "title")[:LIMIT]),
    )
