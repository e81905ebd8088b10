"""Wire forms of points of sale (contract 40-mercadopago §1, §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, post_load, validate

from backend.infra.fields import TextField
from backend.infra.schema import AnswerSchema, RequestSchema

CODE = validate.Regexp(r"^[A-Z0-9-]{1,20}\Z", error="Hasta 20 letras mayúsculas, números y guiones.")


class NewPointOfSaleSchema(RequestSchema):
    """The body of POST /api/points-of-sale."""

    code = fields.String(required=True, validate=CODE)
    name = TextField(120, required=True)
    branch = TextField(120, allow_none=True)
    is_active = fields.Boolean(data_key="isActive", truthy={True}, falsy={False})

    @post_load
    def _without_empty_branch(self, loaded: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value if name != "branch" else value or None for name, value in loaded.items()}


class PointOfSaleChangeSchema(NewPointOfSaleSchema):
    """The body of PATCH: any of the fields; a null branch clears it."""

    code = fields.String(validate=CODE)
    name = TextField(120)


class PointOfSaleSchema(AnswerSchema):
    """One point of sale, with the devices it charges by."""

    id = fields.String()
    company_id = fields.Integer(data_key="companyId")
    branch = fields.String(allow_none=True)
    code = fields.String()
    name = fields.String()
    is_active = fields.Boolean(data_key="isActive")
    terminal_id = fields.String(data_key="mpDeviceId", allow_none=True)
    terminal_name = fields.String(data_key="mpDeviceName", allow_none=True)
    cashier_id = fields.Integer(data_key="mpQrPosId", allow_none=True)
    cashier_external_id = fields.String(data_key="mpQrExternalId", allow_none=True)


class PointOfSaleAnswerSchema(AnswerSchema):
    """One point of sale, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.Nested(PointOfSaleSchema)


class PointOfSaleListSchema(AnswerSchema):
    """All points of sale, wrapped."""

    success = fields.Constant(constant=True)
    data = fields.List(fields.Nested(PointOfSaleSchema))


class RemovalSchema(AnswerSchema):
    """What became of a removed point of sale."""

    success = fields.Constant(constant=True)
    message = fields.String()
    is_deleted = fields.Boolean(data_key="deleted")


def removal(*, is_deleted: bool) -> dict[str, Any]:
    """Return the answer of DELETE."""
    message = "Punto de venta eliminado." if is_deleted else "Punto de venta desactivado: tiene historial."
    return {"message": message, "is_deleted": is_deleted}
