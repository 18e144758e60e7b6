"""Every mall answers every rule of the quality scale (docs/develop/quality-scale.md)."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from ichigen.mallkit.registry import malls

_PAGE = Path(__file__).parents[2] / "docs" / "develop" / "quality-scale.md"
RULES = re.findall(r"^\| (?:bronze|silver|gold) \| `([a-z-]+)` \|", _PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_page_has_rules() -> None:
    assert len(RULES) == len(set(RULES)) == 18


@pytest.mark.parametrize("mall_id", malls())
def test_a_mall_answers_every_rule(mall_id: str) -> None:
    answers = tomllib.loads((files(f"ichigen.malls.{mall_id}") / "quality.toml").read_text("utf-8"))["rules"]
    assert sorted(answers) == sorted(RULES)
    for answer in answers.values():
        assert answer in ("done", "todo") or (set(answer) == {"exempt"} and answer["exempt"].strip())
