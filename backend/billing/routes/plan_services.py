"""HTTP of what plans include, for operators (contract 20-billing §2)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.billing.schemas import plans as schemas
from backend.billing.schemas.services import PlanServicesSchema, QuantitySchema, RequiredQuantitySchema
from backend.billing.service import plan_contents
from backend.billing.service.plan_contents import PlanContents
from backend.infra.guards import ADMIN, requires
from backend.infra.schema import problems

blueprint = Blueprint(
    "plan_services", __name__, url_prefix="/admin/planes/<int:plan_id>/servicios", description="Servicios de un plan"
)


@blueprint.get("")
@requires(ADMIN)
@blueprint.response(200, schemas.PlanContentsSchema)
def show_contents(plan_id: int) -> PlanContents:
    """Show what the plan includes."""
    return plan_contents.get_contents(plan_id)


@blueprint.post("")
@requires(ADMIN)
@blueprint.arguments(PlanServicesSchema)
@blueprint.response(200, schemas.PlanContentsAnswerSchema)
def replace_services(quantities: dict[int, int | None], plan_id: int) -> dict[str, Any]:
    """Let the plan include exactly these services, all or nothing."""
    return _told("Servicios del plan actualizados.", plan_contents.replace_services(plan_id, quantities))


@blueprint.post("/<int:service_id>")
@requires(ADMIN)
@blueprint.arguments(QuantitySchema)
@blueprint.response(200, schemas.PlanContentsAnswerSchema)
@problems(blueprint, 409)
def add_service(body: dict[str, Any], plan_id: int, service_id: int) -> dict[str, Any]:
    """Let the plan include one more service."""
    return _told("Servicio agregado al plan.", plan_contents.add_service(plan_id, service_id, body["quantity"]))


@blueprint.put("/<int:service_id>")
@requires(ADMIN)
@blueprint.arguments(RequiredQuantitySchema)
@blueprint.response(200, schemas.IncludedServiceAnswerSchema)
def change_quantity(body: dict[str, Any], plan_id: int, service_id: int) -> dict[str, Any]:
    """Change how much of a service the plan includes."""
    plan, service = plan_contents.change_quantity(plan_id, service_id, body["quantity"])
    return {"message": "Cantidad actualizada.", "plan": plan, "service": service}


@blueprint.delete("/<int:service_id>")
@requires(ADMIN)
@blueprint.response(200, schemas.PlanContentsAnswerSchema)
def remove_service(plan_id: int, service_id: int) -> dict[str, Any]:
    """Let the plan include a service no more."""
    return _told("Servicio quitado del plan.", plan_contents.remove_service(plan_id, service_id))


def _told(message: str, contents: PlanContents) -> dict[str, Any]:
    return {"message": message, "plan": contents.plan, "services": contents.services}
