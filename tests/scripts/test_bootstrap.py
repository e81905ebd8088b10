"""Set-up does each step once, and again only when its sources change."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import bootstrap

LOCK_TEXT = "pytest==99.0.0 \\\n    --hash=sha256:00\nsomething-absent==1.0 ; sys_platform == 'nowhere'\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with sources of an interface, and a list of the programs that were asked for."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "FRONTEND", tmp_path / "frontend")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(LOCK_TEXT, encoding="utf-8")
    source = tmp_path / "frontend" / "src"
    source.mkdir(parents=True)
    (source / "main.ts").write_text("start();\n", encoding="utf-8")
    for name in ("package.json", "package-lock.json", "angular.json", "ngsw-config.json"):
        (tmp_path / "frontend" / name).write_text("{}", encoding="utf-8")
    (tmp_path / "frontend" / "node_modules").mkdir()
    (tmp_path / ".venv").mkdir()
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    commands = []
    monkeypatch.setattr(bootstrap, "run", lambda command, **_: commands.append(command[1:]))
    monkeypatch.setattr(bootstrap, "node_command", lambda tool="node": ["node", tool])
    return commands


def test_packages_are_installed_once_with_their_hashes(project, asked):
    bootstrap.ensure_packages(dev=False)
    bootstrap.ensure_packages(dev=False)
    assert len(asked) == 1
    assert "--require-hashes" in asked[0]


def test_changed_lock_installs_again(project, asked):
    bootstrap.ensure_packages(dev=False)
    (project / "requirements.txt").write_text("other==1\n", encoding="utf-8")
    bootstrap.ensure_packages(dev=False)
    assert len(asked) == 2


def test_development_packages_count_as_runtime_packages(project, asked):
    bootstrap.ensure_packages(dev=True)
    bootstrap.ensure_packages(dev=False)
    assert len(asked) == 1


def test_runtime_packages_do_not_count_as_development_packages(project, asked):
    bootstrap.ensure_packages(dev=False)
    bootstrap.ensure_packages(dev=True)
    assert len(asked) == 2


def test_interface_is_built_once_and_again_when_a_source_changes(project, asked):
    bootstrap.ensure_frontend()
    bootstrap.ensure_frontend()
    assert [command[1:] for command in asked] == [["ci", *asked[0][2:]], ["run", "build"]]
    (project / "frontend" / "src" / "main.ts").write_text("start(2);\n", encoding="utf-8")
    bootstrap.ensure_frontend()
    assert [command[1] for command in asked] == ["ci", "run", "run"]


def test_test_of_the_interface_does_not_build_it_again(project, asked):
    bootstrap.ensure_frontend()
    (project / "frontend" / "src" / "main.spec.ts").write_text("expect();\n", encoding="utf-8")
    bootstrap.ensure_frontend()
    assert len(asked) == 2


def test_line_ends_of_another_system_are_the_same_sources(project):
    source = project / "frontend" / "src" / "main.ts"
    before = bootstrap.digest_of([source])
    source.write_bytes(b"start();\r\n")
    assert bootstrap.digest_of([source]) == before


def test_linked_environment_is_checked_and_never_changed(project, asked, monkeypatch):
    shutil.rmtree(project / ".venv")
    (project / ".venv").symlink_to(sys.prefix)
    before = sorted(Path(sys.prefix).iterdir())
    with pytest.raises(bootstrap.SetupFailed, match=r"lacks: pytest==99\.0\.0\."):
        bootstrap.ensure_packages(dev=True)
    assert asked == []
    (project / "requirements-dev.txt").write_text("pytest==" + pytest.__version__ + "\n", encoding="utf-8")
    bootstrap.ensure_packages(dev=True)
    assert sorted(Path(sys.prefix).iterdir()) == before


def test_failing_step_tells_its_output_and_leaves_no_stamp(project, monkeypatch):
    monkeypatch.setattr(bootstrap, "venv_program", lambda _name: sys.executable)
    monkeypatch.setattr(bootstrap, "tool_environment", dict)
    with pytest.raises(bootstrap.SetupFailed, match="boom"):
        bootstrap.run([sys.executable, "-c", "raise SystemExit('boom')"], what="A step", folder=project)
    assert not list((project / ".venv").glob("*"))
