"""The Markdown pages of the repository: their links, their code spans, and the tree they speak of."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from posixpath import normpath

from tests.architecture.tracked import ROOT, texts, tracked_files

PAGES = {path: text for path, text in texts() if path.suffix == ".md"}

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+\.(?:py|md|toml|html|css|js|png|lock|xml|json)")
COMMAND = re.compile(r"\b(?<![./-])ichigen ([a-z][a-z-]*)((?: +[^\s`|#。、（）]+)*)")


def links(text: str) -> list[str]:
    """Return the targets of links that stay in the repository."""
    return [match[1] for match in LINK.finditer(FENCE.sub("", text)) if "://" not in match[1]]


def spans(text: str) -> Iterator[str]:
    """Every code span outside of fenced blocks."""
    for match in SPAN.finditer(FENCE.sub("", text)):
        yield match[1]


def paths(text: str) -> list[str]:
    """Return the code spans that name a file, or a folder by a path that begins at the top or ends with a slash."""
    tops = {path.parts[0] for path in tracked_files() if len(path.parts) > 1}
    found = []
    for span in spans(text):
        folder = re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", span) and (
            "/" in span and (span.split("/")[0] in tops or (span.endswith("/") and span.count("/") > 1))
        )
        if FILE.fullmatch(span) or folder:
            found.append(span)
    return found


@cache
def _places() -> frozenset[str]:
    """Every file and folder, as seen from each folder above it: `src/ichigen/a/b.py`, `ichigen/a/b.py`, `a/b.py`, `b.py`."""
    found = set()
    for path in tracked_files():
        for end in range(1, len(path.parts) + 1):
            found |= {"/".join(path.parts[start:end]) for start in range(end)}
    return frozenset(found)


def is_there(place: str) -> bool:
    """True where some file or folder of the tree ends with this path."""
    return place.rstrip("/") in _places()


def link_is_there(page: Path, target: str) -> bool:
    """True where a link of a page leads to a file or folder of the repository, and to a heading where it names one."""
    relative, _, anchor = target.partition("#")
    place = Path(normpath((page.parent / relative).as_posix())) if relative else page
    there = any(path.is_relative_to(place) for path in tracked_files())
    return there and (not anchor or anchor in _anchors(PAGES.get(place, "")))


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def modules(text: str) -> list[str]:
    """Return the dotted names that begin with one of our packages: `ichigen.x.y`, `domain.stock_sync.widen`."""
    packages = {path.name for path in (ROOT / "src/ichigen").iterdir() if path.is_dir()} | {"ichigen", "mallsim"}
    return [
        span
        for span in spans(text)
        if re.fullmatch(r"[a-z_]\w*(?:\.\w+)+", span) and span.split(".")[0] in packages and not FILE.fullmatch(span)
    ]


def module_is_there(dotted: str) -> bool:
    """True where the name is a module of ours, or a name within the longest module it begins with."""
    parts = dotted.split(".")
    if parts[0] not in ("ichigen", "mallsim"):
        parts.insert(0, "ichigen")
    for end in range(len(parts), 1, -1):
        place = ROOT / "src" / Path(*parts[:end])
        source = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if source.is_file() or place.is_dir():
            text = source.read_text(encoding="utf-8") if source.is_file() else ""
            return all(re.search(rf"\b{name}\b", text) for name in parts[end:])
    return False


def names(text: str) -> list[str]:
    """Return the code spans that are one Python name, with or without a call: `hold(run)`, `MallOrder`, `expected_low`."""
    found = []
    for span in spans(text):
        match = re.fullmatch(r"([A-Za-z_]\w*)(?:\([^)]*\)|\.([A-Za-z_]\w*))?", span)
        if match and not FILE.fullmatch(span):
            found += [name for name in match.groups() if name]
    return found


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Return every `ichigen …` in code, with the options that follow it."""
    code = [*spans(text), *(line for block in FENCE.findall(text) for line in block.splitlines())]
    return [(match[1], re.findall(r"--[a-z-]+", match[2])) for piece in code for match in COMMAND.finditer(piece)]


def targets(text: str) -> list[str]:
    """Return every `make …` in code."""
    code = [*spans(text), *(line for block in FENCE.findall(text) for line in block.splitlines())]
    return [match[1] for piece in code for match in re.finditer(r"(?:^|\s)make ([a-z]+)", piece)]
