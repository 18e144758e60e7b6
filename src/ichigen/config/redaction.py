"""What never reaches a log: secrets, tokens, e-mail addresses, telephone numbers."""

import re
from collections.abc import Mapping

from structlog.typing import EventDict, WrappedLogger

HIDDEN = "［伏字］"

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|authorization|cookie|api_?key|license_?key|credential|private_?key|session_?key"
    r"|signature|(^|_)(e?mail|tel|phone|fax|address|postal_?code|zip|buyer|recipient|full_?name)($|_)",
    re.IGNORECASE,
)
_SECRET_WORD = "password|passwd|secret|token|authorization|cookie|api[_-]?key|license[_-]?key|signature"  # noqa: S105
_SCHEME = "ESA|Bearer|Basic|Digest|Token"
_IN_TEXT = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (rf"\b({_SCHEME})\s+[\w.~+/=:-]{{6,}}", rf"\1 {HIDDEN}"),
        (
            rf"""(["']?[\w-]*(?:{_SECRET_WORD})["']?\s*[=:]\s*["']?)(?!(?:{_SCHEME})\s)[^\s"'&,;}}\])]+""",
            rf"\1{HIDDEN}",
        ),
        (r"(\b[a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+@", rf"\1{HIDDEN}@"),
        (r"\bich_[\w-]{20,}", HIDDEN),
        (r"(/(?:once|hooks)/)[\w-]+", rf"\1{HIDDEN}"),
        (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", HIDDEN),
        (r"(?<![\d.-])(?:\+81[- ]?|0)\d{1,4}[-( ]?\d{1,4}[-) ]\d{3,4}(?![\d-])", HIDDEN),
        (r"(?<![\w.-])(?:\+81\d{9,10}|0[5789]0\d{8}|0[1-9]\d{8})(?![\w.-])", HIDDEN),
    )
)


def redacted_text(text: str) -> str:
    """`text` with everything that looks like a secret, an e-mail address or a Japanese telephone number hidden."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def redacted(value: object, name: str = "") -> object:
    """`value` as it may be logged: secret-sounding names lose their value, text is searched, at any depth."""
    if name and _SECRET_NAME.search(name) and value is not None:
        return HIDDEN
    match value:
        case str():
            return redacted_text(value)
        case bytes():
            return redacted_text(value.decode("utf-8", "replace"))
        case Mapping():
            return {key: redacted(inner, str(key)) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redacted(inner) for inner in value]
        case None | bool() | int() | float():
            return value
        case _:
            return redacted_text(str(value))


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The structlog processor; it runs last before rendering, so that exceptions are text by then."""
    return {key: value if key in ("timestamp", "level") else redacted(value, key) for key, value in event.items()}
