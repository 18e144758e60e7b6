"""The core branches on a capability, never on a mall's name (design: layers)."""

import re
from collections.abc import Iterator
from pathlib import Path

from ichigen.mallkit.registry import malls
from tests.architecture.tracked import ROOT, texts

CORE = Path("src/ichigen")
MALLS = CORE / "malls"
SHORTEST_FIRM = 4


def mall_words() -> set[str]:
    """Ids and labels of every mall that is installed, or has a folder here or among the simulators.

    Of an id in several parts the first one counts too: it is the name of the firm.
    """
    words = {mall.id for mall in malls().values()} | {mall.label for mall in malls().values()}
    for folder in (ROOT / MALLS, ROOT / "src/mallsim/malls"):
        if folder.is_dir():
            words |= {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("_")}
    return words | {firm for word in words if len(firm := word.partition("_")[0]) >= SHORTEST_FIRM}


def naming(words: set[str], files: Iterator[tuple[Path, str]]) -> list[str]:
    """Where a file of the core names one of the words (in any case, in code or comment), outside the malls' folders."""
    if not words:
        return []
    pattern = re.compile("|".join(rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in sorted(words)), re.IGNORECASE)
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in files
        if path.is_relative_to(CORE) and not path.is_relative_to(MALLS)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_core_never_names_a_mall() -> None:
    assert naming(mall_words(), texts()) == []


def test_every_way_of_naming_one_is_found() -> None:
    core, mall, simulator = CORE / "services/x.py", MALLS / "bazaar/x.py", Path("src/mallsim/malls/bazaar/x.py")
    files = [
        (
            core,
            'if account.mall == "bazaar":\n# Bazaar sends no time\nBAZAAR_LIMIT = 1\nlabel = "大市場 店"\nbazaars = 1',
        ),
        (mall, 'ID = "bazaar"'),
        (simulator, "bazaar"),
    ]

    assert [row.split(":")[1] for row in naming({"bazaar", "大市場"}, iter(files))] == ["1", "2", "3", "4"]
