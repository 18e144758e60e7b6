"""Japanese is the source; the English catalogue is complete, and nothing in it is unused."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import ichigen
from tests.web.wording import JAPANESE, in_code, in_templates, tables, tagged

CATALOGUE = Path(ichigen.__file__).parent / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]")


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def used() -> set[str]:
    return {text for text in tables() | in_code() | in_templates() if JAPANESE.search(text)}


def test_every_text_has_its_english() -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id and m.string}

    assert used() - known == set()


def test_a_text_of_a_translate_tag_has_no_percent_sign() -> None:
    """The tag doubles it before it looks the text up, and finds nothing."""
    assert [text for text in tagged() if "%" in text] == []


def test_nothing_in_the_catalogue_is_unused() -> None:
    assert {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id} - used() == set()


def test_english_is_english_and_keeps_the_places() -> None:
    for message in catalogue():
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in [message.string] if isinstance(message.string, str) else message.string or ():
            assert not JAPANESE.search(text), text
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(source)), text


def test_the_words_of_requirements_g4_32_are_the_tabs() -> None:
    statuses = {"新規受付", "発送前入金待ち", "発送待ち", "発送後入金待ち", "処理済", "保留", "キャンセル"}

    assert statuses <= used()
