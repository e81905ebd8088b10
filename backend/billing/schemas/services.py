"""The wire words of services (contract 20-billing §1)."""

from __future__ import annotations

from marshmallow import fields

from backend.infra.fields import InstantField
from backend.infra.schema import AnswerSchema


class ServiceSchema(AnswerSchema):
    """Something a plan includes."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    description = fields.String(data_key="descripcion", allow_none=True)
    is_active = fields.Boolean(data_key="activo")
    api_url = fields.String(data_key="url_api", allow_none=True)
    created_at = InstantField(data_key="creado_en")


class IncludedServiceSchema(ServiceSchema):
    """A service as a plan includes it; ``cantidad`` null is unlimited."""

    quantity = fields.Integer(data_key="cantidad", allow_none=True)
