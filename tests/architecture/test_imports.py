"""Imports point down only (design: layers)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tracked import ROOT

SOURCE = ROOT / "src"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter with our contracts on the tree below `folder`."""
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept() -> None:
    done = lint_imports(SOURCE)

    assert done.returncode == 0, done.stdout
    assert " 0 broken." in done.stdout


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("ichigen/domain/bad.py", "ichigen.store"),
        ("ichigen/domain/bad.py", "django.db"),
        ("ichigen/mallkit/bad.py", "ichigen.services"),
        ("ichigen/mallkit/bad.py", "django.db"),
        ("ichigen/store/bad.py", "ichigen.services"),
        ("ichigen/services/bad.py", "ichigen.web"),
        ("ichigen/services/bad.py", "ichigen.malls.one"),
        ("ichigen/web/bad.py", "ichigen.cli"),
        ("ichigen/web/bad.py", "ichigen.store.staff"),
        ("ichigen/malls/one/bad.py", "ichigen.malls.two"),
        ("ichigen/malls/one/bad.py", "ichigen.store"),
        ("ichigen/malls/one/bad.py", "ichigen.services"),
        ("ichigen/malls/one/bad.py", "mallsim"),
        ("ichigen/carriers/bad.py", "ichigen.services"),
        ("ichigen/helpers/bad.py", "json"),
        ("mallsim/bad.py", "ichigen.domain"),
        ("mallsim/malls/one/bad.py", "mallsim.malls.two"),
    ],
)
def test_a_forbidden_import_breaks_a_contract(tmp_path: Path, importer: str, imported: str) -> None:
    for name in (
        *("config", "web", "api", "workers", "cli", "services", "carriers", "store", "mallkit", "domain"),
        *("malls/one", "malls/two"),
    ):
        _package(tmp_path, f"ichigen/{name}")
    for name in ("core", "malls/one", "malls/two"):
        _package(tmp_path, f"mallsim/{name}")
    (tmp_path / "ichigen/store/staff.py").touch()
    assert lint_imports(tmp_path).returncode == 0

    _package(tmp_path, str(Path(importer).parent))
    (tmp_path / importer).write_text(f"import {imported}\n")
    done = lint_imports(tmp_path)

    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def _package(root: Path, name: str) -> None:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    while folder != root:
        (folder / "__init__.py").touch()
        folder = folder.parent


def test_no_module_is_named_after_nothing() -> None:
    names = {path.stem for path in SOURCE.rglob("*.py")} | {path.name for path in SOURCE.rglob("*") if path.is_dir()}

    assert names & {"utils", "util", "helpers", "helper", "managers", "misc", "common"} == set()


def test_nothing_is_caught_without_a_name_and_no_signal_is_used() -> None:
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                found.append(f"{path}:{node.lineno} bare except")
            if isinstance(node, ast.ImportFrom) and node.module in ("django.dispatch", "django.db.models.signals"):
                found.append(f"{path}:{node.lineno} signals")

    assert found == []
