"""Parts that draw themselves again give way to what somebody asked for: every template says so."""

import re
from pathlib import Path

import pytest

import ichigen.web

WEB = Path(ichigen.web.__file__).parent
TEMPLATES = sorted(WEB.rglob("*.html"))
TAG = re.compile(r"<[a-z]+\b(?:[^<>]|\{%.*?%\})*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')

#: What a request for a polled part does when another one is on its way, by who asks: a poll, a person, a change.
POLL, CHANGE, LOOK, DO = "this:abort", "queue last", "replace", "drop"


def tags() -> list[tuple[str, dict[str, str]]]:
    """Every tag with attributes, with the file it is in."""
    return [
        (str(path.relative_to(WEB)), dict(ATTRIBUTE.findall(tag)))
        for path in TEMPLATES
        for tag in TAG.findall(path.read_text())
    ]


def polled() -> list[tuple[str, dict[str, str]]]:
    return [(file, found) for file, found in tags() if "poll" in re.split(r"[, ]+", found.get("hx-trigger", ""))]


def test_polls_can_be_broken_off_and_hand_that_down_to_nobody() -> None:
    wrong = [
        file
        for file, found in polled()
        if (found.get("hx-sync"), found.get("hx-disinherit"), found["hx-trigger"]) != (POLL, "hx-sync", "poll")
    ]

    assert len(polled()) >= 15
    assert wrong == []


@pytest.mark.parametrize("attribute", ["hx-get", "hx-post"])
def test_whoever_asks_for_a_polled_part_says_that_it_goes_before_a_poll(attribute: str) -> None:
    parts = {f"#{found['id']}" for _, found in polled()} | {"#{{ table.id }}-list"}
    asking = [(file, found) for file, found in tags() if attribute in found and found.get("hx-target") in parts]
    ways = {"hx-get": (LOOK, CHANGE), "hx-post": (DO,)}[attribute]
    wrong = [
        (file, found["hx-target"])
        for file, found in asking
        if found.get("hx-sync") not in {f"{found['hx-target']}:{way}" for way in ways}
    ]

    assert len(asking) >= 10
    assert wrong == []
