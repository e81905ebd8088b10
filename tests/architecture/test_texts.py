"""No secret, no machine path, no registry address and no person in what git keeps."""

from __future__ import annotations

import re

import pytest

from .conftest import ROOT

# Written in parts where this file would find itself.
FORBIDDEN = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIV" + r"ATE KEY-----"),
    "Mercado Pago token": re.compile(r"\b(?:APP_" + r"USR|TEST)-\d{10,}-\d{6}-[0-9a-f]{32}-\d+"),
    "cloud key": re.compile(r"\bAK" + r"IA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "machine path": re.compile(r"(?<![\w.])(?:/ro" + r"ot/|/ho" + r"me/[a-z]|/wo" + r"rk/|[A-Z]:\\Us" + r"ers\\)"),
    "registry address": re.compile(r"registry\.npm" + r"js\.org|files\.pythonhosted\." + r"org|pypi\." + r"org/simple"),
}
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
# Domains that belong to nobody, to the demo, or to a name that is not an address at all.
NOBODYS_DOMAINS = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|local|localhost|testuser\.com|demo\.com|empresa\.com|ejemplo\.com)$"
)
PICTURES = {".png", ".jpg", ".ico", ".woff2", ".webp", ".gif", ".pdf"}


def faults_in(text: str) -> list[str]:
    return [f"{what}: {match[0]}" for what, pattern in FORBIDDEN.items() if (match := pattern.search(text))]


@pytest.mark.parametrize(
    "text",
    [
        "/ho" + "me/ana/project",
        "C:\\Us" + "ers\\Ana",
        "APP_" + "USR-1234567890123456-010203-" + "0a" * 16 + "-123456",
        "-----BEGIN RSA PRIV" + "ATE KEY-----",
    ],
)
def test_forbidden_text_is_found(text):
    assert faults_in(text)


def test_project_holds_no_secret_path_or_registry(project_files):
    found = {
        str(path.relative_to(ROOT)): faults
        for path in project_files
        if path.suffix not in PICTURES and (faults := faults_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_project_names_no_person(project_files):
    found = {}
    for path in project_files:
        if path.suffix in PICTURES or "lock" in path.name or path.name.startswith("requirements"):
            continue
        domains = {match[1].lower() for match in ADDRESS.finditer(path.read_text(encoding="utf-8"))}
        # A host that has an address of its own in a URL (user@127.0.0.1) is no person either.
        foreign = {one for one in domains if not NOBODYS_DOMAINS.search(one) and not re.search(r"\d$", one)}
        if foreign:
            found[str(path.relative_to(ROOT))] = sorted(foreign)
    assert found == {}


def test_project_does_not_lean_on_what_stands_outside(project_files):
    mark = re.compile(r"\bsha" + r"red/(?:contracts|design|mercadopago|tools|hooks)\b")
    outside = [
        str(path.relative_to(ROOT))
        for path in project_files
        if path.suffix not in PICTURES
        and path.relative_to(ROOT).parts[0] not in {"tests", ".git"}
        and path.name != "pytest_require_all.py"  # it keeps the skips of exactly those tests
        and mark.search(path.read_text(encoding="utf-8"))
    ]
    assert outside == []
