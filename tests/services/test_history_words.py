"""操作履歴 speaks Japanese: every action and long job that services write has its word."""

import ast
import re
from pathlib import Path

import ichigen
from ichigen.services.bulk.kinds import KIND_LABELS
from ichigen.services.views.history_words import ACTION_LABELS
from ichigen.services.views.operations import OTHER_KINDS
from ichigen.workers.operations import OPERATIONS

SERVICES = Path(ichigen.__file__).parent / "services"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
WRITERS = ("AuditLog", "record(", "record_each(", "swap_values(")


def written_actions() -> set[str]:
    """Every text in the form of an action, in modules that write the history."""
    found: set[str] = set()
    for path in SERVICES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if any(writer in text for writer in WRITERS):
            nodes = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
            found |= {value for value in nodes if isinstance(value, str) and ACTION.fullmatch(value)}
    return found


def test_every_action_that_is_written_has_a_word() -> None:
    written = written_actions()
    assert len(written) > 40
    assert written - set(ACTION_LABELS) == set()


def test_every_long_job_has_a_name() -> None:
    assert set(OPERATIONS) - set(OTHER_KINDS) - {kind.value for kind in KIND_LABELS} == set()
