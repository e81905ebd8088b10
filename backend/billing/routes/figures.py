"""The operators' dashboard (contract 20-billing §10)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.billing.schemas import figures as wire
from backend.billing.service.figures import overview
from backend.infra.guards import ADMIN, requires

blueprint = Blueprint("figures", __name__, url_prefix="/admin", description="Resumen de la plataforma")


@blueprint.get("/resumen")
@requires(ADMIN)
@blueprint.arguments(wire.SeriesAskedSchema, location="query")
@blueprint.response(200, wire.OverviewSchema)
def show_overview(asked: dict[str, Any]) -> dict[str, Any]:
    """Sum the platform up: companies, subscriptions, recurring revenue, support, payments."""
    return wire.overview_answer(overview(**asked))
