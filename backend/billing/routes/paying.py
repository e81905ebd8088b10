"""What owners buy, renew and change by themselves, paid online (contract 20-billing §4, 10-identity §5)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.billing.domain.periods import Period
from backend.billing.schemas import paying as schemas
from backend.billing.schemas.plan_changes import OwnPlanChangeAnswerSchema, OwnPlanChangeSchema, QuoteAnswerSchema
from backend.billing.schemas.subscriptions import told
from backend.billing.service import paying, plan_changes
from backend.billing.service.plan_changes import WantedChange
from backend.billing.service.renewing import Renewal
from backend.infra.guards import OWNER, Policy, caller, requires
from backend.infra.http import json_answer
from backend.infra.idempotency import idempotent
from backend.infra.principal import Role
from backend.infra.schema import problems
from backend.kernel.errors import NotFound

blueprint = Blueprint("paying", __name__, description="Pagar la propia suscripción")
# The company stands in the body: an owner's own, an operator's any.
BUYER = Policy("owner of empresa_id", frozenset({Role.OWNER, Role.ADMIN}), needs_company=False)
OWN = "/account/subscriptions/<int(max=2147483647):subscription_id>"


@blueprint.post("/public/suscripcion")
@requires(BUYER)
@idempotent
@blueprint.arguments(schemas.NewOwnSubscriptionSchema)
@blueprint.response(201, schemas.BoughtSchema)
@problems(blueprint, 409, schema=schemas.PendingPaymentProblemSchema)
@problems(blueprint, 404, 502, 503, 504)
def subscribe(body: dict[str, Any]) -> dict[str, Any]:
    """Subscribe one's company to a plan; honours Idempotency-Key. Active once it is paid, at once when it is free."""
    company_id = body["company_id"]
    if not caller().is_admin and caller().company_id != company_id:
        raise NotFound("No existe esa empresa.", code="empresa_not_found")
    bought = paying.subscribe(company_id, body["plan_id"], Period(body["period"]))
    return told(_sentence("Suscripción", bought.payment_url), subscription=bought.row, payment_url=bought.payment_url)


@blueprint.post(f"{OWN}/renovar")
@requires(OWNER)
@idempotent
@blueprint.arguments(schemas.OwnRenewalSchema)
@blueprint.response(201, schemas.BoughtSchema)
@problems(blueprint, 409, schema=schemas.PendingPaymentProblemSchema)
@problems(blueprint, 502, 503, 504)
def renew_own_subscription(wanted: Renewal, subscription_id: int) -> dict[str, Any]:
    """Continue one's subscription; honours Idempotency-Key. It begins once it is paid, by itself when it is free."""
    bought = paying.renew_online(caller().acting_company, subscription_id, wanted)
    return told(_sentence("Renovación", bought.payment_url), subscription=bought.row, payment_url=bought.payment_url)


@blueprint.post(f"{OWN}/cambio-plan")
@requires(OWNER)
@idempotent
@blueprint.arguments(OwnPlanChangeSchema)
@blueprint.response(201, OwnPlanChangeAnswerSchema)
@blueprint.alt_response(200, schema=QuoteAnswerSchema, description="solo la cotización (dry_run)")
@problems(blueprint, 409, schema=schemas.PendingPaymentProblemSchema)
@problems(blueprint, 502, 503, 504)
def change_own_plan(body: dict[str, Any], subscription_id: int) -> Response | dict[str, Any]:
    """Ask what another plan costs, or change to it; honours Idempotency-Key. What has to be paid is paid online."""
    wanted = WantedChange(
        caller().acting_company, subscription_id, body["plan_id"], body["quote_id"], collects_online=True
    )
    if body["dry_run"]:
        return json_answer(QuoteAnswerSchema().dump({"quote": plan_changes.quote(wanted)}), 200)
    made = plan_changes.change_plan(wanted)
    sentence = _sentence("Cambio de plan", made.payment_url)
    return told(sentence, quote=made.quote, subscription=made.row, previous=made.old, payment_url=made.payment_url)


def _sentence(what: str, payment_url: str | None) -> str:
    return f"{what}: falta el pago." if payment_url else f"{what}: listo, no hay nada que pagar."
