"""The import contracts of pyproject.toml hold, and cover every part of the product."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest


@pytest.fixture(scope="module")
def contracts(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_import_contracts_hold(root):
    program = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run([*program, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_simulator_is_kept_from_every_part_but_the_kernel(root, contracts):
    parts = {
        f"backend.{path.stem}"
        for path in (root / "backend").iterdir()
        if (path.is_dir() and any(path.glob("*.py"))) or (path.suffix == ".py" and path.stem != "__init__")
    }
    kept = set(contracts["simulator-alone"]["forbidden_modules"])
    assert parts - kept == {"backend.kernel", "backend.simulator"}


def test_every_contract_is_there(contracts):
    assert {
        "storeys",
        "slice-order",
        "thin-edges",
        "plain-services",
        "pure-domain",
        "payments-front-door",
        "no-cycles",
        "simulator-alone",
        "simulator-unseen",
    } <= contracts.keys()
