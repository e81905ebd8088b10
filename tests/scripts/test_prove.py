"""Proofs are found by name, run with their size and control, and listed with their claim."""

from __future__ import annotations

import pytest

import prove

PROOF = '''"""One and one is two.

More words.
"""

HAS_CONTROL = True


def main(size, *, control):
    print(f"size={size} control={control}")
    return 1 if control else 0
'''


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    monkeypatch.setattr(prove, "PROOFS", tmp_path)
    monkeypatch.setattr("sys.path", ["kept"])
    monkeypatch.delitem(__import__("sys").modules, "prove_plain_sum", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prove_plain_sum.py").write_text(PROOF, encoding="utf-8")


def test_proof_that_holds_is_success(capsys):
    assert prove.main(["plain-sum", "--size", "small"]) == 0
    printed = capsys.readouterr().out
    assert "size=small control=False" in printed
    assert "plain-sum: holds" in printed


def test_proof_without_its_guard_fails(capsys):
    assert prove.main(["plain-sum", "--control"]) == 1
    assert "with its guard switched off: does NOT hold" in capsys.readouterr().out


def test_list_shows_names_and_claims(capsys):
    assert prove.main(["list"]) == 0
    assert capsys.readouterr().out == "plain-sum  --control  One and one is two.\n"


def test_unknown_proof_is_refused(capsys):
    with pytest.raises(SystemExit):
        prove.main(["other"])
    assert "plain-sum" in capsys.readouterr().err


def test_control_of_a_proof_without_guard_is_refused(tmp_path, capsys):
    (tmp_path / "prove_plain_sum.py").write_text(PROOF.replace("HAS_CONTROL = True", ""), encoding="utf-8")
    with pytest.raises(SystemExit):
        prove.main(["plain-sum", "--control"])
    assert "no guard to switch off" in capsys.readouterr().err
