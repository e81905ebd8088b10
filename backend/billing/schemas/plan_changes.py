"""The wire words of plan changes (contract 20-billing §3 and §8)."""

from __future__ import annotations

from marshmallow import fields

from backend.billing.schemas.subscriptions import PercentField, SubscriptionSchema
from backend.infra.fields import InstantField, MoneyField
from backend.infra.schema import AnswerSchema, RequestSchema


def _flag(wire_word: str) -> fields.Boolean:
    return fields.Boolean(data_key=wire_word, truthy={True}, falsy={False}, allow_none=True, load_default=False)


class OwnPlanChangeSchema(RequestSchema):
    """What an owner may ask: another plan, first what it costs, then by that quote."""

    plan_id = fields.Integer(strict=True, required=True)
    dry_run = _flag("dry_run")
    quote_id = fields.Integer(data_key="cotizacion_id", strict=True, allow_none=True, load_default=None)


class PlanChangeSchema(OwnPlanChangeSchema):
    """What an operator may ask: also whether the owner pays it online."""

    collects_online = _flag("cobrar_online")


class QuoteSchema(AnswerSchema):
    """What a plan change costs until the end of the company's day."""

    id = fields.Integer(data_key="cotizacion_id")
    subscription_id = fields.Integer(data_key="suscripcion_id")
    old_plan_id = fields.Integer(data_key="plan_actual_id")
    plan_id = fields.Integer(data_key="plan_nuevo_id")
    quoted_on = fields.Date(data_key="fecha")
    period_days = fields.Integer(data_key="dias_periodo")
    days_left = fields.Integer(data_key="dias_restantes")
    credit = MoneyField(data_key="credito")
    list_amount = MoneyField(data_key="precio_pagado")
    discount_percent = PercentField(data_key="porcentaje_descuento")
    charge = MoneyField(data_key="cargo")
    credit_applied = MoneyField(data_key="credito_aplicado")
    to_collect = MoneyField(data_key="importe_a_cobrar")
    credit_left = MoneyField(data_key="saldo_a_favor")
    currency = fields.String(data_key="moneda")
    valid_until = InstantField(data_key="valida_hasta")


class QuoteAnswerSchema(AnswerSchema):
    """``dry_run``: the quote alone."""

    quote = fields.Nested(QuoteSchema, data_key="cotizacion")


class PlanChangeAnswerSchema(QuoteAnswerSchema):
    """The change that was made, or that waits for its payment."""

    message = fields.String()
    subscription = fields.Nested(SubscriptionSchema, data_key="suscripcion")
    previous = fields.Nested(SubscriptionSchema, data_key="anterior")
    payment_url = fields.String(allow_none=True, metadata={"description": "null when nothing has to be paid"})
