"""Every variable the product reads is on the settings page, and none that it does not read."""

import re
from pathlib import Path

from tests.architecture.tracked import ROOT, texts

PAGE = ROOT / "docs/operate/settings.md"


def test_the_page_lists_exactly_what_is_read() -> None:
    source = [text for path, text in texts() if path.is_relative_to(Path("src/ichigen")) and path.suffix == ".py"]
    read = {name for text in source for name in re.findall(r"\bICHIGEN_[A-Z_]+\b", text)}
    listed = set(re.findall(r"^\| `(ICHIGEN_[A-Z_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert listed == read
