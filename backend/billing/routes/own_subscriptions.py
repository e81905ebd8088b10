"""The company's own subscriptions (contract 10-identity §5)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.billing.models.subscriptions import Subscription
from backend.billing.schemas import subscriptions as schemas
from backend.billing.schemas.subscription_requests import OwnChangesSchema
from backend.billing.schemas.subscriptions import Beside, OwnSubscriptionSchema, told
from backend.billing.service import own
from backend.billing.service.own import OwnChanges
from backend.infra.bare_lists import WindowSchema, answers_bare_list, window_of
from backend.infra.guards import ANY_USER, OWNER, caller, requires
from backend.infra.schema import problems
from backend.kernel.pagination import Stretch

blueprint = Blueprint("own_subscriptions", __name__, url_prefix="/account", description="Las propias suscripciones")


@blueprint.get("/subscriptions")
@requires(ANY_USER)
@blueprint.response(200, schemas.OwnSubscriptionsSchema)
def list_own_subscriptions() -> dict[str, Any]:
    """List the company's subscriptions, newest first, with their plans' services; none without a company."""
    rows = own.list_own_with_services(caller().company_id)
    return {"subscriptions": [Beside(row, services=services) for row, services in rows]}


@blueprint.get("/suscripciones")
@requires(ANY_USER)
@blueprint.arguments(WindowSchema, location="query")
@answers_bare_list(blueprint, OwnSubscriptionSchema)
def list_own_subscriptions_in_stretches(query: dict[str, Any]) -> Stretch[Subscription]:
    """List the company's subscriptions, newest first; none without a company."""
    return own.list_own(caller().company_id, window_of(query))


@blueprint.patch("/subscriptions/<int(max=2147483647):subscription_id>")
@requires(OWNER)
@blueprint.arguments(OwnChangesSchema)
@blueprint.response(200, schemas.OwnSubscriptionAnswerSchema)
@problems(blueprint, 409)
def change_own_subscription(wanted: OwnChanges, subscription_id: int) -> dict[str, Any]:
    """End a subscription with its period or take that back, switch its renewal, drop an unpaid one."""
    row = own.change_own(caller().acting_company, subscription_id, wanted)
    return told("Suscripción actualizada.", subscription=row)
