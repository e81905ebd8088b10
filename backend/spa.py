"""Serves the built SPA: hashed files cached for ever, ``index.html`` never, deep links answered with it."""

from __future__ import annotations

import gzip
import mimetypes
import re
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import NotFound as UnknownPath
from werkzeug.security import safe_join

from backend.config import Settings
from backend.infra.http import is_api_path
from backend.kernel.errors import NotFound

HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.[a-z0-9]+$")
# A service worker obeys the policy of its own script, and must fetch the files it keeps.
SCRIPT_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
COMPRESSIBLE = (".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".txt", ".wasm")
NONCE_PLACEHOLDER = "__CSP_NONCE__"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def init_spa(app: Flask, settings: Settings) -> None:
    """Register the catch-all route; API paths it meets are JSON 404s."""
    blueprint = Blueprint("spa", __name__)
    dist = settings.dist_dir

    @blueprint.get("/")
    @blueprint.get("/<path:path>")
    def page(path: str = "") -> Response:
        """Answer a file of the SPA, or its index for a client-side route."""
        if is_api_path(request.path):
            raise NotFound
        file = _file_of(dist, path)
        if file is not None and file.name != "index.html":
            return _static(file)
        if file is None and "." in path.rsplit("/", 1)[-1]:
            raise UnknownPath
        return _index(dist)

    app.register_blueprint(blueprint)


def _file_of(dist: Path, path: str) -> Path | None:
    joined = safe_join(str(dist), path) if path else None
    return Path(joined) if joined and Path(joined).is_file() else None


def _static(file: Path) -> Response:
    body, encoding = _encoded(file, request.headers.get("Accept-Encoding", ""), file.stat().st_mtime_ns)
    response = Response(body, content_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream")
    if file.suffix == ".webmanifest":
        response.content_type = "application/manifest+json"
    if file.suffix == ".js":
        response.headers["Content-Security-Policy"] = SCRIPT_POLICY
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    is_hashed = HASHED.search(file.name) is not None
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=512)
def _encoded(file: Path, accepted: str, _modified: int) -> tuple[bytes, str | None]:
    """Return the bytes to send: a compressed neighbour made by the build, else gzip made here once."""
    if file.suffix not in COMPRESSIBLE:
        return file.read_bytes(), None
    for name, suffix in ENCODINGS:
        neighbour = file.with_name(file.name + suffix)
        if name in accepted and neighbour.is_file():
            return neighbour.read_bytes(), name
    if "gzip" in accepted:
        return gzip.compress(file.read_bytes(), 9, mtime=0), "gzip"
    return file.read_bytes(), None


def _index(dist: Path) -> Response:
    index = dist / "index.html"
    if not index.is_file():
        raise NotFound("La interfaz todavía no fue construida: ejecutá ./start.sh.", code="spa_not_built")
    nonce = secrets.token_urlsafe(16)
    response = Response(index.read_text(encoding="utf-8").replace(NONCE_PLACEHOLDER, nonce), content_type="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = page_policy(nonce)
    return response


def page_policy(nonce: str, *, workers: str = "'self'") -> str:
    """Return the Content-Security-Policy of a page whose inline tags carry the nonce; ``workers`` may run there."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}';"
        " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:;"
        f" worker-src {workers}; manifest-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self';"
        " frame-ancestors 'none'"
    )
