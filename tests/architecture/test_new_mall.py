"""A mall is added by adding files: nothing shared is edited, everything finds it, and it keeps what it claims."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.architecture.tracked import ROOT, tracked_files

pytestmark = pytest.mark.slow


def named_on_the_page() -> tuple[str, str]:
    """The id and the label of the page's own example: what a newcomer types."""
    page = (ROOT / "docs/develop/add-a-mall.md").read_text("utf-8")
    example = re.search(r"^\.venv/bin/ichigen new-mall (\S+) (\S+)$", page, re.MULTILINE)
    assert example is not None
    return example[1], example[2]


ID, LABEL = named_on_the_page()
Program: TypeAlias = "subprocess.CompletedProcess[str]"


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the repository with a scaffolded mall; the files' digests before and after."""

    root: Path
    before: Mapping[str, str]
    after: Mapping[str, str]
    said: str

    def python(self, *arguments: str) -> Program:
        """Run a module or script of the copy."""
        return run(self.root, *arguments)


def run(root: Path, *arguments: str) -> Program:
    """Python on the copy's own packages, as a person starts it there."""
    mine = ("PYTEST_", "COV_", "ICHIGEN_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    environment |= {"PYTHONPATH": str(root / "src"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def digests(root: Path) -> dict[str, str]:
    """Every file of a tree with its digest, without what running it leaves behind."""
    files = (path for path in root.rglob("*") if path.is_file())
    kept = (path for path in files if not {".git", "__pycache__"} & set(path.relative_to(root).parts))
    return {str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for path in kept}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The copy is a git repository of its own: the architecture tests ask git for the files."""
    root = tmp_path_factory.mktemp("tree")
    for path in tracked_files():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, root / path)
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    before = digests(root)
    done = run(root, "-m", "ichigen", "new-mall", ID, LABEL)
    assert done.returncode == 0, done.stderr
    return Tree(root, before, digests(root), done.stdout)


def test_only_new_files_appear_and_all_of_them_are_named(tree: Tree) -> None:
    new = set(tree.after) - set(tree.before)
    assert {name: tree.after.get(name) for name in tree.before} == tree.before
    assert {str(Path(name).parent) for name in new} == {
        f"src/ichigen/malls/{ID}",
        f"src/ichigen/malls/{ID}/locale/en/LC_MESSAGES",
        f"src/mallsim/malls/{ID}",
        f"tests/malls/{ID}",
        f"tests/mallsim/{ID}",
        "docs/malls",
    }
    assert [name for name in new if name not in tree.said] == []
    places = ("@id@", "@label@", "@Class@")
    assert [name for name in new if any(place in (tree.root / name).read_text("utf-8") for place in places)] == []


def test_the_registry_and_the_command_find_it(tree: Tree) -> None:
    shown = json.loads(tree.python("-m", "ichigen", "malls", "--json").stdout)["malls"]
    (mall,) = (mall for mall in shown if mall["id"] == ID)
    assert (mall["label"], mall["stock"]["modes"], mall["quality"]["level"]) == (LABEL, ["absolute"], "bronze")
    assert LABEL in tree.python("-m", "ichigen", "malls").stdout


def test_the_account_form_is_drawn_for_it(tree: Tree) -> None:
    script = (
        "from ichigen.mallkit.registry import malls; from ichigen.web.accounts.fields import drawn_fields;"
        f"print([field.name for field in drawn_fields(malls()['{ID}'], {{}}, {{}})])"
    )
    assert tree.python("-c", script).stdout.strip() == "['shop_id', 'api_key']"


def test_it_is_simulated_with_the_others(tree: Tree) -> None:
    script = f"from mallsim.core.world import find_simulators; print('{ID}' in find_simulators())"
    assert tree.python("-c", script).stdout.strip() == "True"


def test_a_second_one_with_the_same_id_is_refused(tree: Tree) -> None:
    again = tree.python("-m", "ichigen", "new-mall", ID, "別の名前")
    assert (again.returncode, "すでにあります" in again.stderr) == (1, True)
    assert digests(tree.root) == tree.after


def test_it_keeps_the_rules_of_the_code(tree: Tree) -> None:
    folders = [f"src/ichigen/malls/{ID}", f"src/mallsim/malls/{ID}", f"tests/malls/{ID}", f"tests/mallsim/{ID}"]
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "--strict"]):
        done = tree.python("-m", *command, *folders)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_architecture_and_its_conformance_hold(tree: Tree) -> None:
    """Its own tests, under the hub's loops too, the quality scale, imports, names, sizes."""
    # One process: two would make the tables twice, beside the two that run these tests already.
    checks = ["test_size.py", "test_mall_names.py", "test_imports.py::test_every_contract_is_kept"]
    done = tree.python(
        *("-m", "pytest", "-q", f"tests/malls/{ID}", f"tests/mallsim/{ID}"),
        *("tests/malls/test_quality_scale.py", *(f"tests/architecture/{name}" for name in checks)),
    )
    assert done.returncode == 0, done.stdout + done.stderr
