"""What the filter bar of 受注一覧 offers to choose from."""

from dataclasses import dataclass

from ichigen.services.views.frame import account_faces
from ichigen.services.views.malls import AccountFace
from ichigen.services.views.order_marks import LabelFace, all_labels
from ichigen.store.orders import Order

#: Methods are those of the newest orders: what a shop has not seen in so many orders it does not filter by.
NEWEST = 2_000


@dataclass(frozen=True, slots=True)
class OrderChoices:
    """Accounts and labels."""

    accounts: tuple[AccountFace, ...]
    labels: tuple[LabelFace, ...]


@dataclass(frozen=True, slots=True)
class Methods:
    """The malls' words for ways of paying and sending."""

    payments: tuple[str, ...]
    deliveries: tuple[str, ...]


def order_choices() -> OrderChoices:
    """Return the choices; two queries."""
    return OrderChoices(accounts=account_faces(), labels=all_labels())


def methods() -> Methods:
    """Return the methods of the newest orders."""
    newest = Order.objects.order_by("-ordered_at", "-id").values_list("payment_method", "delivery_method")[:NEWEST]
    seen = set(newest)
    return Methods(
        payments=tuple(sorted({payment for payment, _ in seen if payment})),
        deliveries=tuple(sorted({delivery for _, delivery in seen if delivery})),
    )
