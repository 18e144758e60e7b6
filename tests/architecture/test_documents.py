"""What the pages say is there, is there: files, modules, names, commands, words of the screens."""

import re
from pathlib import Path

import click
import pytest

from ichigen.cli.main import COMMANDS, ichigen
from ichigen.domain.loops import LOOP_LABELS
from tests.architecture import documents
from tests.architecture.documents import PAGES
from tests.architecture.tracked import ROOT, texts, tracked_files

KINDS = ("added", "changed", "fixed", "notice")
LARGEST_PICTURE = 250_000
OVERVIEW = ("README.md", "README.en.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def source() -> str:
    """All code of the product, its simulators, its tests and its build, as one text."""
    kept = (".py", ".toml", ".html", ".js")
    return "\n".join(
        text
        for path, text in texts()
        if (path.suffix in kept and path.parts[0] in ("src", "tests", "bench", "pyproject.toml"))
        or path.name in ("Makefile", ".gitignore")
    )


def test_no_link_is_dead() -> None:
    dead = {
        f"{page}: {target}"
        for page, text in PAGES.items()
        for target in documents.links(text)
        if not documents.link_is_there(page, target)
    }

    assert dead == set()


def test_every_path_named_exists() -> None:
    lost = {
        f"{page}: {place}"
        for page, text in PAGES.items()
        for place in documents.paths(text)
        if not documents.is_there(place)
    }

    assert lost == set()


def test_every_module_named_exists() -> None:
    lost = {
        f"{page}: {dotted}"
        for page, text in PAGES.items()
        for dotted in documents.modules(text)
        if not documents.module_is_there(dotted)
    }

    assert lost == set()


def test_every_name_of_the_overview_occurs_in_the_code() -> None:
    code = set(re.findall(r"\w+", source()))
    lost = {f"{page}: {name}" for page in OVERVIEW for name in documents.names(PAGES[Path(page)]) if name not in code}

    assert lost == set()


def test_every_command_and_option_exists() -> None:
    lost = set()
    for page, text in PAGES.items():
        for name, options in documents.commands(text):
            known = _options(name) if name in COMMANDS else None
            lost |= {f"{page}: ichigen {name}"} if known is None else set()
            lost |= {f"{page}: ichigen {name} {option}" for option in options if known and option not in known}

    assert lost == set()


def _options(name: str) -> set[str]:
    """The options of a command and of the commands below it."""
    command = ichigen.get_command(click.Context(ichigen), name)
    assert command is not None
    below = list(command.commands.values()) if isinstance(command, click.Group) else []
    return {option for each in (command, *below) for param in each.params for option in param.opts} | {"--help"}


def test_every_make_target_exists() -> None:
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for text in PAGES.values() for target in documents.targets(text)}

    assert named - rules == set()
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(documents.targets(PAGES[Path("README.md")]))


def test_what_the_guide_quotes_stands_on_the_screen() -> None:
    on_screen = _squeezed(
        "\n".join(
            text for path, text in texts() if path.parts[:2] == ("src", "ichigen") and path.suffix in (".py", ".html")
        )
    )
    unknown = {
        f"{page}: {quoted}"
        for page, text in PAGES.items()
        if page.is_relative_to("docs/guide") or page.is_relative_to("docs/operate")
        for quoted in re.findall(r"「([^」]+)」", text)
        if _squeezed(quoted) not in on_screen
    }

    assert unknown == set()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_page_of_workers_names_every_loop_and_every_periodic_task() -> None:
    rows = re.findall(r"^\| (\w+)(?: \((.+)\))? \|", PAGES[Path("docs/operate/workers.md")], re.MULTILINE)
    scheduled = set(re.findall(r"\btasks\.(\w+)", (ROOT / "src/ichigen/workers/build.py").read_text("utf-8")))

    assert dict(rows)["loops"].split(", ") == list(LOOP_LABELS.values())
    assert {name for name, _ in rows} - {"what", "loops"} == scheduled - {"run_loop", "run_operation"}


def test_every_decision_is_in_the_index_with_its_sentence() -> None:
    index = PAGES[Path("docs/adr/README.md")]
    decisions = sorted(page for page in PAGES if page.parent == Path("docs/adr") and page.name != "README.md")

    rows = []
    for number, page in enumerate(decisions, start=1):
        title = PAGES[page].splitlines()[0]
        match = re.fullmatch(r"# 0*(\d+)\.? (.+)", title)
        assert match is not None, f"{page}: {title}"
        assert (int(match[1]), int(page.name[:4])) == (number, number), page
        rows.append(f"| [{page.name[:4]}]({page.name}) | {match[2]} |")

    assert [line for line in index.splitlines() if line.startswith("| [")] == rows


def test_fragments_follow_the_convention() -> None:
    fragments = [path for path in tracked_files() if path.parts[0] == "changes" and path.name != "README.md"]

    assert fragments
    for path in fragments:
        assert re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(KINDS)})\.md", path.name), path
        assert PAGES[path].strip().endswith("。"), path


def test_pictures_are_small() -> None:
    pictures = [path for path in tracked_files() if path.is_relative_to("docs") and path.suffix == ".png"]

    assert pictures
    assert {path for path in pictures if (ROOT / path).stat().st_size > LARGEST_PICTURE} == set()


@pytest.mark.parametrize(
    ("text", "finder", "found"),
    [
        ("[a](b.md#c) [d](https://e.example/f) [g](#h)", documents.links, ["b.md#c", "#h"]),
        ("`src/ichigen/gone.py` `gone.py` `a/b/` `docs/gone` `bin/` `<id>/x.py`", documents.paths,
         ["src/ichigen/gone.py", "gone.py", "a/b/", "docs/gone"]),
        ("`ichigen.store.gone` `domain.stock.offer` `other.thing`", documents.modules,
         ["ichigen.store.gone", "domain.stock.offer"]),
        ("`hold(run)` `ListingMark.dirty` `lease + 1`", documents.names, ["hold", "ListingMark", "dirty"]),
        ("```\nichigen gone --far\n```\nand `ichigen up`, not ichigen this", documents.commands,
         [("up", []), ("gone", ["--far"])]),
        ("`make gone` make nothing", documents.targets, ["gone"]),
    ],
)  # fmt: skip
def test_the_finders_find(text: str, finder: object, found: list[object]) -> None:
    assert callable(finder)
    assert finder(text) == found


def test_what_is_not_there_is_not_found() -> None:
    assert documents.is_there("store/ledger.py")
    assert not documents.is_there("store/gone.py")
    assert not documents.is_there("edger.py")
    assert documents.module_is_there("domain.stock.offer")
    assert not documents.module_is_there("domain.stock.gone")
    assert not documents.module_is_there("ichigen.gone.stock")
    assert documents.link_is_there(Path("docs/adr/README.md"), "../../README.md#地図")
    assert not documents.link_is_there(Path("docs/adr/README.md"), "../../README.md#gone")
    assert not documents.link_is_there(Path("docs/adr/README.md"), "../gone.md")
