"""Sizes that a reader can hold in mind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION_LINES = 40
FILE_LINES = 400
TEST_FILE_LINES = 600
COMPONENT_LINES = 250
TEMPLATE_LINES = 150


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def is_below(path: Path, *folders: str) -> bool:
    return path.relative_to(ROOT).parts[0] in folders


def long_functions(source: str, budget: int = FUNCTION_LINES) -> list[str]:
    """Functions over the budget, counted from ``def`` to their last line; an inner one counts for itself only."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = sum(
                one.end_lineno - one.lineno + 1
                for one in ast.walk(node)
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one is not node
            )
            if node.end_lineno - node.lineno + 1 - inner > budget:
                found.append(f"{node.name} (line {node.lineno})")
    return found


def test_function_over_budget_is_found():
    assert long_functions("def a():\n" + "    x = 1\n" * FUNCTION_LINES) == ["a (line 1)"]
    assert long_functions("def a():\n" + "    x = 1\n" * (FUNCTION_LINES - 1)) == []


def test_python_functions_keep_their_budget(python_files):
    product = [path for path in python_files if is_below(path, "backend", "scripts")]
    over = {
        str(path.relative_to(ROOT)): long
        for path in product
        if (long := long_functions(path.read_text(encoding="utf-8")))
    }
    assert over == {}


def test_python_files_keep_their_budget(python_files):
    over = {
        str(path.relative_to(ROOT)): count
        for path in python_files
        # A migration is one list of statements; cutting it in two would not make it easier to read.
        if not is_below(path, "migrations")
        and (count := lines_in(path)) > (TEST_FILE_LINES if is_below(path, "tests") else FILE_LINES)
    }
    assert over == {}


def test_interface_files_keep_their_budget(project_files):
    over = {}
    for path in project_files:
        if not is_below(path, "frontend") or "src" not in path.parts or path.name == "wire.ts":
            continue
        budget = {
            ".html": TEMPLATE_LINES,
            ".ts": TEST_FILE_LINES if path.name.endswith(".spec.ts") else COMPONENT_LINES,
        }
        if lines_in(path) > budget.get(path.suffix, FILE_LINES):
            over[str(path.relative_to(ROOT))] = lines_in(path)
    assert over == {}
