"""HTTP of the installation's periodic jobs, for operators."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.operations import JobRequestedSchema, JobsSchema
from backend.infra import jobs
from backend.infra.guards import ADMIN, requires

blueprint = Blueprint("operations", __name__, description="Tareas periódicas de la instalación")


@blueprint.get("/admin/jobs")
@requires(ADMIN)
@blueprint.response(200, JobsSchema)
def list_jobs() -> dict[str, Any]:
    """Answer every job: its period, its next and last run, how that went, whether it is running."""
    return {"jobs": jobs.list_standings()}


@blueprint.post("/admin/jobs/<string:name>/run")
@requires(ADMIN)
@blueprint.response(200, JobRequestedSchema)
def run_job(name: str) -> dict[str, Any]:
    """Let a job run at the next tick of any process."""
    return {"message": "La tarea va a empezar en unos segundos.", "job": jobs.make_due(name)}
