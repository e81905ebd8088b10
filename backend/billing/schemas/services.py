"""Wire forms of services, alone and as a plan includes them (contract 20-billing §1, §2)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.domain.names import name_key
from backend.infra.bare_lists import WindowSchema
from backend.infra.fields import InstantField, TextField
from backend.infra.schema import AnswerSchema, RequestSchema

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 5000
URL_LENGTH = 255
MAX_ID = MAX_QUANTITY = 2**31 - 1
MAX_SERVICES = 500
_is_url = validate.URL(schemes={"http", "https"}, require_tld=False)


def check_name_length(name: str, maximum: int) -> None:
    """Refuse a name that is too long once it is folded (ß becomes ss); ValidationError."""
    if len(name_key(name)) > maximum:
        raise ValidationError(f"Entre 1 y {maximum} caracteres.")


def _check_name(name: str) -> None:
    check_name_length(name, NAME_LENGTH)


def _check_url(url: str | None) -> None:
    if url is not None:
        _is_url(url)


def flag(**kwargs: Any) -> fields.Boolean:
    """Return a field for a JSON boolean, and for nothing that merely looks like one."""
    return fields.Boolean(truthy={True}, falsy={False}, **kwargs)


def query_flag(**kwargs: Any) -> fields.Boolean:
    """Return a field for ``true`` or ``false`` in a query."""
    return fields.Boolean(truthy={"true", "1"}, falsy={"false", "0"}, **kwargs)


def quantity_field(**kwargs: Any) -> fields.Integer:
    """Return a field for how much of a service a plan includes; null is unlimited."""
    return fields.Integer(
        data_key="cantidad", strict=True, allow_none=True, validate=validate.Range(0, MAX_QUANTITY), **kwargs
    )


class ServiceSchema(AnswerSchema):
    """``servicio``."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    description = fields.String(data_key="descripcion", allow_none=True)
    is_active = fields.Boolean(data_key="activo")
    api_url = fields.String(data_key="url_api", allow_none=True)
    created_at = InstantField(data_key="creado_en")


class IncludedServiceSchema(ServiceSchema):
    """A service as a plan includes it."""

    quantity = fields.Integer(data_key="cantidad", allow_none=True)


class ServiceAnswerSchema(MessageSchema):
    """What was done, and the service now."""

    service = fields.Nested(ServiceSchema, data_key="servicio")


class ServiceChangeSchema(RequestSchema):
    """The body of PUT: any of the fields; null clears description and address."""

    name = TextField(NAME_LENGTH, data_key="nombre", validate=_check_name)
    description = TextField(DESCRIPTION_LENGTH, data_key="descripcion", is_multiline=True, allow_none=True)
    is_active = flag(data_key="activo")
    api_url = TextField(URL_LENGTH, data_key="url_api", allow_none=True, validate=_check_url)


class NewServiceSchema(ServiceChangeSchema):
    """The body of POST."""

    name = TextField(NAME_LENGTH, data_key="nombre", required=True, validate=_check_name)


class ActivityFilterSchema(WindowSchema):
    """A stretch of a list, of those that are active, or are not."""

    is_active = query_flag(data_key="activo", load_default=None)


class QuantitySchema(RequestSchema):
    """How much of the service; left out is unlimited."""

    quantity = quantity_field(load_default=None)


class RequiredQuantitySchema(RequestSchema):
    """How much of the service; has to be said."""

    quantity = quantity_field(required=True)


class PlannedServiceSchema(QuantitySchema):
    """One service that a plan is to include."""

    service_id = fields.Integer(data_key="servicio_id", strict=True, required=True, validate=validate.Range(1, MAX_ID))


class PlanServicesSchema(RequestSchema):
    """All services that a plan is to include, in one of two forms; loads a mapping of ids to quantities."""

    services = fields.List(
        fields.Nested(PlannedServiceSchema), data_key="servicios", validate=validate.Length(max=MAX_SERVICES)
    )
    service_ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, MAX_ID)),
        data_key="servicio_ids",
        validate=validate.Length(max=MAX_SERVICES),
    )

    @validates_schema
    def _one_form(self, loaded: dict[str, Any], **_: Any) -> None:
        if len(loaded) != 1:
            raise ValidationError("Indicá servicios o servicio_ids, uno de los dos.", "services")
        field, listed = next(iter(loaded.items()))
        ids = [one["service_id"] for one in listed] if field == "services" else listed
        if len(set(ids)) != len(ids):
            raise ValidationError("Hay servicios repetidos.", field)

    @post_load
    def _quantities(self, loaded: dict[str, Any], **_: Any) -> dict[int, int | None]:
        if "services" in loaded:
            return {one["service_id"]: one["quantity"] for one in loaded["services"]}
        return dict.fromkeys(loaded["service_ids"])
