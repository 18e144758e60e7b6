"""File budget (design: layers): median ≤ 80 lines, 95th percentile ≤ 300, none over 500; functions under 40 lines."""

import ast
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.tracked import ROOT, tracked_files

LONGEST_FUNCTION = 40


def python_files() -> list[Path]:
    return [
        ROOT / path
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] == "src" and "migrations" not in path.parts
    ]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_stay_small() -> None:
    sizes = {path.relative_to(ROOT): lines(path) for path in python_files()}

    assert {path: size for path, size in sizes.items() if size > 500} == {}
    assert median(sizes.values()) <= 80
    assert quantiles(sizes.values(), n=20)[-1] <= 300


def test_functions_stay_under_forty_lines() -> None:
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length >= LONGEST_FUNCTION:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines")

    assert found == []
