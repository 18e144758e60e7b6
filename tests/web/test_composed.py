"""Sentences that services and statements compose are English on an English screen."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from ichigen.mallkit.registry import malls
from ichigen.web.ui.composed import PLACE, SENTENCES, retold
from tests.web.wording import JAPANESE, SOURCE

#: What is composed for somewhere else than the screens: mails, command lines, the demo; and parts of sentences.
ELSEWHERE = (
    "services/alerts/message.py",
    "domain/mail_templates.py",
    "services/demo/",
    "store/keys.py",
    "store/sealed.py",
)
PARTS = {" ほか X1 件", "（不足している権限: X1）"}
IN_SQL = re.compile(r"((?:'[^'\n]*'|[\w.]+|\([^()\n]*\))(?:\s*\|\|\s*(?:'[^'\n]*'|[\w.]+|\([^()\n]*\)))+)")


def composed_in_code() -> Iterator[str]:
    """Every f-string with Japanese in it, X1 in its places."""
    for path in (*SOURCE.glob("services/**/*.py"), *SOURCE.glob("domain/**/*.py")):
        if not str(path.relative_to(SOURCE)).startswith(ELSEWHERE):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(str(p.value) if isinstance(p, ast.Constant) else "X1" for p in node.values)


def composed_in_statements() -> Iterator[str]:
    """Every concatenation in SQL with Japanese in it, X1 in its places."""
    for path in SOURCE.glob("store/*.py"):
        for found in IN_SQL.findall(path.read_text(encoding="utf-8")):
            parts = re.split(r"\s*\|\|\s*", found)
            yield "".join(part[1:-1] if part.startswith("'") else "X1" for part in parts)


def sentences() -> set[str]:
    return {text for text in (*composed_in_code(), *composed_in_statements()) if JAPANESE.search(text)} - PARTS


def test_there_are_such_sentences() -> None:
    assert {"在庫不足: X1 が X1 個足りません", "受注 X1 は返品待ちです", "書出を中止しました: X1"} <= sentences()


@pytest.mark.parametrize("sentence", sorted(sentences()))
def test_every_composed_sentence_has_its_english(sentence: str) -> None:
    with override("en"):
        assert not JAPANESE.search(retold(sentence)), retold(sentence)
    with override("ja"):
        assert retold(sentence) == sentence


def test_what_stands_in_the_places_is_kept_or_translated() -> None:
    with override("en"):
        assert retold("在庫不足: TNG-AI が 12 個足りません") == "Short of stock: TNG-AI lacks 12"
        assert retold("楽天 本店: 受注取込が1分以上完了していません") == (
            "楽天 本店: Order intake has not finished for over a minute"
        )
        assert retold("受注 2026-1: 出荷通知ができませんでした") == "Order 2026-1: Ship notice failed"
        assert retold("受注がキャンセルされたため、発送完了報告はできません。（mall_state）") == (
            "The order was cancelled: no ship notice can be sent. (mall_state)"
        )
        assert retold("モールの言葉") == "モールの言葉"
        assert retold("") == ""


@pytest.mark.parametrize("sentence", sorted({row for mall in malls().values() for row in mall.sentences}))
def test_what_a_mall_composes_has_its_english(sentence: str) -> None:
    said = PLACE.sub("X1", sentence)
    with override("en"):
        assert retold(said) != said
        assert retold(said).count("X1") == said.count("X1")
    with override("ja"):
        assert retold(said) == said


def test_no_two_patterns_are_the_same() -> None:
    assert len(set(SENTENCES)) == len(SENTENCES)
