"""HTTP of services for operators (contract 20-billing §2)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.models.plans import Service
from backend.billing.schemas import services as schemas
from backend.billing.service import services
from backend.infra.bare_lists import answers_bare_list, window_of
from backend.infra.guards import ADMIN, requires
from backend.infra.schema import problems
from backend.kernel.pagination import Stretch

blueprint = Blueprint("services", __name__, url_prefix="/admin/servicios", description="Servicios")


@blueprint.get("")
@requires(ADMIN)
@blueprint.arguments(schemas.ActivityFilterSchema, location="query")
@answers_bare_list(blueprint, schemas.ServiceSchema)
def list_services(query: dict[str, Any]) -> Stretch[Service]:
    """All services by name."""
    return services.list_services(window_of(query), is_active=query["is_active"])


@blueprint.post("")
@requires(ADMIN)
@blueprint.arguments(schemas.NewServiceSchema)
@blueprint.response(201, schemas.ServiceAnswerSchema)
@problems(blueprint, 409)
def create_service(values: dict[str, Any]) -> dict[str, Any]:
    """Make a service."""
    return {"message": "Servicio creado.", "service": services.create_service(values)}


@blueprint.get("/<int:service_id>")
@requires(ADMIN)
@blueprint.response(200, schemas.ServiceSchema)
def show_service(service_id: int) -> Service:
    """One service."""
    return services.get_service(service_id)


@blueprint.put("/<int:service_id>")
@requires(ADMIN)
@blueprint.arguments(schemas.ServiceChangeSchema)
@blueprint.response(200, schemas.ServiceAnswerSchema)
@problems(blueprint, 409)
def change_service(values: dict[str, Any], service_id: int) -> dict[str, Any]:
    """Change a service."""
    return {"message": "Servicio actualizado.", "service": services.change_service(service_id, values)}


@blueprint.post("/<int:service_id>/toggle")
@requires(ADMIN)
@blueprint.response(200, schemas.ServiceAnswerSchema)
def toggle_service(service_id: int) -> dict[str, Any]:
    """Switch a service off, or on again."""
    service = services.toggle_service(service_id)
    return {"message": "Servicio activado." if service.is_active else "Servicio desactivado.", "service": service}


@blueprint.delete("/<int:service_id>")
@requires(ADMIN)
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def remove_service(service_id: int) -> dict[str, str]:
    """Delete a service that no sold plan includes."""
    services.remove_service(service_id)
    return {"message": "Servicio eliminado."}
