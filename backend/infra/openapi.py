"""The OpenAPI 3.1 document: what every route can answer is added here once (00-conventions, Documentation)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Api

OPENAPI_CONFIG: dict[str, Any] = {
    "API_TITLE": "Mostrador",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Back office para negocios que cobran con Mercado Pago."},
        "security": [{"bearer": []}],
    },
}
COMMON = {
    "400": "JSON mal formado",
    "401": "sin credencial válida",
    "403": "no permitido",
    "404": "no existe",
    "405": "método no admitido",
    "413": "cuerpo demasiado grande",
    "415": "no es JSON",
    "422": "datos inválidos",
    "429": "demasiados pedidos",
    "503": "dependencia caída",
}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class DocumentedApi(Api):  # type: ignore[misc] # flask-smorest is untyped
    """The registry of blueprints; errors are answered by ``infra.http`` alone."""

    _written: Response | None = None

    def _register_error_handlers(self) -> None:
        """Leave HTTPException to ``infra.http``: the registry's own body is not the contract's."""

    def _openapi_json(self) -> Response:
        """Serve the document, written at the first request: nothing is declared once the application serves."""
        if self._written is None:
            written = super()._openapi_json()
            written.add_etag()
            self._written = written
        answer = Response(self._written.data, headers=self._written.headers)
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer


def finish_document(api: Api) -> None:
    """Add the schemes of credentials and the answers every route can give to each operation."""
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    api.spec.components.security_scheme("api_key", {"type": "apiKey", "in": "header", "name": "X-API-Key"})
    if "Problem" not in api.spec.components.schemas:
        from backend.infra.schema import ProblemSchema  # noqa: PLC0415 - only when no route brought it in

        api.spec.components.schema("Problem", schema=ProblemSchema)
    for path in api.spec._paths.values():  # noqa: SLF001 - apispec offers no public way to walk its paths
        for operation in path.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            responses = operation["responses"]
            responses.pop("default", None)
            for status, text in COMMON.items():
                # What a view says of itself stays, before the common body.
                own = responses.get(status, {}).get("content", {})
                responses[status] = {"description": text, "content": {**PROBLEM, **own}}
