"""The wire words of plans and services (contract 20-billing §1)."""

from __future__ import annotations

from marshmallow import fields

from backend.infra.fields import InstantField, MoneyField
from backend.infra.schema import AnswerSchema


class PlanSchema(AnswerSchema):
    """A plan."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    description = fields.String(data_key="descripcion", allow_none=True)
    monthly_price = MoneyField(data_key="precio_mensual")
    yearly_price = MoneyField(data_key="precio_anual")
    currency = fields.String(data_key="moneda")
    is_highlighted = fields.Boolean(data_key="seleccionado")
    is_active = fields.Boolean(data_key="activo")
    created_at = InstantField(data_key="creado_en")
