"""Wire words of linked accounts (contract 40-mercadopago §1, §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from backend.config import APP_TYPES
from backend.infra.fields import InstantField
from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.errors import ValidationFailed
from backend.payments.service.linking import LinkedAccount

KNOWN_TYPE = validate.OneOf(APP_TYPES, error="Tiene que ser POINT, QR u ONLINE.")


class AppTypeSchema(RequestSchema):
    """Which application: POINT unless said."""

    app_type = fields.String(data_key="appType", load_default="POINT", validate=KNOWN_TYPE)


class ChosenAppTypeSchema(RequestSchema):
    """Which application, if any was named."""

    app_type = fields.String(data_key="appType", validate=KNOWN_TYPE)


class AuthorizationSchema(AnswerSchema):
    """Where to send the person."""

    authorization_url = fields.String(data_key="authorizationUrl")
    app_type = fields.String(data_key="appType")


class AuthorizationAnswerSchema(AnswerSchema):
    """Answer of GET oauth/authorize."""

    success = fields.Boolean()
    data = fields.Nested(AuthorizationSchema)


class OlderAuthorizationSchema(AnswerSchema):
    """Answer of GET /mercadopago/authorize-url."""

    authorization_url = fields.String()


class OlderDisconnectedSchema(AnswerSchema):
    """Answer of POST and DELETE /mercadopago/disconnect."""

    status = fields.String()
    detail = fields.String()


class AccountChangedSchema(AnswerSchema):
    """Answer of disconnecting and renewing."""

    success = fields.Boolean()
    message = fields.String()
    app_type = fields.String(data_key="appType")


class AccountSchema(AnswerSchema):
    """A linked account; its tokens have no field anywhere."""

    id = fields.String()
    company_id = fields.Integer(data_key="tenantId")
    app_type = fields.String(data_key="appType")
    provider_user_id = fields.String(data_key="mpUserId")
    nickname = fields.String(allow_none=True)
    site_id = fields.String(data_key="siteId", allow_none=True)
    public_key = fields.String(data_key="publicKey", allow_none=True)
    scope = fields.String(allow_none=True)
    is_active = fields.Boolean(data_key="isActive")
    environment = fields.String()
    token_expires_at = InstantField(data_key="tokenExpiresAt", allow_none=True)
    is_token_expiring_soon = fields.Boolean(data_key="isTokenExpiringSoon")
    is_connected = fields.Boolean(data_key="isConnected")
    needs_reauthorization = fields.Boolean(data_key="needsReauthorization")
    last_refresh_at = InstantField(data_key="lastRefreshAt", allow_none=True)
    last_error = fields.String(data_key="lastError", allow_none=True)
    created_at = InstantField(data_key="createdAt")
    updated_at = InstantField(data_key="updatedAt")


class AccountsSchema(AnswerSchema):
    """The account of each application, null where none is linked."""

    point = fields.Nested(AccountSchema, allow_none=True)
    qr = fields.Nested(AccountSchema, allow_none=True)
    online = fields.Nested(AccountSchema, allow_none=True)


class ConfigSchema(AnswerSchema):
    """Answer of GET config; with ``appType`` the data is that one account and ``isConnected`` tells of it."""

    success = fields.Boolean()
    data = fields.Nested(AccountsSchema, allow_none=True)
    is_point_connected = fields.Boolean(data_key="isPointConnected")
    is_qr_connected = fields.Boolean(data_key="isQrConnected")
    is_online_connected = fields.Boolean(data_key="isOnlineConnected")
    is_connected = fields.Boolean(data_key="isConnected")


def app_type_of(query: Mapping[str, Any], body: object) -> str:
    """Return the application that the query names, else the body; ValidationFailed when neither does."""
    if chosen := query.get("app_type"):
        return str(chosen)
    given = body if isinstance(body, dict) else {}
    schema = ChosenAppTypeSchema()
    if problems := schema.validate(given):
        raise ValidationFailed(problems)
    chosen = given.get("appType")
    if not chosen:
        raise ValidationFailed({"appType": ["Indicá POINT, QR u ONLINE."]})
    return str(chosen)


def config_body(accounts: Mapping[str, LinkedAccount | None], app_type: str | None) -> dict[str, Any]:
    """Return the answer of GET config, for one application or for all."""
    schema = AccountSchema()
    shown = {kind: schema.dump(account) if account else None for kind, account in accounts.items()}
    connected = {kind: account is not None and account.is_connected for kind, account in accounts.items()}
    if app_type is not None:
        return {"success": True, "data": shown[app_type], "isConnected": connected[app_type]}
    flags = {f"is{kind.capitalize()}Connected": connected[kind] for kind in ("POINT", "ONLINE")}
    return {
        "success": True,
        "data": {kind.lower(): account for kind, account in shown.items()},
        **flags,
        "isQrConnected": connected["QR"],
    }
