"""``/docs`` (Swagger UI) and ``/redoc``: the OpenAPI document for people, from our own files (00-conventions)."""

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response

from backend.config import Settings
from backend.kernel.errors import NotFound
from backend.spa import page_policy

FOLDER = "api-docs"
SWAGGER = """<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API de Mostrador</title>
<link rel="icon" href="/icons/mark.svg">
<link rel="stylesheet" href="/api-docs/{swagger-ui.css}">
</head>
<body>
<div id="document"></div>
<script src="/api-docs/{swagger-ui.js}"></script>
<script nonce="{nonce}">
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#document", deepLinking: true, validatorUrl: null });
</script>
</body>
</html>
"""
REDOC = """<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API de Mostrador</title>
<link rel="icon" href="/icons/mark.svg">
<style nonce="{nonce}">body { margin: 0; }</style>
</head>
<body>
<div id="document"></div>
<script nonce="{nonce}" src="/api-docs/{redoc.js}"></script>
<script nonce="{nonce}">
Redoc.init("/openapi.json", { nonce: "{nonce}", hideDownloadButton: false }, document.getElementById("document"));
</script>
</body>
</html>
"""


def init_api_docs(app: Flask, settings: Settings) -> None:
    """Register both pages; their files were put beside the built interface."""
    blueprint = Blueprint("docs", __name__)
    folder = settings.dist_dir / FOLDER

    @blueprint.get("/docs")
    def swagger() -> Response:
        """Show the document in Swagger UI."""
        return _page(SWAGGER, folder, workers="'self'")

    @blueprint.get("/redoc")
    def redoc() -> Response:
        """Show the document in Redoc."""
        # Its search runs in a worker made from a text, which still obeys the policy of this page.
        return _page(REDOC, folder, workers="'self' blob:")

    app.register_blueprint(blueprint)


def _page(template: str, folder: Path, *, workers: str) -> Response:
    listed = folder / "files.json"
    if not listed.is_file():
        raise NotFound("La interfaz todavía no fue construida: ejecutá ./start.sh.", code="spa_not_built")
    nonce = secrets.token_urlsafe(16)
    page = template.replace("{nonce}", nonce)
    for name, file in _files(listed, listed.stat().st_mtime_ns).items():
        page = page.replace(f"{{{name}}}", file)
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = page_policy(nonce, workers=workers)
    return response


@lru_cache(maxsize=8)
def _files(listed: Path, _modified: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(listed.read_text(encoding="utf-8"))
    return names
