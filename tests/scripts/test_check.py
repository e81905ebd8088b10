"""The checks name each gate, and one broken gate breaks the whole."""

from __future__ import annotations

import sys

import pytest

import check


@pytest.fixture
def gates(monkeypatch):
    def choose(**codes):
        made = [check.Gate(name, (sys.executable, "-c", f"raise SystemExit({code!r})")) for name, code in codes.items()]
        monkeypatch.setattr(check, "all_gates", lambda: made)

    return choose


def test_all_gates_holding_is_success(gates, capsys):
    gates(first=0, second=0)
    assert check.main([]) == 0
    assert "2 of 2 gates hold" in capsys.readouterr().out


def test_one_broken_gate_breaks_the_whole_and_shows_its_output(gates, capsys):
    gates(first=0, second="the reason")
    assert check.main([]) == 1
    printed = capsys.readouterr().out
    assert "the reason" in printed
    assert "1 of 2 gates hold" in printed


def test_only_and_skip_choose_gates(gates, capsys):
    gates(first=0, second=1)
    assert check.main(["--only", "first"]) == 0
    assert check.main(["--skip", "second"]) == 0


def test_unknown_gate_is_refused(gates):
    gates(first=0)
    with pytest.raises(SystemExit, match="No such gate: other"):
        check.main(["--only", "other"])


def test_fast_leaves_the_interface_out(capsys):
    check.main(["--fast", "--list"])
    fast = set(capsys.readouterr().out.split())
    check.main(["--list"])
    assert {"eslint", "stylelint", "sheriff", "wire-types", "interface-types"} == (
        set(capsys.readouterr().out.split()) - fast - {"interface-tests", "interface-build", "icons"}
    )
    assert {"mypy", "ruff", "ruff-format", "import-linter", "deptry", "unused-code", "openapi"} <= fast
