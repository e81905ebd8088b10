"""Every proof holds in its small size, and fails when its guard is switched off."""

from __future__ import annotations

import subprocess
import sys

import pytest

from prove import ROOT, find_proofs, has_control, is_per_database

PROOFS = find_proofs()
CONTROLLED = [name for name, path in PROOFS.items() if has_control(path)]
WITHIN_SECONDS = 300
pytestmark = pytest.mark.slow


def run(name, *options):
    command = [sys.executable, "scripts/prove.py", name, "--size", "small", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=WITHIN_SECONDS)


def marked(names):
    return [pytest.param(name, marks=[pytest.mark.database] if is_per_database(PROOFS[name]) else []) for name in names]


@pytest.mark.parametrize("name", marked(PROOFS))
def test_proof_holds(name):
    done = run(name)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


@pytest.mark.parametrize("name", marked(CONTROLLED))
def test_proof_without_its_guard_fails(name):
    done = run(name, "--control")
    assert done.returncode != 0, f"{name} held although its guard was switched off:\n{done.stdout[-3000:]}"
    assert "does NOT hold" in done.stdout, (done.stdout + done.stderr)[-3000:]
