"""Small pieces of HTML that table rows are made of; plain strings, because a row is drawn hundreds of times."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ichigen.services.views.malls import MallFace
from ichigen.web.ui.icons import icon
from ichigen.web.ui.show import NOTHING, stamp


def two(first: object, second: object = "") -> SafeString:
    """A key line and a muted line below it, where there is something to say."""
    below = format_html('<div class="sub">{}</div>', second) if second else ""
    return format_html('<div class="one">{}</div>{}', first, below)


def link(href: str, text: str, anchor: str = "") -> SafeString:
    """The link that a row opens with; its address is a real page too. `anchor`: its id, where a tick box is named by it."""
    named = format_html(' id="{}"', anchor) if anchor else ""
    return format_html('<a class="row-link code"{} href="{}" data-drawer>{}</a>', named, href, text)


def mall_name(face: MallFace, text: str) -> SafeString:
    """A mall: an 8 px square in its colour and the name, never the colour alone."""
    return format_html(
        '<span class="mall"><svg width="8" height="8" aria-hidden="true"><rect width="8" height="8" rx="2" fill="{}"/></svg>'
        '<span class="name">{}</span></span>',
        face.color,
        text,
    )


def badge(text: str, tone: str) -> SafeString:
    """A status: dot and word."""
    return format_html('<span class="badge tone-{}">{}</span>', tone, text)


def label(text: str, tone: str = "amber", name: str = "triangle-alert") -> SafeString:
    """An exception: small label with an icon."""
    return format_html('<span class="label label-{}">{}{}</span>', tone, icon(name, 12), text)


def together(parts: Sequence[SafeString]) -> SafeString:
    """Pieces side by side."""
    return format_html('<span class="together">{}</span>', format_html_join("", "{}", ((part,) for part in parts)))


def time(at: datetime | None) -> SafeString:
    """A time; never wraps."""
    return format_html('<span class="code">{}</span>', stamp(at))


def cut(text: str) -> SafeString:
    """One line, cut at the width of the column; the whole text is in the drawer."""
    return format_html('<span class="cut">{}</span>', text or NOTHING)
