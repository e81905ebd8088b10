"""Names that say what a thing is; packages that hold nothing but their docstring."""

from __future__ import annotations

import ast

import pytest

from .conftest import ROOT

EMPTY_MODULE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "handlers", "info"}
EMPTY_NAMES = {"data", "info", "manager", "handler", "process"}
EMPTY_ENDINGS = ("Manager", "Handler", "Helper", "Util", "Utils", "Info", "Data", "Processor")


def defined_names(source: str) -> list[str]:
    """Names of functions and classes, wherever they are."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def says_nothing(name: str) -> bool:
    return name.strip("_") in EMPTY_NAMES or name.endswith(EMPTY_ENDINGS)


@pytest.mark.parametrize("name", ["data", "_process", "SaleManager", "PaymentInfo"])
def test_empty_name_is_found(name):
    assert says_nothing(name)


@pytest.mark.parametrize("name", ["process_bind_param", "PaymentOrder", "handle_notification", "database"])
def test_saying_name_passes(name):
    assert not says_nothing(name)


def test_functions_and_classes_say_what_they_are(python_files):
    found = {
        str(path.relative_to(ROOT)): names
        for path in python_files
        if path.is_relative_to(ROOT / "backend") or path.is_relative_to(ROOT / "scripts")
        if (names := [name for name in defined_names(path.read_text(encoding="utf-8")) if says_nothing(name)])
    }
    assert found == {}


def test_no_module_or_folder_is_a_drawer(project_files):
    sources = {".py", ".ts", ".html", ".scss"}
    found = [
        str(path.relative_to(ROOT))
        for path in project_files
        if path.suffix in sources
        and {*path.relative_to(ROOT).parts[:-1], path.name.split(".", maxsplit=1)[0]} & EMPTY_MODULE_NAMES
    ]
    assert found == []


def holds_only_docstring(source: str) -> bool:
    body = ast.parse(source).body
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


def test_package_with_code_is_found():
    assert not holds_only_docstring('"""Docs."""\nfrom backend import app\n')


def test_packages_hold_a_docstring_at_most(python_files):
    packages = [path for path in python_files if path.name == "__init__.py"]
    assert packages
    full = [str(path.relative_to(ROOT)) for path in packages if not holds_only_docstring(path.read_text("utf-8"))]
    assert full == []
