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


def test_simulator_stands_on_the_kernel_only(contracts):
    storeys = contracts["storeys"]["layers"]
    assert storeys[storeys.index("(simulator)") + 1 :] == ["(kernel)"]
    assert contracts["storeys"]["exhaustive"]


def test_every_contract_is_there(contracts):
    assert {
        "storeys",
        "slice-order",
        "thin-edges",
        "plain-services",
        "pure-domain",
        "payments-front-door",
        "no-cycles",
        "simulator-unseen",
    } <= contracts.keys()
