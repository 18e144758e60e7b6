"""Where the texts of other languages lie: the hub's own, then those of each mall beside its manifest."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path


def locale_paths(source: Path, others: Iterable[EntryPoint]) -> list[Path]:
    """Return the folders of catalogues, the one that wins first; `others` are the malls of other distributions.

    A mall of another distribution is found and not imported: these are the settings, and nothing is set up yet.
    """
    own = sorted((source / "malls").glob("*/locale"))
    specs = (find_spec(entry.module) for entry in others)
    foreign = sorted(Path(spec.origin).parent / "locale" for spec in specs if spec is not None and spec.origin)
    return [source / "web" / "locale", *own, *foreign]
