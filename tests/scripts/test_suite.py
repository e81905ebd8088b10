"""The suite's plugins: nothing is skipped in silence where everything is required; marks follow fixtures."""

from __future__ import annotations

import subprocess
import sys

import pytest

import suite

SKIPPING = """
import pytest

@pytest.fixture
def database_url():
    return "sqlite://"

def test_needs_browser():
    pytest.skip("no chromium")

@pytest.mark.skipif(True, reason="no oathtool")
def test_needs_program():
    pass

def test_reads_contract():
    pytest.skip("../shared/contracts is not here")

def test_plain():
    pass

def test_stands_on_database(database_url):
    pass
"""


@pytest.fixture
def run_pytest(tmp_path):
    (tmp_path / "test_some.py").write_text(SKIPPING, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = database\n", encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        environment = suite.tool_environment() | {"PYTHONPATH": str(suite.ROOT / "scripts")}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return run


def test_missing_parts_skip_by_default(run_pytest):
    code, printed = run_pytest()
    assert code == 0
    assert "2 passed, 3 skipped" in printed


def test_missing_parts_fail_where_all_is_required(run_pytest):
    code, printed = run_pytest("-p", "pytest_require_all")
    assert code == 1
    assert "1 failed, 2 passed, 1 skipped, 1 error" in printed
    assert "would skip: no chromium" in printed


def test_tests_on_the_database_are_chosen_by_their_fixture(run_pytest):
    code, printed = run_pytest("-p", "pytest_database_marks", "-m", "database")
    assert code == 0
    assert "1 passed, 4 deselected" in printed


@pytest.fixture
def scripted(monkeypatch):
    """A suite whose checks and pytest runs answer what the test says."""

    def script(checks, **codes):
        monkeypatch.setattr(suite, "run_checks", lambda: checks)
        monkeypatch.setattr(
            suite, "run_suite", lambda name, *_: suite.SuiteRun(name, codes.get(name, 0), f"{len(name)} passed in 0.1s")
        )

    return script


def test_all_databases_run_and_their_closing_lines_end_the_output(scripted, capsys):
    scripted(0)
    assert suite.main(["--database", "all"]) == 0
    assert capsys.readouterr().out.splitlines()[-6:] == [
        "sqlite:",
        "6 passed in 0.1s",
        "mariadb:",
        "7 passed in 0.1s",
        "postgres:",
        "8 passed in 0.1s",
    ]


def test_one_failing_database_fails_the_whole(scripted):
    scripted(0, mariadb=1)
    assert suite.main(["--database", "all"]) == 1


def test_broken_checks_fail_the_whole_although_tests_pass(scripted):
    scripted(1)
    assert suite.main([]) == 1
