"""docs/glossary.md holds every word that differs between the wire and the code, and no word that is used nowhere."""

from __future__ import annotations

import enum
import importlib
import re

import pytest
from marshmallow import Schema

from .conftest import ROOT

# Slices whose contract speaks Spanish on the wire; the others differ by camelCase only.
ENUMS_WITHOUT_WORDS_OF_PEOPLE = ("backend.simulator",)


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def glossary() -> dict[str, set[str]]:
    """Wire word → code words, from the table."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and (match := re.fullmatch(r"`([^`]+)`", cells[0])):
            found.setdefault(match[1], set()).update(re.findall(r"`([^`]+)`", cells[1]))
            assert cells[2], f"{match[1]} has no meaning"
    return found


def modules(python_files, *stems):
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in python_files
        if path.is_relative_to(ROOT / "backend") and (not stems or {*stems} & set(path.with_suffix("").parts))
    ]
    return [importlib.import_module(name) for name in names if not name.endswith(("__init__", "__main__", ".wsgi"))]


def classes_of(modules_, kind):
    return {
        one
        for module in modules_
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, kind) and one.__module__ == module.__name__
    }


def wire_pairs(python_files):
    """(wire word, code word, where) of every schema field whose two names differ in more than camelCase."""
    for schema in classes_of(modules(python_files, "schemas"), Schema):
        for attribute, field in schema._declared_fields.items():
            wire = field.data_key or attribute
            if field.attribute:  # the name in the code is the one it is read from, on whatever row
                attribute = field.attribute.rsplit(".", 1)[-1]  # noqa: PLW2901 - same
            if wire not in {attribute, camel(attribute)}:
                yield wire, attribute, f"{schema.__module__}.{schema.__name__}"


def enum_pairs(python_files):
    """(wire value, member name, where) of every enum of ours whose value is not its name."""
    for one in classes_of(modules(python_files, "domain", "principal"), enum.Enum):
        if one.__module__.startswith(ENUMS_WITHOUT_WORDS_OF_PEOPLE):
            continue
        for member in one:
            if isinstance(member.value, str) and member.value.lower() != member.name.lower():
                yield member.value, member.name.lower(), f"{one.__module__}.{one.__name__}"


@pytest.fixture(scope="module")
def used(python_files):
    return [*wire_pairs(python_files), *enum_pairs(python_files)]


def test_every_wire_word_is_in_the_glossary(used):
    words = glossary()
    missing = sorted(
        {f"| `{wire}` | `{code}` | … | {where}" for wire, code, where in used if code not in words.get(wire, set())}
    )
    assert missing == []


def test_glossary_holds_no_word_that_is_used_nowhere(used):
    pairs = {(wire, code) for wire, code, _ in used}
    stale = sorted((wire, code) for wire, codes in glossary().items() for code in codes if (wire, code) not in pairs)
    assert stale == []
