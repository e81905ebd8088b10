"""/docs and /redoc: pages of our own, their scripts from our own files, under a policy without unsafe-inline."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from backend.app import create_app

NAMES = {"swagger-ui.css": "swagger-ui-00000001.css", "swagger-ui.js": "swagger-ui-00000002.js"}
NAMES["redoc.js"] = "redoc-00000003.js"


@pytest.fixture
def built(settings, tmp_path):
    """An application whose interface was built, with files that stand for the real ones."""
    folder = tmp_path / "api-docs"
    folder.mkdir()
    (folder / "files.json").write_text(json.dumps(NAMES), encoding="utf-8")
    for name in NAMES.values():
        (folder / name).write_text("/* theirs */", encoding="utf-8")
    return create_app(replace(settings, frontend_dist=str(tmp_path))).test_client()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_page_loads_only_our_own_files_which_are_there_and_cached_for_ever(built, path):
    page = built.get(path)
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert all(link.startswith("/") for link in linked)
    assert "://" not in page.text
    files = [link for link in linked if link.startswith("/api-docs/")]
    assert files
    for link in files:
        answer = built.get(link)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_policy_names_the_nonce_of_this_answer_and_allows_nothing_inline_else(built, path):
    pages = [built.get(path), built.get(path)]
    nonces = [set(re.findall(r'nonce="([^"]+)"', page.text)) for page in pages]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    for page, (nonce,) in zip(pages, nonces, strict=True):
        policy = page.headers["Content-Security-Policy"]
        assert f"script-src 'self' 'nonce-{nonce}'" in policy
        assert "unsafe-inline" not in policy
        assert page.headers["Cache-Control"] == "no-store"


def test_without_a_built_interface_the_page_says_what_to_do(settings, tmp_path):
    answer = create_app(replace(settings, frontend_dist=str(tmp_path))).test_client().get("/docs")
    assert answer.status_code == 404
    assert answer.json["code"] == "spa_not_built"


def test_document_is_written_once_and_answered_by_its_tag(client):
    first = client.get("/openapi.json")
    again = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert client.get("/openapi.json", headers={"If-None-Match": '"other"'}).data == first.data
    assert first.headers["Cache-Control"] == "no-cache"
