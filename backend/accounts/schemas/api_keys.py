"""The wire words of API keys (contract 10-identity §1, §6, §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, post_load, validate

from backend.accounts.domain.api_keys import MAX_LIFETIME_DAYS
from backend.accounts.repository.api_keys import KeyFilter, ListedKey
from backend.accounts.schemas.answers import MessageSchema
from backend.accounts.service.api_keys import NewKey, ShownKey
from backend.infra.fields import InstantField, TextField
from backend.infra.principal import KeyScope
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, Page

LARGEST_ID = 2**31 - 1
LARGEST_PAGE = 1_000_000
SHOWN_ONCE = "Guardá la clave ahora en un lugar seguro: no se vuelve a mostrar."


def _company_id(**kwargs: Any) -> fields.Integer:
    return fields.Integer(data_key="empresa_id", validate=validate.Range(1, LARGEST_ID), **kwargs)


def _lifetime(**kwargs: Any) -> fields.Integer:
    return fields.Integer(
        data_key="dias_expiracion",
        strict=True,
        allow_none=True,
        validate=validate.Range(1, MAX_LIFETIME_DAYS),
        **kwargs,
    )


class KeyFilterSchema(RequestSchema):
    """``GET /account/api-keys``."""

    page = fields.Integer(validate=validate.Range(1, LARGEST_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE), load_default=20)
    text = TextField(100, minimum=0, data_key="search")
    is_active = fields.Boolean(data_key="activo")


class AnyKeyFilterSchema(KeyFilterSchema):
    """``GET /admin/api-keys``."""

    company_id = _company_id()


class NewKeySchema(RequestSchema):
    """``POST /account/api-keys``."""

    name = TextField(100, data_key="nombre", required=True)
    scopes = fields.List(
        fields.Enum(KeyScope, by_value=True), required=True, validate=validate.Length(1, len(KeyScope))
    )
    lifetime_days = _lifetime(load_default=None)

    @post_load
    def _as_set(self, loaded: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {**loaded, "scopes": frozenset(loaded["scopes"])}


class NewKeyOfCompanySchema(NewKeySchema):
    """``POST /admin/api-keys``."""

    company_id = _company_id(strict=True, required=True)


class KeyChangeSchema(RequestSchema):
    """``PUT /account/api-keys/{id}``; a life counts from now, null is without end."""

    name = TextField(100, data_key="nombre")
    is_active = fields.Boolean(data_key="activo")
    lifetime_days = _lifetime()


class ApiKeySchema(AnswerSchema):
    """``api_key``: never its text, never its hash."""

    id = fields.Integer(attribute="key.id")
    company_id = fields.Integer(attribute="key.company_id", data_key="empresa_id")
    company_name = fields.String(data_key="empresa_nombre")
    name = fields.String(attribute="key.name", data_key="nombre")
    prefix = fields.String(attribute="key.prefix", data_key="prefijo")
    scopes = fields.List(fields.Enum(KeyScope, by_value=True))
    is_active = fields.Boolean(attribute="key.is_active", data_key="activo")
    created_at = InstantField(attribute="key.created_at", data_key="fecha_creacion")
    last_used_at = InstantField(attribute="key.last_used_at", data_key="ultimo_uso", allow_none=True)
    expires_at = InstantField(attribute="key.expires_at", data_key="fecha_expiracion", allow_none=True)


class ApiKeyPageSchema(AnswerSchema):
    """One page of keys."""

    keys = fields.List(fields.Nested(ApiKeySchema), data_key="api_keys")
    total = fields.Integer()
    page = fields.Integer()
    per_page = fields.Integer()
    pages = fields.Integer()


class ApiKeyChangedSchema(MessageSchema):
    """A key as it is now."""

    key = fields.Nested(ApiKeySchema, data_key="api_key")


class ShownKeySchema(ApiKeyChangedSchema):
    """A key with its text, which is shown here and nowhere else."""

    text = fields.String(data_key="api_key_plana")
    warning = fields.String(data_key="importante")


def filter_of(given: Mapping[str, Any]) -> KeyFilter:
    """Return what the list is narrowed to."""
    return KeyFilter(given.get("text"), given.get("is_active"), given.get("company_id"))


def new_key_of(given: Mapping[str, Any]) -> NewKey:
    """Return the key to make."""
    return NewKey(given["name"], given["scopes"], given["lifetime_days"])


def page_answer(page: Page[ListedKey]) -> dict[str, Any]:
    """Return what ApiKeyPageSchema writes."""
    asked = page.request
    return {
        "keys": page.items,
        "total": page.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "pages": page.pages,
    }


def shown_answer(shown: ShownKey, message: str) -> dict[str, Any]:
    """Return what ShownKeySchema writes."""
    return {"message": message, "key": shown.listed, "text": shown.text, "warning": SHOWN_ONCE}
