"""The wire words of what owners buy online (contract 20-billing §4, 10-identity §5)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_load, validate

from backend.billing.domain.periods import Period
from backend.billing.schemas.subscription_requests import MAX_ID, years_field, years_of
from backend.billing.schemas.subscriptions import OwnSubscriptionAnswerSchema
from backend.billing.schemas.words import PERIOD_WORDS, WordField
from backend.billing.service.renewing import Renewal
from backend.infra.schema import ProblemSchema, RequestSchema

BY_PLAN = "Las suscripciones son por plan: elegí un plan en lugar de servicios sueltos."


class NewOwnSubscriptionSchema(RequestSchema):
    """``POST /public/suscripcion``: which plan for which company; older clients name services."""

    company_id = fields.Integer(data_key="empresa_id", strict=True, required=True, validate=validate.Range(1, MAX_ID))
    plan_id = fields.Integer(strict=True, required=True, validate=validate.Range(1, MAX_ID))
    period = WordField(PERIOD_WORDS, data_key="periodo", required=True)

    @pre_load
    def _refuse_services(self, given: Any, **_kwargs: Any) -> Any:
        if isinstance(given, dict) and "servicio_ids" in given:
            raise ValidationError({"servicio_ids": [BY_PLAN]})
        return given


class OwnRenewalSchema(RequestSchema):
    """``POST /account/subscriptions/{id}/renovar``: how long; nothing else is an owner's to choose."""

    period = WordField(PERIOD_WORDS, data_key="periodo", allow_none=True, load_default=None)
    years = years_field("anios")
    accented_years = years_field("años")

    @post_load
    def _build(self, loaded: dict[str, Any], **_: Any) -> Renewal:
        period = loaded.pop("period")
        return Renewal(period=Period(period) if period else None, years=years_of(loaded))


class BoughtSchema(OwnSubscriptionAnswerSchema):
    """What was bought, and where it is paid."""

    payment_url = fields.String(allow_none=True, metadata={"description": "null: nada que pagar"})


class PendingPaymentProblemSchema(ProblemSchema):
    """A conflict; with ``pending_payment`` also which row waits, and where it is paid."""

    subscription_id = fields.Integer(data_key="suscripcion_id")
    payment_url = fields.String(allow_none=True)
