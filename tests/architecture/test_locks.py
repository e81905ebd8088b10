"""Lock files are complete, hashed, in step with what they lock, and name no registry."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = ("requirements.txt", "requirements-dev.txt")
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|\bfile:")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins_of(text: str) -> dict[str, tuple[str, int]]:
    """Name → (version, number of hashes) of each pin."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", block):
            found[canonical(match[1])] = (match[2], block.count("--hash=sha256:"))
    return found


def wanted_by(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [re.match(r"[A-Za-z0-9._-]+", line) for line in lines if line.strip() and line[0] not in "#-"]
    return {canonical(match[0]) for match in names if match}


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(root, name):
    pins = pins_of((root / name).read_text(encoding="utf-8"))
    assert len(pins) > 20
    assert [pin for pin, (_, hashes) in pins.items() if not hashes] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_all_that_is_asked_for(root, name):
    source = root / name.replace(".txt", ".in")
    assert wanted_by(source) - pins_of((root / name).read_text(encoding="utf-8")).keys() == set()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_registry(root, name):
    assert [line for line in (root / name).read_text(encoding="utf-8").splitlines() if ADDRESS.search(line)] == []


def test_development_lock_holds_the_runtime_lock(root):
    runtime, dev = (pins_of((root / name).read_text(encoding="utf-8")) for name in LOCKS)
    assert {name: pin for name, pin in runtime.items() if dev.get(name, ("absent", 0))[0] != pin[0]} == {}


def test_interface_lock_is_complete_and_names_no_registry(root):
    lock = json.loads((root / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((root / "frontend" / "package.json").read_text(encoding="utf-8"))
    packages = {path: one for path, one in lock["packages"].items() if path and not one.get("link")}
    assert [path for path, one in packages.items() if "integrity" not in one and not one.get("inBundle")] == []
    assert [path for path, one in packages.items() if "://" in one.get("resolved", "")] == []
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind, {}) == wanted.get(kind, {})
