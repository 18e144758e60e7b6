"""Every mall answers every rule of the quality scale (docs/develop/quality-scale.md)."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from ichigen.mallkit.quality import LEVELS, RULES, Answer, BadQuality, State, answers, level, read_quality
from ichigen.mallkit.registry import malls, package

_PAGE = Path(__file__).parents[2] / "docs" / "develop" / "quality-scale.md"


def test_the_page_explains_the_rules_of_the_code() -> None:
    rows = re.findall(r"^\| (bronze|silver|gold) \| `([a-z-]+)` \|", _PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(name, rule) for name, rules in LEVELS.items() for rule in rules]
    assert len(set(RULES)) == 18


@pytest.mark.parametrize("mall_id", malls())
def test_a_mall_answers_every_rule(mall_id: str) -> None:
    written = tomllib.loads((files(package(mall_id)) / "quality.toml").read_text("utf-8"))["rules"]
    assert sorted(written) == sorted(RULES)
    assert [answer.state for answer in read_quality(mall_id).values()] != []


def test_a_rule_without_an_answer_is_to_do() -> None:
    assert set(answers("").values()) == {Answer(State.TODO)}
    said = answers('[rules]\nexpiry-read = { exempt = "キーに期限がない" }\nlimits-kept = "done"')
    assert (said["expiry-read"], said["limits-kept"]) == (Answer(State.EXEMPT, "キーに期限がない"), Answer(State.DONE))


@pytest.mark.parametrize(
    "line", ['limits-kept = "nearly"', "limits-kept = true", 'expiry-read = { exempt = " " }', 'x = "done"']
)
def test_any_other_answer_is_refused(line: str) -> None:
    with pytest.raises(BadQuality):
        answers(f"[rules]\n{line}")


def test_a_level_needs_every_rule_of_it_and_below() -> None:
    done = dict.fromkeys(RULES, Answer(State.DONE))
    assert level(done) == "gold"
    assert level(done | {"listing-content": Answer(State.TODO)}) == "silver"
    assert level(done | {"payment-guard": Answer(State.TODO)}) == "bronze"
    assert level(done | {"payment-guard": Answer(State.EXEMPT, "前払いがない")}) == "gold"
    assert level(done | {"stock-round-trip": Answer(State.TODO)}) == "none"
