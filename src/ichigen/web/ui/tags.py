"""Template tags and filters of the screens; loaded as builtins."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ichigen.domain import permissions
from ichigen.domain.carriers import LABELS, Carrier
from ichigen.services.signed_in import Person
from ichigen.services.views.malls import MallFace
from ichigen.web.ui import cells, icons, show
from ichigen.web.ui.composed import retold
from ichigen.web.ui.markup import html, text_of
from ichigen.web.ui.tables import ROW_HREF

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A Lucide icon."""
    return icons.icon(name, size)


@register.simple_tag
def mall(face: MallFace, label: str = "") -> SafeString:
    """A mall: coloured square and name."""
    return cells.mall_name(face, label or face.label)


@register.simple_tag
def badge(text: str, tone: str) -> SafeString:
    """A status: dot and word."""
    return cells.badge(gettext(text), tone)


@register.simple_tag
def label(text: str, tone: str = "amber", name: str = "triangle-alert") -> SafeString:
    """A small label with an icon."""
    return cells.label(gettext(text), tone, name)


@register.simple_tag
def once() -> SafeString:
    """The key of a drawn form that must have its effect once (`services.sent_once`)."""
    return html(f'<input type="hidden" name="once" value="{uuid4()}">')


@register.filter
def tr(text: str) -> str:
    """A stored Japanese sentence or word in the language of the screen, where the catalogue has it or its pattern."""
    return retold(text)


@register.filter
def may(staff: Person, action: str) -> bool:
    """True where the member of staff is allowed the action (`domain.permissions`)."""
    return permissions.may(staff.role, permissions.Action(action))


@register.filter
def joined(head: str, tail: object) -> str:
    """`head` with `tail` behind it: the id of a field in a row."""
    return f"{head}{tail}"


@register.filter
def yen(amount: int | None) -> str:
    """Money."""
    return show.yen(amount)


@register.filter
def less(amount: int | None) -> str:
    """Money that is taken off, with its sign."""
    return show.yen(-amount if amount else amount)


@register.filter
def stamp(at: datetime | None) -> str:
    """A time."""
    return show.stamp(at)


@register.filter
def clock(at: datetime | None) -> str:
    """A time of today."""
    return show.clock(at)


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago."""
    return show.ago(at)


@register.filter
def seconds(value: float) -> str:
    """A span of time."""
    return show.seconds(value)


@register.filter
def day(value: date | None) -> str:
    """A date."""
    return show.day(value)


@register.filter
def signed(number: int) -> str:
    """A difference."""
    return show.signed(number)


@register.filter
def percent(rate: Decimal) -> str:
    """A tax rate."""
    return f"{(rate * 100).normalize():f}%"


@register.filter
def carrier(code: str) -> str:
    """The name of a carrier by its code."""
    return gettext(LABELS[Carrier(code)]) if code in LABELS else code


@register.filter
def known(value: object) -> object:
    """The value, or — where there is none."""
    return show.NOTHING if value is None or value == "" else value


@register.filter
def under(rows: SafeString, path: str) -> SafeString:
    """Rows of a table that open below this path."""
    return html(rows.replace(ROW_HREF, ROW_HREF + text_of(path)))
