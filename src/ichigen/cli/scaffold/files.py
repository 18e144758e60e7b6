"""Which template becomes which file of the source tree."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

#: Folder of templates → where its files go below the root of the source tree.
TARGETS = {
    "mall": "src/ichigen/malls/{id}",
    "english": "src/ichigen/malls/{id}/locale/en/LC_MESSAGES",
    "simulator": "src/mallsim/malls/{id}",
    "mall_tests": "tests/malls/{id}",
    "simulator_tests": "tests/mallsim/{id}",
}
PAGE = "docs/malls/{id}.md"

#: Templates are no Python of ours until they are filled in, so their names end differently.
SUFFIX = ".txt"


def filled(mall_id: str, label: str) -> dict[Path, str]:
    """Return every new file with its text, by its path below the root."""
    words = {"@id@": mall_id, "@label@": label, "@Class@": class_name(mall_id)}
    return {Path(path.format(id=mall_id)): _fill(template, words) for path, template in _templates()}


def class_name(mall_id: str) -> str:
    """`two_words` → `TwoWords`."""
    return "".join(part.capitalize() for part in mall_id.split("_"))


def _templates() -> Iterator[tuple[str, Traversable]]:
    root = files("ichigen.cli.scaffold") / "templates"
    for folder, target in TARGETS.items():
        for template in sorted((root / folder).iterdir(), key=lambda found: found.name):
            yield f"{target}/{template.name.removesuffix(SUFFIX)}", template
    yield PAGE, root / "docs" / f"page.md{SUFFIX}"


def _fill(template: Traversable, words: dict[str, str]) -> str:
    text = template.read_text("utf-8")
    for place, word in words.items():
        text = text.replace(place, word)
    return text
