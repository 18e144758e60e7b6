"""How far a mall is: its answers to the quality scale (docs/develop/quality-scale.md)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from ichigen.mallkit.registry import package

#: The rules by level, lowest level first; the page says what each one asks.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "bronze": (
        "manifest-is-sane",
        "check-names-permissions",
        "orders-round-trip",
        "stock-round-trip",
        "four-kinds-of-errors",
        "bad-row-costs-a-row",
        "secrets-stay-hidden",
    ),
    "silver": (
        "write-back-proved",
        "never-sent-twice",
        "payment-guard",
        "listings-matched",
        "limits-kept",
        "expiry-read",
        "uncertain-facts-named",
    ),
    "gold": (
        "states-both-ways",
        "listing-content",
        "every-page-boundary",
        "seen-on-the-real-mall",
    ),
}
RULES: tuple[str, ...] = tuple(rule for rules in LEVELS.values() for rule in rules)
NO_LEVEL = "none"


class State(StrEnum):
    """An answer to a rule. A rule without an answer is to do."""

    DONE = "done"
    TODO = "todo"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason` says why a mall is exempt."""

    state: State
    reason: str = ""


class BadQuality(ValueError):
    """A quality.toml that does not say one of the answers, or answers a rule that is none."""


def read_quality(mall_id: str) -> Mapping[str, Answer]:
    """Return a mall's answer to every rule, in the order of the scale; all to do where it brings no quality.toml."""
    file = files(package(mall_id)) / "quality.toml"
    return answers(file.read_text("utf-8") if file.is_file() else "")


def answers(text: str) -> Mapping[str, Answer]:
    """Read a quality.toml; raises BadQuality."""
    said = tomllib.loads(text).get("rules", {})
    unknown = sorted(set(said) - set(RULES))
    if unknown:
        raise BadQuality(f"no rules of the quality scale: {', '.join(unknown)}")
    return {rule: _answer(rule, said.get(rule, "todo")) for rule in RULES}


def level(answered: Mapping[str, Answer]) -> str:
    """Return the highest level whose rules, and those below it, are all done or exempt; NO_LEVEL below bronze."""
    reached = NO_LEVEL
    for name, rules in LEVELS.items():
        if any(answered[rule].state is State.TODO for rule in rules):
            break
        reached = name
    return reached


def _answer(rule: str, said: object) -> Answer:
    if isinstance(said, dict) and set(said) == {"exempt"} and str(said["exempt"]).strip():
        return Answer(State.EXEMPT, str(said["exempt"]))
    if said in ("done", "todo"):
        return Answer(State(str(said)))
    raise BadQuality(f'{rule}: write "done", "todo" or {{ exempt = "reason" }}')
