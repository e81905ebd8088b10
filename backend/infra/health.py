"""``/health`` (the process answers), ``/ready`` (its dependencies do), ``/metrics`` (Prometheus, behind a token)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Response, current_app, jsonify, request
from flask_smorest import Blueprint
from marshmallow import fields
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Select, String, column, literal, select, table

from backend.config import ROOT
from backend.infra.crypto import is_same
from backend.infra.db import db, session
from backend.infra.schema import AnswerSchema
from backend.infra.unit_of_work import reading_rows
from backend.kernel.errors import NotAuthenticated, NotFound

_ONE = select(literal(1))
_STANDS_AT: Select[str] = select(column("version_num", String)).select_from(table("alembic_version"))
Check = Callable[[], str]
EXTENSION = "mostrador.ready_checks"
blueprint = Blueprint("health", __name__, description="Estado de la instalación")


class HealthSchema(AnswerSchema):
    """The process answers."""

    status = fields.String()


class ReadinessSchema(HealthSchema):
    """Each dependency by name: ``status`` ok or error, ``detail`` for an operator."""

    checks = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String()))


class NotReady(Exception):
    """A dependency cannot be used now; the text tells an operator which and why, never a secret."""


def add_check(name: str, check: Check) -> None:
    """Add a named check to ``/ready``; it returns a short text or raises NotReady."""
    current_app.extensions.setdefault(EXTENSION, {})[name] = check


@reading_rows
def check_database() -> str:
    """Answer when the database takes a statement."""
    session().execute(_ONE)
    return db.engine.dialect.name


@reading_rows
def check_migrations() -> str:
    """Answer when the database stands at the newest migration."""
    if {row.version_num for row in session().execute(_STANDS_AT)} != migration_heads():
        raise NotReady("the database is not at the newest migration")
    return "head"


@lru_cache(maxsize=8)
def migration_heads(folder: Path = ROOT / "migrations") -> frozenset[str]:
    """Return the newest revisions of the migration folder, read once: a running process knows only these."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    return frozenset(ScriptDirectory.from_config(config).get_heads())


@blueprint.get("/health")
@blueprint.doc(security=[])
@blueprint.alt_response(200, schema=HealthSchema, description="responde")
def health() -> Response:
    """Answer 200 as long as the process serves."""
    return jsonify(status="ok")


@blueprint.get("/ready")
@blueprint.doc(security=[])
@blueprint.alt_response(200, schema=ReadinessSchema, description="todo lo que necesita está en uso")
@blueprint.alt_response(503, schema=ReadinessSchema, description="algo de lo que necesita no se puede usar")
def ready() -> tuple[Response, int]:
    """Answer 200 when every dependency can be used, else 503; names each check and, for circuits, their state."""
    checks: dict[str, Any] = {}
    is_ready = True
    for name, check in current_app.extensions.get(EXTENSION, {}).items():
        try:
            checks[name] = {"status": "ok", "detail": check()}
        except NotReady as reason:
            is_ready = False
            checks[name] = {"status": "error", "detail": str(reason)}
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, the dependency is not usable
            is_ready = False
            checks[name] = {"status": "error", "detail": type(error).__name__}
    return jsonify(status="ok" if is_ready else "error", checks=checks), 200 if is_ready else 503


@blueprint.get("/metrics")
@blueprint.alt_response(200, description="métricas de Prometheus", content_type="text/plain")
def metrics() -> Response:
    """Answer the process's metrics to the holder of ``METRICS_TOKEN``; 404 when none is configured."""
    token = current_app.config["METRICS_TOKEN"]
    if not token:
        raise NotFound
    if not is_same(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise NotAuthenticated
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
