"""The wire words of companies (contract 20-billing §1, 10-identity §6)."""

from __future__ import annotations

from marshmallow import fields

from backend.infra.fields import InstantField
from backend.infra.schema import AnswerSchema


class CompanyBriefSchema(AnswerSchema):
    """A company as others name it."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    is_active = fields.Boolean(data_key="estado")


class CompanySchema(CompanyBriefSchema):
    """A company as its own people see it; ``notas`` is for operators only."""

    tax_id = fields.String(data_key="nit")
    contact = fields.String(data_key="contacto")
    plan_label = fields.String(data_key="plan")
    currency = fields.String(data_key="moneda")
    time_zone = fields.String(data_key="zona_horaria")
    country = fields.String(data_key="pais", allow_none=True)
    city = fields.String(data_key="ciudad", allow_none=True)
    created_at = InstantField(data_key="creado_en")


class OwnCompanySchema(AnswerSchema):
    """``GET /account/empresa``."""

    company = fields.Nested(CompanySchema, data_key="empresa")
