"""Every exception from a rule names the rule and gives its reason."""

from __future__ import annotations

import re

import pytest

from .conftest import ROOT

# The words are written in two parts, so that this file does not find itself.
NOQA = re.compile(r"#\s*no" + r"qa\b(?P<rest>.*)", re.IGNORECASE)
TYPE_IGNORE = re.compile(r"#\s*type:\s*ig" + r"nore(?P<rest>.*)")
NO_COVER = re.compile(r"#\s*pragma:\s*no c" + r"over(?P<rest>.*)")
ESLINT = re.compile(r"eslint-dis" + r"able(?:-next-line|-line)?(?P<rest>.*)")
TS_EXPECT = re.compile(r"@ts-(?:ig" + r"nore|expect-er" + r"ror|nocheck)(?P<rest>.*)")
STYLELINT = re.compile(r"stylelint-dis" + r"able(?:-next-line|-line)?(?P<rest>.*)")

WITH_RULE_AND_REASON = {
    NOQA: re.compile(r":\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*\s*(?:-|—|#)\s*\S.{2,}"),
    TYPE_IGNORE: re.compile(r"\[[a-z\-, ]+\]\s*#\s*\S.{2,}"),
    NO_COVER: re.compile(r"\s*(?:-|—)\s*\S.{2,}"),
    ESLINT: re.compile(r"\s+[\w@/-]+(?:\s*,\s*[\w@/-]+)*\s+--\s+\S.{2,}"),
    TS_EXPECT: re.compile(r"\s*:?\s*\S.{9,}"),
    STYLELINT: re.compile(r"\s+[\w/-]+(?:\s*,\s*[\w/-]+)*\s+--\s+\S.{2,}"),
}


def bare_exceptions(text: str) -> list[str]:
    """Lines that switch a rule off without naming it and saying why."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        for mark, wanted in WITH_RULE_AND_REASON.items():
            match = mark.search(line)
            if match and not wanted.match(match["rest"]):
                found.append(f"{number}: {line.strip()}")
    return found


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa",
        "x = 1  # no" + "qa: E501",
        "x = 1  # type: ig" + "nore",
        "x = 1  # type: ig" + "nore[attr-defined]",
        "// eslint-dis" + "able-next-line no-console",
    ],
)
def test_bare_exception_is_found(line):
    assert bare_exceptions(line)


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa: PLR2004, S105 - the wire says so",
        "x = 1  # type: ig" + "nore[attr-defined] # Flask's provider has it",
        "// eslint-dis" + "able-next-line no-console -- the command line talks",
    ],
)
def test_reasoned_exception_passes(line):
    assert bare_exceptions(line) == []


def test_each_exception_names_its_rule_and_reason(project_files):
    sources = {".py", ".ts", ".js", ".mjs", ".html", ".scss"}
    found = {
        str(path.relative_to(ROOT)): bare
        for path in project_files
        if path.suffix in sources and (bare := bare_exceptions(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_each_rule_switched_off_for_all_has_a_reason(root):
    settings = (root / "pyproject.toml").read_text(encoding="utf-8")
    block = settings.split("[tool.ruff.lint]", 1)[1].split("[tool.ruff.lint.pydocstyle]", 1)[0]
    rules = [line for line in block.splitlines() if re.search(r'"[A-Z]+\d*"', line) and "select" not in line]
    assert rules
    assert [line for line in rules if "#" not in line] == []


def test_nothing_is_left_for_later(project_files):
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    sources = {".py", ".ts", ".js", ".mjs", ".html", ".scss", ".sh", ".ps1"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in project_files
        if path.suffix in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if mark.search(line)
    ]
    assert found == []
