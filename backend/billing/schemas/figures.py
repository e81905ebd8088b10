"""The wire words of the operators' dashboard (contract 20-billing §10)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.billing.domain.states import SubscriptionState
from backend.billing.service.figures import Overview
from backend.infra.fields import MoneyField
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.money import DEFAULT_CURRENCY, ZERO

MAX_MONTHS, MAX_DAYS = 36, 365
STATE_COUNTS = {
    SubscriptionState.ACTIVE: "activas",
    SubscriptionState.SUSPENDED: "suspendidas",
    SubscriptionState.SCHEDULED: "programadas",
    SubscriptionState.PENDING_PAYMENT: "pendientes_pago",
    SubscriptionState.CANCELLED: "canceladas",
    SubscriptionState.ENDED: "inactivas",
}


class SeriesAskedSchema(RequestSchema):
    """How far the series go back."""

    months = fields.Integer(load_default=12, data_key="meses", validate=validate.Range(1, MAX_MONTHS))
    days = fields.Integer(load_default=30, data_key="dias", validate=validate.Range(1, MAX_DAYS))


class CompanyCountsSchema(AnswerSchema):
    """How many companies there are."""

    total = fields.Integer()
    active = fields.Integer(data_key="activas")


class StateCountsSchema(AnswerSchema):
    """How many subscriptions there are in each effective state."""

    active = fields.Integer(data_key="activas")
    suspended = fields.Integer(data_key="suspendidas")
    scheduled = fields.Integer(data_key="programadas")
    pending_payment = fields.Integer(data_key="pendientes_pago")
    cancelled = fields.Integer(data_key="canceladas")
    ended = fields.Integer(data_key="inactivas")
    expiring = fields.Integer(data_key="por_vencer_30d")


class IncomeSchema(AnswerSchema):
    """An amount of one currency."""

    currency = fields.String(data_key="moneda")
    amount = MoneyField(data_key="importe")


class SupportNowSchema(AnswerSchema):
    """Support cases as they stand."""

    open = fields.Integer(data_key="abiertos")
    in_progress = fields.Integer(data_key="en_proceso")
    awaiting_answer = fields.Integer(data_key="pendiente_respuesta")
    critical = fields.Integer(data_key="criticos")
    unassigned = fields.Integer(data_key="sin_asignar")
    overdue = fields.Integer(data_key="vencidos")


class TodaySchema(AnswerSchema):
    """What was approved today."""

    count = fields.Integer(data_key="cantidad")
    amounts = fields.List(fields.Nested(IncomeSchema), data_key="importes")


class FoundedSchema(AnswerSchema):
    """Companies founded in one month (``YYYY-MM``)."""

    month = fields.String(data_key="mes")
    count = fields.Integer(data_key="cantidad")


class MonthlyIncomeSchema(IncomeSchema):
    """Monthly recurring revenue at the end of one month; of this month, now."""

    month = fields.String(data_key="mes")


class SupportFlowSchema(AnswerSchema):
    """Support cases opened and closed on one day."""

    day = fields.Date(data_key="dia")
    opened = fields.Integer(data_key="creados")
    closed = fields.Integer(data_key="cerrados")


class DayTakingsSchema(IncomeSchema):
    """Payments approved on one day, of one currency."""

    day = fields.Date(data_key="dia")
    count = fields.Integer(data_key="cantidad")


class SeriesSchema(AnswerSchema):
    """What is plotted; empty months and days appear with 0."""

    founded = fields.List(fields.Nested(FoundedSchema), data_key="altas_por_mes")
    income = fields.List(fields.Nested(MonthlyIncomeSchema), data_key="mrr_por_mes")
    support = fields.List(fields.Nested(SupportFlowSchema), data_key="tickets_por_dia")
    takings = fields.List(fields.Nested(DayTakingsSchema), data_key="pagos_por_dia")


class OverviewSchema(AnswerSchema):
    """``GET /admin/resumen``."""

    companies = fields.Nested(CompanyCountsSchema, data_key="empresas")
    subscriptions = fields.Nested(StateCountsSchema, data_key="suscripciones")
    income = fields.List(fields.Nested(IncomeSchema), data_key="mrr")
    support = fields.Nested(SupportNowSchema, data_key="tickets")
    today = fields.Nested(TodaySchema, data_key="pagos_hoy")
    series = fields.Nested(SeriesSchema)


def overview_answer(found: Overview) -> dict[str, Any]:
    """Lay the figures out as the contract nests them."""
    return {
        "companies": {"total": found.companies, "active": found.active_companies},
        "subscriptions": {
            **{state.value: found.states.get(state, 0) for state in STATE_COUNTS},
            "expiring": found.expiring,
        },
        "income": found.income,
        "support": found.support,
        "today": {"count": sum(one.count for one in found.today), "amounts": found.today},
        "series": {
            "founded": [
                {"month": f"{month:%Y-%m}", "count": found.founded.get(position, 0)}
                for position, month in enumerate(found.months)
            ],
            "income": _monthly(found),
            "support": [
                {"day": day, "opened": flow.opened, "closed": flow.closed}
                for day, flow in zip(found.days, found.support_flow, strict=True)
            ],
            "takings": _daily(found),
        },
    }


def _monthly(found: Overview) -> list[dict[str, Any]]:
    """Give every currency of the series a figure in every month."""
    currencies = _currencies(one for month in found.monthly_income for one in month)
    amounts = [{one.currency: one.amount for one in month} for month in found.monthly_income]
    return [
        {"month": f"{month:%Y-%m}", "currency": currency, "amount": amounts[position].get(currency, ZERO)}
        for position, month in enumerate(found.months)
        for currency in currencies
    ]


def _daily(found: Overview) -> list[dict[str, Any]]:
    """Give every currency of the series a figure on every day."""
    known = {(one.position, one.currency): one for one in found.takings}
    return [
        {
            "day": day,
            "currency": currency,
            "count": known[position, currency].count if (position, currency) in known else 0,
            "amount": known[position, currency].amount if (position, currency) in known else ZERO,
        }
        for position, day in enumerate(found.days)
        for currency in _currencies(found.takings)
    ]


def _currencies(named: Any) -> list[str]:
    """Return the currencies of a series; a plot without any still has the installation's usual one."""
    return sorted({one.currency for one in named}) or [DEFAULT_CURRENCY]
