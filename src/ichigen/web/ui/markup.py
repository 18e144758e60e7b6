"""HTML put together of strings where templates and `format_html` would cost most of a request: cells of tables."""

from html import escape

from django.utils.safestring import SafeString


def text_of(value: object) -> str:
    """Return a value as HTML: escaped, unless it is HTML already."""
    return value if isinstance(value, SafeString) else escape(str(value))


def html(*parts: str) -> SafeString:
    """Join parts that are HTML already: literals of ours and results of `text_of`."""
    return SafeString("".join(parts))
