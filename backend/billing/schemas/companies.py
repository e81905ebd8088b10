"""Wire forms of companies for operators (contract 20-billing §2)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.domain.periods import MAX_YEARS, MIN_YEARS, Period
from backend.billing.schemas.services import MAX_ID, query_flag
from backend.billing.schemas.subscriptions import SubscriptionSchema
from backend.billing.schemas.words import PERIOD_WORDS, WordField
from backend.billing.service.companies import CompanyDetail, CompanyOverview, FirstPlan
from backend.companies.schemas import TAX_ID, OperatedCompanySchema, OperatedFieldsSchema
from backend.infra.bare_lists import WindowSchema
from backend.infra.fields import TextField
from backend.infra.schema import RequestSchema

SEARCH_LENGTH = 150


class CompanyOverviewSchema(OperatedCompanySchema):
    """One of the list: with the subscription that counts today."""

    active_subscription = fields.Nested(SubscriptionSchema, data_key="suscripcion_activa", allow_none=True)


class CompanyDetailSchema(OperatedCompanySchema):
    """One company with its subscriptions, newest first."""

    subscriptions = fields.List(fields.Nested(SubscriptionSchema), data_key="suscripciones")
    user_count = fields.Integer(data_key="usuarios_total")


class CompanyAnswerSchema(MessageSchema):
    """What was done, and the company now."""

    company = fields.Nested(OperatedCompanySchema, data_key="empresa")


class NewCompanyAnswerSchema(CompanyAnswerSchema):
    """The new company, and the subscription it began with (only when a plan was named)."""

    subscription = fields.Nested(SubscriptionSchema, data_key="suscripcion")


class CompanyFilterSchema(WindowSchema):
    """A stretch of the list, of those that match."""

    text = TextField(SEARCH_LENGTH, minimum=0, data_key="search", load_default=None)
    is_active = query_flag(data_key="estado", load_default=None)


class OperatedChangeSchema(OperatedFieldsSchema):
    """The body of PUT: any of the fields."""

    is_active = fields.Boolean(truthy={True}, falsy={False}, data_key="estado")


class NewCompanySchema(OperatedFieldsSchema):
    """The body of POST."""

    name = TextField(150, data_key="nombre", required=True)
    tax_id = TextField(50, data_key="nit", required=True, validate=TAX_ID)
    plan_id = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, MAX_ID))
    period = WordField(PERIOD_WORDS, data_key="periodo", load_default=Period.MONTHLY)
    years = fields.Integer(
        data_key="anios", strict=True, load_default=MIN_YEARS, validate=validate.Range(MIN_YEARS, MAX_YEARS)
    )


class DeactivationSchema(RequestSchema):
    """The query of DELETE."""

    is_forced = query_flag(data_key="forzar", load_default=False)


def first_plan_of(body: dict[str, Any]) -> FirstPlan | None:
    """Take what is said about a subscription out of a read :class:`NewCompanySchema`; None when no plan is named."""
    plan_id, period, years = body.pop("plan_id", None), body.pop("period"), body.pop("years")
    return None if plan_id is None else FirstPlan(plan_id, Period(period), years)


def overview(found: CompanyOverview) -> dict[str, Any]:
    """Return one of the list as its schema dumps it."""
    return {**_columns(found.company), "active_subscription": found.active_subscription}


def detail(found: CompanyDetail) -> dict[str, Any]:
    """Return one company as its schema dumps it."""
    return {**_columns(found.company), "subscriptions": found.subscriptions, "user_count": found.user_count}


def _columns(company: Any) -> dict[str, Any]:
    return {name: getattr(company, name) for name in OperatedCompanySchema._declared_fields}  # noqa: SLF001 - marshmallow's list of its fields
