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


@pytest.fixture(scope="module")
def interface_lock(root):
    return json.loads((root / "frontend" / "package-lock.json").read_text(encoding="utf-8"))


def missing_from(packages: dict[str, dict]) -> list[str]:
    """Dependencies that no folder of the lock holds, looked up as Node does; those of other systems count too."""
    missing = []
    for path, package in packages.items():
        for name in {**package.get("dependencies", {}), **package.get("optionalDependencies", {})}:
            steps = path.split("/node_modules/")
            places = [
                "/node_modules/".join(steps[:count]) + "/node_modules/" + name for count in range(1, len(steps) + 1)
            ]
            if not {f"node_modules/{name}", *places} & packages.keys():
                missing.append(f"{name} (wanted by {path or 'the interface'})")
    return sorted(missing)


def test_dependency_missing_from_a_lock_is_found():
    lock = {
        "": {"dependencies": {"a": "1"}},
        "node_modules/a": {"dependencies": {"b": "1"}, "optionalDependencies": {"c": "1"}},
        "node_modules/a/node_modules/b": {},
    }
    assert missing_from(lock) == ["c (wanted by node_modules/a)"]


def test_interface_lock_holds_the_packages_of_every_system(interface_lock):
    assert missing_from(interface_lock["packages"]) == []


def test_interface_lock_is_hashed_and_names_no_registry(root, interface_lock):
    lock = interface_lock
    wanted = json.loads((root / "frontend" / "package.json").read_text(encoding="utf-8"))
    packages = {path: one for path, one in lock["packages"].items() if path and not one.get("link")}
    assert [path for path, one in packages.items() if "integrity" not in one and not one.get("inBundle")] == []
    assert [path for path, one in packages.items() if "://" in one.get("resolved", "")] == []
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind, {}) == wanted.get(kind, {})
