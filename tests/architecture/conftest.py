"""What every test of the house reads: the project's own files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file of the project that git keeps or would keep; never what is installed or generated."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    found = [path for path in files if path.is_file()]
    assert len(found) > 30, "the listing of the project is empty, so nothing would be checked"
    return found


@pytest.fixture(scope="session")
def python_files(project_files: list[Path]) -> list[Path]:
    return [path for path in project_files if path.suffix == ".py"]
