"""What the pages of 設定 show: places, staff, statuses."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from ichigen.domain.phases import PHASE_LABELS, Phase
from ichigen.store.goods import Location
from ichigen.store.orders import Order, Status
from ichigen.store.staff import Role, Staff
from ichigen.store.stock import StockLevel

ROLE_LABELS = {role.value: str(role.label) for role in Role}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A location with the pieces that are there."""

    id: int
    code: str
    name: str
    sells: bool
    on_hand: int


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff; no secret is in here. `waiting`: has not used the link yet."""

    id: int
    code: str
    display_name: str
    role: str
    role_label: str
    active: bool
    waiting: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status; `built_in` ones are protected."""

    id: int
    code: str
    name: str
    phase: str
    tone: str
    built_in: bool
    orders: int


def places() -> tuple[PlaceRow, ...]:
    """Return every location; one query."""
    levels = StockLevel.objects.filter(location_id=OuterRef("pk")).order_by().values("location_id")
    found = Location.objects.annotate(units=Coalesce(Subquery(levels.annotate(n=Sum("on_hand")).values("n")), 0))
    return tuple(PlaceRow(p.id, p.code, p.name, p.sells, vars(p)["units"]) for p in found.order_by("id"))


def staff_rows() -> tuple[StaffRow, ...]:
    """Return everybody, those who may log in first; one query."""
    return tuple(
        StaffRow(
            id=staff.pk,
            code=staff.code,
            display_name=staff.display_name,
            role=staff.role,
            role_label=staff.get_role_display(),
            active=staff.is_active,
            waiting=not staff.has_usable_password(),
            last_login=staff.last_login,
        )
        for staff in Staff.objects.order_by("-is_active", "pk")
    )


def status_rows() -> tuple[StatusRow, ...]:
    """Return every status in the order of the tabs; two queries."""
    counts = dict(Order.objects.values_list("status_id").annotate(n=Count("id")).order_by())
    return tuple(
        StatusRow(s.pk, s.code, s.name, PHASE_LABELS[Phase(s.phase)], s.tone, s.default, counts.get(s.pk, 0))
        for s in Status.objects.order_by("position", "id")
    )
