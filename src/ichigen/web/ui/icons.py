"""Lucide icons, inlined by the server; hidden from screen readers because a word always stands beside them."""

from functools import cache

import lucide
from django.utils.safestring import SafeString, mark_safe


@cache
def icon(name: str, size: int = 16) -> SafeString:
    """Return the SVG of a Lucide icon."""
    svg = lucide._render_icon(name, size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return mark_safe(svg.replace('xmlns="http://www.w3.org/2000/svg" ', ""))  # noqa: S308 - from the package's own files
