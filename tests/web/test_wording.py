"""Japanese is the source; the English catalogues, the hub's and each mall's, are complete, and nothing in them is unused."""

import re
from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import ichigen
from ichigen.config.languages import locale_paths
from ichigen.mallkit.registry import malls, package
from tests.web.wording import JAPANESE, in_code, in_mall, in_templates, of_mall, tables, tagged

SOURCE = Path(ichigen.__file__).parent
ENGLISH = "locale/en/LC_MESSAGES/django.po"
CATALOGUES = [SOURCE / "web" / ENGLISH, *sorted(SOURCE.glob(f"malls/*/{ENGLISH}"))]
RUNS = re.compile(rf"{JAPANESE.pattern}+")
PLACES = re.compile(r"%\(\w+\)[sd]")


def catalogue(path: Path = CATALOGUES[0]) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def told(read: Catalog) -> set[str]:
    return {m.id if isinstance(m.id, str) else m.id[0] for m in read if m.id and m.string}


def folder(mall_id: str) -> Path:
    return Path(str(files(package(mall_id))))


def used() -> set[str]:
    return {text for text in tables() | in_code() | in_templates() if JAPANESE.search(text)}


def test_every_text_has_its_english() -> None:
    assert used() - told(catalogue()) == set()


@pytest.mark.parametrize("mall_id", malls())
def test_every_text_of_a_mall_has_its_english_beside_the_manifest(mall_id: str) -> None:
    """What a mall lacks in its own catalogue, and the hub does not say either; and what it has for nothing."""
    mine = told(catalogue(folder(mall_id) / ENGLISH))
    texts = of_mall(malls()[mall_id])

    assert texts - mine - told(catalogue()) == set()
    assert mine - texts - in_mall(folder(mall_id)) == set()
    assert mine & told(catalogue()) == set()


@pytest.mark.parametrize("mall_id", malls())
def test_every_answer_of_a_mall_has_its_english(mall_id: str) -> None:
    """Whole sentences of its modules. One with places is a pattern of the manifest, which has its English as well."""
    answers = {text for text in in_mall(folder(mall_id)) if text.endswith("。")}
    patterns = {re.sub(r"\{(\w*)\}", r"%(\1)s", text) for text in answers if "{" in text}
    plain = {text for text in answers if "{" not in text}

    assert patterns - set(malls()[mall_id].sentences) == set()
    assert plain - set().union(*map(told, map(catalogue, CATALOGUES))) == set()


def test_the_same_text_is_the_same_english_on_every_mall() -> None:
    """The catalogues are merged: the mall that comes first would speak for the other."""
    seen: dict[str, object] = {}
    for message in (message for path in CATALOGUES[1:] for message in catalogue(path) if message.id):
        assert seen.setdefault(str(message.id), message.string) == message.string


def test_the_catalogue_of_a_mall_of_another_distribution_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bazaar_for_hub").mkdir()
    (tmp_path / "bazaar_for_hub" / "__init__.py").touch()
    (tmp_path / "bazaar_for_hub" / "manifest.py").write_text("raise RuntimeError('read while the settings are')")
    monkeypatch.syspath_prepend(str(tmp_path))

    found = locale_paths(SOURCE, [EntryPoint("bazaar", "bazaar_for_hub.manifest:MALL", "ichigen.malls")])

    assert found[0] == SOURCE / "web/locale"
    assert found[-1] == tmp_path / "bazaar_for_hub/locale"
    assert [path / "en/LC_MESSAGES/django.po" for path in found[:-1]] == CATALOGUES


def test_a_text_of_a_translate_tag_has_no_percent_sign() -> None:
    """The tag doubles it before it looks the text up, and finds nothing."""
    assert [text for text in tagged() if "%" in text] == []


def test_nothing_in_the_catalogue_is_unused() -> None:
    assert {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id} - used() == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_english_is_english_and_keeps_the_places(path: Path) -> None:
    """Only a mall quotes Japanese: the words of its own screens, and those it takes as an answer."""
    for message in catalogue(path):
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in [message.string] if isinstance(message.string, str) else message.string or ():
            quoted = RUNS.findall(text)
            assert path != CATALOGUES[0] or not quoted, text
            assert [run for run in quoted if run not in source] == [], text
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(source)), text


def test_the_words_of_requirements_g4_32_are_the_tabs() -> None:
    statuses = {"新規受付", "発送前入金待ち", "発送待ち", "発送後入金待ち", "処理済", "保留", "キャンセル"}

    assert statuses <= used()
