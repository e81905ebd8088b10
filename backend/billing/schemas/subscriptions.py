"""The wire words of subscriptions (contract 20-billing §1 and §3)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.billing.schemas.plans import PlanSchema
from backend.billing.schemas.services import IncludedServiceSchema
from backend.billing.schemas.words import PERIOD_WORDS, STATE_WORDS, DayField, PercentField, WordField
from backend.companies.schemas import CompanySchema
from backend.infra.fields import InstantField, MoneyField
from backend.infra.schema import AnswerSchema


class SubscriptionSchema(AnswerSchema):
    """A subscription as operators see it; ``estado`` is the state that counts today."""

    id = fields.Integer()
    company_id = fields.Integer(data_key="empresa_id")
    company = fields.Nested(CompanySchema, data_key="empresa")
    plan_id = fields.Integer()
    plan = fields.Nested(PlanSchema)
    period = WordField(PERIOD_WORDS, data_key="periodo")
    years = fields.Integer(data_key="anios")
    start_date = DayField(data_key="fecha_inicio")
    end_date = DayField(data_key="fecha_fin")
    effective_state = WordField(STATE_WORDS, data_key="estado")
    payment_method = fields.String(data_key="forma_pago", allow_none=True)
    currency = fields.String(data_key="moneda")
    period_price = MoneyField(data_key="precio_periodo")
    list_amount = MoneyField(data_key="precio_pagado")
    discount_percent = PercentField(data_key="porcentaje_descuento")
    discounted_amount = MoneyField(data_key="precio_con_descuento")
    credit_applied = MoneyField(data_key="credito_aplicado")
    to_collect = MoneyField(data_key="importe_a_cobrar")
    credit_left = MoneyField(data_key="saldo_a_favor")
    renews_automatically = fields.Boolean(data_key="renovacion_automatica")
    cancels_at_end = fields.Boolean(data_key="cancelar_al_vencer")
    renews_id = fields.Integer(data_key="renueva_a", allow_none=True)
    is_current = fields.Boolean(data_key="vigente")
    days_left = fields.Integer(data_key="dias_restantes")
    payment_url = fields.String(allow_none=True)
    cancel_reason = fields.String(data_key="motivo_cancelacion", allow_none=True)
    notes = fields.String(data_key="notas", allow_none=True)
    created_by = fields.Integer(data_key="creado_por", allow_none=True)
    created_at = InstantField(data_key="creado_en")
    updated_at = InstantField(data_key="actualizado_en")


class WithheldField(fields.String):
    """A text that this answer keeps to itself: always null."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> None:
        return None


class OwnSubscriptionSchema(SubscriptionSchema):
    """A subscription as its company sees it: the operators' notes stay with them (refusal 14)."""

    notes = WithheldField(data_key="notas", allow_none=True)


class OwnSubscriptionWithServicesSchema(OwnSubscriptionSchema):
    """One of ``GET /account/subscriptions``."""

    services = fields.List(fields.Nested(IncludedServiceSchema), data_key="servicios")


class SubscriptionAnswerSchema(AnswerSchema):
    """A change that was made."""

    message = fields.String()
    row = fields.Nested(SubscriptionSchema, data_key="suscripcion")


class OwnSubscriptionAnswerSchema(AnswerSchema):
    """A change that the company made."""

    message = fields.String()
    row = fields.Nested(OwnSubscriptionSchema, data_key="suscripcion")


class RenewalAnswerSchema(SubscriptionAnswerSchema):
    """The new row and the one it continues."""

    old = fields.Nested(SubscriptionSchema, data_key="anterior")


class SubscriptionDetailSchema(SubscriptionSchema):
    """One subscription with the rows before and after it."""

    history = fields.List(fields.Nested(SubscriptionSchema), data_key="historial")


def told(message: str, **rows: Any) -> dict[str, Any]:
    """Return an answer with a sentence for people."""
    return {"message": message, **rows}
