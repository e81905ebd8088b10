"""Connecting accounts: /api/mercadopago/oauth, config, refresh-token, and what older callers use (contract §2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from flask_smorest import Blueprint

from backend.infra import current
from backend.infra.guards import MANAGE, caller, requires
from backend.infra.http import json_answer
from backend.infra.rate_limits import limited
from backend.infra.schema import problems
from backend.integrations.mercadopago.schemas import linking as wire
from backend.kernel.errors import AppError
from backend.payments.service import linking

blueprint = Blueprint("mercadopago_linking", __name__, description="Conexión con Mercado Pago")
PAGE = "/panel/integraciones"
LONGEST_PARAMETER = 512


@blueprint.get("/api/mercadopago/oauth/authorize")
@requires(MANAGE)
@blueprint.arguments(wire.AppTypeSchema, location="query")
@blueprint.response(200, wire.AuthorizationAnswerSchema)
@problems(blueprint, 503)
def authorize(query: dict[str, Any]) -> dict[str, Any]:
    """Start connecting an account; the person goes to the URL that is answered."""
    url = _begin(query["app_type"])
    return {"success": True, "data": {"authorization_url": url, "app_type": query["app_type"]}}


@blueprint.get("/api/mercadopago/oauth/callback")
@blueprint.get("/mercadopago/connect", endpoint="older_callback")
@limited("public_reads")
@blueprint.response(302, description="a la página de integraciones, con mp_success o mp_error")
def callback() -> Any:
    """Take the person back from the consent page and connect the account; the outcome is in the redirect."""
    try:
        account = linking.complete(_parameter("state"), None if "error" in request.args else _parameter("code"))
    except AppError as error:
        return _back(mp_error=error.message)
    return _back(mp_success="true", mp_app=account.app_type)


@blueprint.delete("/api/mercadopago/oauth/disconnect")
@requires(MANAGE)
@blueprint.arguments(wire.ChosenAppTypeSchema, location="query")
@blueprint.response(200, wire.AccountChangedSchema)
def disconnect(query: dict[str, Any]) -> dict[str, Any]:
    """Destroy the account's tokens; the application is named in the query (or in a JSON body)."""
    app_type = wire.app_type_of(query, request.get_json(silent=True))
    linking.disconnect(caller().acting_company, app_type)
    return {"success": True, "message": "Cuenta de Mercado Pago desconectada.", "app_type": app_type}


@blueprint.get("/api/mercadopago/config")
@requires(MANAGE)
@blueprint.arguments(wire.ChosenAppTypeSchema, location="query")
@blueprint.response(200, wire.ConfigSchema)
def config(query: dict[str, Any]) -> Response:
    """Show the connected accounts, or the one of an application."""
    accounts = linking.list_accounts(caller().acting_company)
    return json_answer(wire.config_body(accounts, query.get("app_type")))


@blueprint.post("/api/mercadopago/refresh-token")
@requires(MANAGE)
@blueprint.arguments(wire.AppTypeSchema)
@blueprint.response(200, wire.AccountChangedSchema)
@problems(blueprint, 409, 502, 503, 504)
def refresh_token(body: dict[str, Any]) -> dict[str, Any]:
    """Renew the account's tokens now."""
    linking.refresh(caller().acting_company, body["app_type"])
    return {"success": True, "message": "Conexión renovada.", "app_type": body["app_type"]}


@blueprint.get("/mercadopago/authorize-url")
@requires(MANAGE)
@blueprint.arguments(wire.AppTypeSchema, location="query")
@blueprint.response(200, wire.OlderAuthorizationSchema)
@problems(blueprint, 503)
def older_authorize(query: dict[str, Any]) -> dict[str, Any]:
    """Start connecting an account (older callers)."""
    return {"authorization_url": _begin(query["app_type"])}


@blueprint.post("/mercadopago/disconnect")
@requires(MANAGE)
@blueprint.arguments(wire.AppTypeSchema, location="query")
@blueprint.response(200, wire.OlderDisconnectedSchema)
def older_disconnect(query: dict[str, Any]) -> dict[str, Any]:
    """Destroy the account's tokens (older callers)."""
    return _older_disconnected(query["app_type"])


@blueprint.delete("/mercadopago/disconnect")
@requires(MANAGE)
@blueprint.arguments(wire.AppTypeSchema, location="query")
@blueprint.response(200, wire.OlderDisconnectedSchema)
def older_delete(query: dict[str, Any]) -> dict[str, Any]:
    """Destroy the account's tokens (older callers)."""
    return _older_disconnected(query["app_type"])


def _begin(app_type: str) -> str:
    who = caller()
    if who.user_id is None:
        raise RuntimeError("MANAGE admits people only")
    return linking.begin(who.acting_company, who.user_id, app_type)


def _older_disconnected(app_type: str) -> dict[str, Any]:
    linking.disconnect(caller().acting_company, app_type)
    return {"status": "ok", "detail": "Cuenta de Mercado Pago desconectada."}


def _parameter(name: str) -> str | None:
    value = request.args.get(name, "")
    return value if 0 < len(value) <= LONGEST_PARAMETER else None


def _back(**outcome: str) -> Any:
    return redirect(f"{current.settings().backoffice_url}{PAGE}?{urlencode(outcome)}", 302)
