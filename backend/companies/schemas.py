"""The wire words of companies (contract 20-billing §1, 10-identity §6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates

from backend.companies.domain import COUNTRIES, CURRENCIES, is_time_zone
from backend.infra.fields import InstantField, TextField
from backend.infra.schema import AnswerSchema, RequestSchema

TAX_ID = validate.Regexp(r"^[A-Za-z0-9._-]+\Z", error="Solo letras sin tilde, números, puntos y guiones.")
PLAN_LABEL = validate.Regexp(r"^[a-z0-9][a-z0-9_-]*\Z", error="Solo letras minúsculas sin tilde, números y guiones.")
NOTES_LENGTH = 10_000


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


class OperatedCompanySchema(CompanySchema):
    """A company as operators see it."""

    notes = fields.String(data_key="notas", allow_none=True)


class CompanySettingsSchema(CompanySchema):
    """A company with what only its own settings page shows."""

    is_totem_token_shared = fields.Boolean(
        data_key="totem_raw_token",
        allow_none=True,
        metadata={
            "description": "whether totems may ask for the Mercado Pago token; null: as the installation decides"
        },
    )


class OwnCompanySchema(AnswerSchema):
    """``GET /account/empresa``."""

    company = fields.Nested(CompanySettingsSchema, data_key="empresa")


class CompanyChangedSchema(OwnCompanySchema):
    """``PUT /account/empresa``."""

    message = fields.String()


class CodeOf(TextField):
    """A code of a list, whatever its case on the way in."""

    def __init__(self, known: Collection[str], sentence: str, **kwargs: Any) -> None:
        """Keep the list, which is upper case."""
        self._known = validate.OneOf(known, error=sentence)
        super().__init__(max(map(len, known)), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return text if text is None else self._known(text.upper())


class CompanyFieldsSchema(RequestSchema):
    """What owners and operators may set; null clears contact, country and city."""

    name = TextField(150, data_key="nombre")
    contact = TextField(120, data_key="contacto", allow_none=True)
    time_zone = TextField(60, data_key="zona_horaria")
    currency = CodeOf(CURRENCIES, "No es un código de moneda ISO 4217.", data_key="moneda")
    country = CodeOf(COUNTRIES, "No es un código de país de dos letras.", data_key="pais", allow_none=True)
    city = TextField(120, data_key="ciudad", allow_none=True)

    @validates("time_zone")
    def _refuse_unknown_zone(self, value: str, **_kwargs: Any) -> None:
        if not is_time_zone(value):
            raise ValidationError("No es una zona horaria IANA.")

    @post_load
    def _empty_contact(self, loaded: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        if "contact" in loaded:
            loaded["contact"] = loaded["contact"] or ""
        return loaded


class CompanyChangeSchema(CompanyFieldsSchema):
    """``PUT /account/empresa``. Tax number, state and plan are not its own."""

    is_totem_token_shared = fields.Boolean(data_key="totem_raw_token")


class OperatedFieldsSchema(CompanyFieldsSchema):
    """What operators alone may set; null clears the notes, too."""

    tax_id = TextField(50, data_key="nit", validate=TAX_ID)
    plan_label = TextField(50, data_key="plan", validate=PLAN_LABEL)
    notes = TextField(NOTES_LENGTH, data_key="notas", is_multiline=True, allow_none=True)
