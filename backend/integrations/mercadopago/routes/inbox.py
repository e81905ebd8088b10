"""/admin/webhooks: what Mercado Pago told, and handling it again (contract 40-mercadopago rule 14)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.infra.guards import ADMIN, requires
from backend.infra.schema import problems
from backend.integrations.mercadopago.schemas import inbox as schemas
from backend.kernel.pagination import PageRequest
from backend.payments.service import inbox

blueprint = Blueprint("mercadopago_inbox", __name__, url_prefix="/admin/webhooks", description="Avisos recibidos")


@blueprint.get("")
@requires(ADMIN)
@blueprint.arguments(schemas.InboxFilterSchema, location="query")
@blueprint.response(200, schemas.InboxPageSchema)
def list_notifications(filters: dict[str, Any]) -> dict[str, Any]:
    """Page of the notifications that arrived or were found missing, newest first, with their raw bodies."""
    page = PageRequest(filters["page"], filters["page_size"])
    return schemas.page_answer(inbox.list_notifications(schemas.query_of(filters), page))


@blueprint.post("/<string:notification_id>/replay")
@requires(ADMIN)
@blueprint.response(200, schemas.ReplaySchema)
@problems(blueprint, 404)
def replay_notification(notification_id: str) -> dict[str, Any]:
    """Handle a notification again: its resource is re-read, and what is known already changes nothing."""
    return {"message": "El aviso se va a procesar de nuevo.", "data": inbox.replay(notification_id)}
