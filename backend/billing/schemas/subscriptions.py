"""The wire words of subscriptions (contract 20-billing §1 and §3)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.billing.models.subscriptions import Subscription
from backend.billing.schemas.plans import PlanSchema
from backend.billing.schemas.services import IncludedServiceSchema
from backend.billing.schemas.words import PERIOD_WORDS, STATE_WORDS, DayField, PercentField, WordField
from backend.billing.service.viewing import Statistics
from backend.companies.schemas import CompanySchema
from backend.infra.fields import InstantField, MoneyField
from backend.infra.schema import AnswerSchema
from backend.kernel.pagination import Page, PageRequest, Stretch


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
    subscription = fields.Nested(SubscriptionSchema, data_key="suscripcion")


class OwnSubscriptionAnswerSchema(AnswerSchema):
    """A change that the company made."""

    message = fields.String()
    subscription = fields.Nested(OwnSubscriptionSchema, data_key="suscripcion")


class RenewalAnswerSchema(SubscriptionAnswerSchema):
    """The new row and the one it continues."""

    previous = fields.Nested(SubscriptionSchema, data_key="anterior")


class DiscountAnswerSchema(SubscriptionAnswerSchema):
    """The row with its new discount, and what that changes."""

    list_amount = MoneyField(data_key="precio_original")
    discounted_amount = MoneyField(data_key="precio_con_descuento")


class SubscriptionDetailSchema(SubscriptionSchema):
    """One subscription with the rows before and after it, oldest first."""

    history = fields.List(fields.Nested(SubscriptionSchema), data_key="historial")


class SubscriptionPageSchema(AnswerSchema):
    """One page of subscriptions."""

    subscriptions = fields.List(fields.Nested(SubscriptionSchema), data_key="suscripciones")
    total = fields.Integer()
    page = fields.Integer()
    per_page = fields.Integer()
    pages = fields.Integer()


class PlanCountSchema(AnswerSchema):
    """How many subscriptions a plan has."""

    name = fields.String(data_key="plan")
    count = fields.Integer(data_key="cantidad")


class StatisticsSchema(AnswerSchema):
    """How many subscriptions there are in each effective state, and of each plan."""

    total = fields.Integer()
    active = fields.Integer(data_key="activas")
    suspended = fields.Integer(data_key="suspendidas")
    cancelled = fields.Integer(data_key="canceladas")
    ended = fields.Integer(data_key="inactivas")
    scheduled = fields.Integer(data_key="programadas")
    pending_payment = fields.Integer(data_key="pendientes_pago")
    by_plan = fields.List(fields.Nested(PlanCountSchema), data_key="por_plan")


class OwnSubscriptionsSchema(AnswerSchema):
    """``GET /account/subscriptions``."""

    subscriptions = fields.List(fields.Nested(OwnSubscriptionWithServicesSchema), data_key="suscripciones")


LIST_OR_PAGE = {"oneOf": [{"type": "array", "items": SubscriptionSchema}, SubscriptionPageSchema]}


class Beside:
    """A row and more facts about it, read by a schema as one."""

    def __init__(self, row: Subscription, **facts: Any) -> None:
        """Put the facts beside the row."""
        self.__dict__.update(facts, _row=row)

    def __getattr__(self, name: str) -> Any:
        """Read everything else from the row."""
        return getattr(self._row, name)


def told(message: str, **rows: Any) -> dict[str, Any]:
    """Return an answer with a sentence for people."""
    return {"message": message, **rows}


def page_answer(rows: Stretch[Subscription], page: PageRequest) -> dict[str, Any]:
    """Write a page."""
    whole = Page(rows.items, rows.total, page)
    facts = {"total": rows.total, "page": page.page, "per_page": page.per_page, "pages": whole.pages}
    answer: dict[str, Any] = SubscriptionPageSchema().dump({"subscriptions": rows.items, **facts})
    return answer


def list_answer(rows: Stretch[Subscription]) -> list[dict[str, Any]]:
    """Write a bare list."""
    answer: list[dict[str, Any]] = SubscriptionSchema(many=True).dump(rows.items)
    return answer


def statistics_answer(counted: Statistics) -> dict[str, Any]:
    """Return the numbers as their schema dumps them."""
    by_state = {state.value: count for state, count in counted.by_state.items()}
    return {"total": counted.total, "by_plan": counted.by_plan, **by_state}
