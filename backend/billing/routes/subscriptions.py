"""Subscriptions for operators (contract 20-billing §3)."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from backend.billing.schemas import subscription_requests as requests
from backend.billing.schemas import subscriptions as schemas
from backend.billing.schemas.subscriptions import told
from backend.billing.service import changing, creating, renewing, viewing
from backend.billing.service.changing import Changes
from backend.billing.service.creating import NewSubscription
from backend.billing.service.renewing import Renewal
from backend.infra.bare_lists import HEADERS, TOTAL_HEADER, window_of
from backend.infra.guards import ADMIN, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems

blueprint = Blueprint("subscriptions", __name__, url_prefix="/admin/suscripciones", description="Suscripciones")
ONE = "/<int(max=2147483647):subscription_id>"


@blueprint.get("")
@requires(ADMIN)
@blueprint.arguments(requests.SubscriptionFilterSchema, location="query")
@blueprint.response(200, schemas.LIST_OR_PAGE, headers=HEADERS)
def list_subscriptions(query: dict[str, Any]) -> Response:
    """Subscriptions of all companies, newest first: a bare array, or a page with ``page`` or ``per_page``."""
    page = requests.page_of(query)
    window = window_of(query) if page is None else requests.window_of_page(page)
    rows = viewing.list_subscriptions(requests.filter_of(query), window)
    answer = jsonify(schemas.list_answer(rows) if page is None else schemas.page_answer(rows, page))
    answer.headers[TOTAL_HEADER] = str(rows.total)
    return answer


@blueprint.post("")
@requires(ADMIN)
@idempotent
@blueprint.arguments(requests.NewSubscriptionSchema)
@blueprint.response(201, schemas.SubscriptionAnswerSchema)
@problems(blueprint, 409)
def create_subscription(wanted: NewSubscription) -> dict[str, Any]:
    """Sell a plan to a company; honours Idempotency-Key."""
    return told("Suscripción creada.", subscription=creating.sell(wanted))


@blueprint.get("/estadisticas")
@requires(ADMIN)
@blueprint.response(200, schemas.StatisticsSchema)
def count_subscriptions() -> dict[str, Any]:
    """How many subscriptions there are, by effective state and by plan."""
    return schemas.statistics_answer(viewing.count_subscriptions())


@blueprint.get(ONE)
@requires(ADMIN)
@blueprint.response(200, schemas.SubscriptionDetailSchema)
def get_subscription(subscription_id: int) -> schemas.Beside:
    """One subscription, with the chain of those it continues and that continue it."""
    row, history = viewing.get_with_history(subscription_id)
    return schemas.Beside(row, history=history)


@blueprint.patch(ONE)
@requires(ADMIN)
@blueprint.arguments(requests.ChangesSchema)
@blueprint.response(200, schemas.SubscriptionAnswerSchema)
@problems(blueprint, 409)
def change_subscription(wanted: Changes, subscription_id: int) -> dict[str, Any]:
    """Change how a subscription goes on; notes are appended."""
    return told("Suscripción actualizada.", subscription=changing.change(subscription_id, wanted))


@blueprint.post(f"{ONE}/renovar")
@requires(ADMIN)
@idempotent
@blueprint.arguments(requests.RenewalSchema)
@blueprint.response(201, schemas.RenewalAnswerSchema)
@problems(blueprint, 409)
def renew_subscription(wanted: Renewal, subscription_id: int) -> dict[str, Any]:
    """Continue a subscription; honours Idempotency-Key."""
    renewed = renewing.renew_any(subscription_id, wanted)
    return told("Suscripción renovada.", subscription=renewed.row, previous=renewed.old)


@blueprint.post(f"{ONE}/cancelar")
@requires(ADMIN)
@blueprint.arguments(requests.StateReasonSchema)
@blueprint.response(200, schemas.SubscriptionAnswerSchema)
@problems(blueprint, 409)
def cancel_subscription(body: dict[str, Any], subscription_id: int) -> dict[str, Any]:
    """Cancel a subscription, and the scheduled one that continues it."""
    return told("Suscripción cancelada.", subscription=changing.cancel_subscription(subscription_id, **body))


@blueprint.post(f"{ONE}/suspender")
@requires(ADMIN)
@blueprint.arguments(requests.StateReasonSchema)
@blueprint.response(200, schemas.SubscriptionAnswerSchema)
@problems(blueprint, 409)
def suspend_subscription(body: dict[str, Any], subscription_id: int) -> dict[str, Any]:
    """Suspend an active subscription; its time runs on."""
    return told("Suscripción suspendida.", subscription=changing.suspend(subscription_id, **body))


@blueprint.post(f"{ONE}/reactivar")
@requires(ADMIN)
@blueprint.arguments(requests.NotesSchema)
@blueprint.response(200, schemas.SubscriptionAnswerSchema)
@problems(blueprint, 409)
def reactivate_subscription(body: dict[str, Any], subscription_id: int) -> dict[str, Any]:
    """Let a suspended subscription run again."""
    return told("Suscripción reactivada.", subscription=changing.reactivate(subscription_id, **body))


@blueprint.post(f"{ONE}/descuento")
@requires(ADMIN)
@blueprint.arguments(requests.DiscountSchema)
@blueprint.response(200, schemas.DiscountAnswerSchema)
@problems(blueprint, 409)
def discount_subscription(body: dict[str, Any], subscription_id: int) -> dict[str, Any]:
    """Replace the discount of a subscription."""
    row = changing.set_discount(subscription_id, **body)
    prices = {"list_amount": row.list_amount, "discounted_amount": row.discounted_amount}
    return told("Descuento aplicado.", subscription=row, **prices)
