"""Wire forms of plans (contract 20-billing §1, §2)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.schemas.services import (
    DESCRIPTION_LENGTH,
    IncludedServiceSchema,
    check_name_length,
    flag,
)
from backend.billing.service.plan_contents import PlanContents
from backend.companies.domain import CURRENCIES
from backend.companies.schemas import CodeOf
from backend.infra.fields import InstantField, MoneyField, TextField
from backend.infra.schema import AnswerSchema, RequestSchema

NAME_LENGTH = 100


def _check_name(name: str) -> None:
    check_name_length(name, NAME_LENGTH)


class PlanSchema(AnswerSchema):
    """``plan``."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    description = fields.String(data_key="descripcion", allow_none=True)
    monthly_price = MoneyField(data_key="precio_mensual")
    yearly_price = MoneyField(data_key="precio_anual")
    currency = fields.String(data_key="moneda")
    is_highlighted = fields.Boolean(data_key="seleccionado")
    is_active = fields.Boolean(data_key="activo")
    created_at = InstantField(data_key="creado_en")


class PlanWithServicesSchema(PlanSchema):
    """A plan and what it includes."""

    services = fields.List(fields.Nested(IncludedServiceSchema), data_key="servicios")


class PlanSummarySchema(PlanWithServicesSchema):
    """A plan, what it includes, and how many services that are."""

    service_count = fields.Integer(data_key="total_servicios")


class PlanAnswerSchema(MessageSchema):
    """What was done, and the plan now."""

    plan = fields.Nested(PlanSchema)


class PlanContentsSchema(AnswerSchema):
    """``PS``: a plan beside what it includes."""

    plan = fields.Nested(PlanSchema)
    services = fields.List(fields.Nested(IncludedServiceSchema), data_key="servicios")


class PlanContentsAnswerSchema(PlanContentsSchema):
    """What was done, and what the plan includes now."""

    message = fields.String()


class IncludedServiceAnswerSchema(PlanAnswerSchema):
    """What was done to one service of a plan."""

    service = fields.Nested(IncludedServiceSchema, data_key="servicio")


class PlanChangeSchema(RequestSchema):
    """The body of PUT: any of the fields; a null description clears it."""

    name = TextField(NAME_LENGTH, data_key="nombre", validate=_check_name)
    description = TextField(DESCRIPTION_LENGTH, data_key="descripcion", is_multiline=True, allow_none=True)
    monthly_price = MoneyField(data_key="precio_mensual")
    yearly_price = MoneyField(data_key="precio_anual")
    currency = CodeOf(CURRENCIES, "No es un código de moneda ISO 4217.", data_key="moneda")
    is_highlighted = flag(data_key="seleccionado")
    is_active = flag(data_key="activo")


class NewPlanSchema(PlanChangeSchema):
    """The body of POST; a price of 0 is a price."""

    name = TextField(NAME_LENGTH, data_key="nombre", required=True, validate=_check_name)
    monthly_price = MoneyField(data_key="precio_mensual", required=True)
    yearly_price = MoneyField(data_key="precio_anual", required=True)


def plan_with_services(contents: PlanContents) -> dict[str, Any]:
    """Return a plan and what it includes in one object, as its schemas dump it."""
    columns = {name: getattr(contents.plan, name) for name in PlanSchema._declared_fields}  # noqa: SLF001 - marshmallow's list of its fields
    return {**columns, "services": contents.services, "service_count": len(contents.services)}
