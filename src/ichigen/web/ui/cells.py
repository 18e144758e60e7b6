"""Small pieces of HTML that table rows are made of; plain strings, because a row is drawn hundreds of times."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.safestring import SafeString

from ichigen.services.views.malls import MallFace
from ichigen.web.ui.icons import icon
from ichigen.web.ui.markup import html, text_of
from ichigen.web.ui.show import NOTHING, stamp


def two(first: object, second: object = "") -> SafeString:
    """A key line and a muted line below it, where there is something to say."""
    below = f'<div class="sub">{text_of(second)}</div>' if second else ""
    return html('<div class="one">', text_of(first), "</div>", below)


def link(href: str, text: str, anchor: str = "") -> SafeString:
    """The link that a row opens with; its address is a real page too. `anchor`: its id, where a tick box is named by it."""
    named = f' id="{text_of(anchor)}"' if anchor else ""
    return html(f'<a class="row-link code"{named} href="{text_of(href)}" data-drawer>', text_of(text), "</a>")


def mall_name(face: MallFace, text: str) -> SafeString:
    """A mall: an 8 px square in its colour and the name, never the colour alone."""
    return html(
        '<span class="mall"><svg width="8" height="8" aria-hidden="true"><rect width="8" height="8" rx="2" fill="',
        text_of(face.color),
        f'"/></svg><span class="name">{text_of(text)}</span></span>',
    )


def badge(text: str, tone: str) -> SafeString:
    """A status: dot and word."""
    return html(f'<span class="badge tone-{text_of(tone)}">{text_of(text)}</span>')


def label(text: str, tone: str = "amber", name: str = "triangle-alert", tip: str = "") -> SafeString:
    """An exception: small label with an icon. `tip`: a sentence that says more, also to a screen reader."""
    more = f'<span class="vh"> {text_of(tip)}</span>' if tip else ""
    titled = f' title="{text_of(tip)}"' if tip else ""
    return html(f'<span class="label label-{text_of(tone)}"{titled}>{icon(name, 12)}{text_of(text)}{more}</span>')


def word(text: str, tone: str) -> SafeString:
    """A state in a narrow column: the word alone."""
    return html(f'<span class="label label-{text_of(tone)}">{text_of(text)}</span>')


def bare(text: str, tone: str, name: str, tip: str = "") -> SafeString:
    """The same where there is no room for its words: they are its tip, and what a screen reader says."""
    word = text_of(tip or text)
    return html(
        f'<span class="label bare label-{text_of(tone)}" title="{word}">{icon(name, 12)}<span class="vh">{word}</span></span>'
    )


def together(parts: Sequence[SafeString]) -> SafeString:
    """Pieces side by side."""
    return html('<span class="together">', *map(text_of, parts), "</span>")


def time(at: datetime | None) -> SafeString:
    """A time; never wraps."""
    return code(stamp(at))


def code(text: str, more: str = "") -> SafeString:
    """A code or number that never wraps, and plain text behind it."""
    return html(f'<span class="code">{text_of(text)}</span>', f" {text_of(more)}" if more else "")


def cut(text: str) -> SafeString:
    """One line, cut at the width of the column; the whole text is in the drawer."""
    return html('<span class="cut">', text_of(text or NOTHING), "</span>")
