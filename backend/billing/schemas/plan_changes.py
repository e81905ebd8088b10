"""The wire words of plan changes (contract 20-billing §3 and §8)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from backend.billing.schemas.subscription_requests import MAX_ID
from backend.billing.schemas.subscriptions import OwnSubscriptionSchema, SubscriptionSchema
from backend.billing.schemas.words import DayField, PercentField
from backend.infra.fields import InstantField, MoneyField
from backend.infra.schema import AnswerSchema, RequestSchema


def _flag(wire_word: str) -> fields.Boolean:
    return fields.Boolean(data_key=wire_word, truthy={True}, falsy={False}, allow_none=True, load_default=False)


class OwnPlanChangeSchema(RequestSchema):
    """What an owner may ask: another plan, first what it costs, then by that quote."""

    plan_id = fields.Integer(strict=True, required=True, validate=validate.Range(1, MAX_ID))
    dry_run = _flag("dry_run")
    quote_id = fields.Integer(
        data_key="cotizacion_id", strict=True, allow_none=True, load_default=None, validate=validate.Range(1, MAX_ID)
    )

    @validates_schema
    def _refuse_quote_of_quote(self, body: dict[str, Any], **_kwargs: Any) -> None:
        if body.get("dry_run") and body.get("quote_id") is not None:
            raise ValidationError({"cotizacion_id": ["Con dry_run se pide una cotización nueva."]})


class OperatedPlanChangeSchema(OwnPlanChangeSchema):
    """What an operator may ask: also whether the owner pays it online."""

    collects_online = _flag("cobrar_online")


class QuoteSchema(AnswerSchema):
    """What a plan change costs until the end of the company's day."""

    id = fields.Integer(data_key="cotizacion_id", attribute="quote.id")
    subscription_id = fields.Integer(data_key="suscripcion_id", attribute="quote.subscription_id")
    old_plan_id = fields.Integer(data_key="plan_actual_id")
    plan_id = fields.Integer(data_key="plan_nuevo_id", attribute="quote.plan_id")
    quoted_on = DayField(data_key="fecha", attribute="quote.quoted_on")
    period_days = fields.Integer(data_key="dias_periodo", attribute="quote.period_days")
    days_left = fields.Integer(data_key="dias_restantes", attribute="quote.days_left")
    credit = MoneyField(data_key="credito", attribute="quote.credit")
    list_amount = MoneyField(data_key="precio_pagado", attribute="quote.list_amount")
    discount_percent = PercentField(data_key="porcentaje_descuento", attribute="quote.discount_percent")
    charge = MoneyField(data_key="cargo", attribute="quote.charge")
    credit_applied = MoneyField(data_key="credito_aplicado", attribute="quote.credit_applied")
    to_collect = MoneyField(data_key="importe_a_cobrar", attribute="quote.to_collect")
    credit_left = MoneyField(data_key="saldo_a_favor", attribute="quote.credit_left")
    currency = fields.String(data_key="moneda", attribute="quote.currency")
    valid_until = InstantField(data_key="valida_hasta", attribute="quote.valid_until")


class QuoteAnswerSchema(AnswerSchema):
    """``dry_run``: the quote alone."""

    quote = fields.Nested(QuoteSchema, data_key="cotizacion")


class PlanChangeAnswerSchema(QuoteAnswerSchema):
    """The change that was made, or that waits for its payment."""

    message = fields.String()
    subscription = fields.Nested(SubscriptionSchema, data_key="suscripcion")
    previous = fields.Nested(SubscriptionSchema, data_key="anterior")
    payment_url = fields.String(allow_none=True, metadata={"description": "null: nada que pagar online"})


class OwnPlanChangeAnswerSchema(QuoteAnswerSchema):
    """The change that the company made, or that waits for its payment."""

    message = fields.String()
    subscription = fields.Nested(OwnSubscriptionSchema, data_key="suscripcion")
    previous = fields.Nested(OwnSubscriptionSchema, data_key="anterior")
    payment_url = fields.String(allow_none=True, metadata={"description": "null: nada que pagar"})
