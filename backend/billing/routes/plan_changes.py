"""Plan changes by operators (contract 20-billing §3 and §8)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.billing.schemas.paying import PendingPaymentProblemSchema
from backend.billing.schemas.plan_changes import OperatedPlanChangeSchema, PlanChangeAnswerSchema, QuoteAnswerSchema
from backend.billing.schemas.subscriptions import told
from backend.billing.service import plan_changes
from backend.billing.service.plan_changes import WantedChange
from backend.infra.guards import ADMIN, requires
from backend.infra.http import json_answer
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems

blueprint = Blueprint("plan_changes", __name__, url_prefix="/admin/suscripciones", description="Cambios de plan")


@blueprint.post("/<int(max=2147483647):subscription_id>/cambio-plan")
@requires(ADMIN)
@idempotent
@blueprint.arguments(OperatedPlanChangeSchema)
@blueprint.response(201, PlanChangeAnswerSchema)
@blueprint.alt_response(200, schema=QuoteAnswerSchema, description="solo la cotización (dry_run)")
@problems(blueprint, 409, schema=PendingPaymentProblemSchema)
@problems(blueprint, 502, 503, 504)
def change_plan(body: dict[str, Any], subscription_id: int) -> Response | dict[str, Any]:
    """Quote a change of plan, or make it; honours Idempotency-Key. With ``cobrar_online`` the company pays first."""
    wanted = WantedChange(
        None, subscription_id, body["plan_id"], body["quote_id"], collects_online=bool(body["collects_online"])
    )
    if body["dry_run"]:
        return json_answer(QuoteAnswerSchema().dump({"quote": plan_changes.quote(wanted)}), 200)
    made = plan_changes.change_plan(wanted)
    sentence = "Cambio de plan: falta el pago." if made.payment_url else "Plan cambiado."
    return told(sentence, quote=made.quote, subscription=made.row, previous=made.old, payment_url=made.payment_url)
