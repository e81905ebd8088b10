"""Terminals, stores and QR cashiers, and which point of sale uses which (contract 40-mercadopago §3)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.infra.guards import MANAGE, SELL, caller, requires
from backend.infra.schema import problems
from backend.integrations.mercadopago.schemas import devices as wire
from backend.payments.service import devices

blueprint = Blueprint(
    "mercadopago_devices", __name__, url_prefix="/api/mercadopago", description="Terminales y cajas QR"
)


@blueprint.get("/devices")
@requires(SELL)
@blueprint.response(200, wire.TerminalsSchema)
@problems(blueprint, 409, 502, 503, 504)
def list_devices() -> dict[str, Any]:
    """List the terminals of the connected Point account."""
    return {"success": True, "data": devices.list_terminals(caller().acting_company)}


@blueprint.get("/qr/stores")
@requires(SELL)
@blueprint.response(200, wire.StoresSchema)
@problems(blueprint, 409, 502, 503, 504)
def list_stores() -> dict[str, Any]:
    """List the stores of the connected QR account."""
    return {"success": True, "data": devices.list_stores(caller().acting_company)}


@blueprint.get("/qr/cashiers")
@requires(SELL)
@blueprint.arguments(wire.StoreQuerySchema, location="query")
@blueprint.response(200, wire.CashiersSchema)
@problems(blueprint, 409, 502, 503, 504)
def list_cashiers(query: dict[str, Any]) -> dict[str, Any]:
    """List the QR cashiers of the connected QR account, or of one of its stores."""
    return {"success": True, "data": devices.list_cashiers(caller().acting_company, query.get("store_id"))}


@blueprint.put("/points-of-sale/<point_of_sale_id>/device")
@requires(MANAGE)
@blueprint.arguments(wire.UseTerminalSchema)
@blueprint.response(200, wire.CounterTerminalAnswerSchema)
@problems(blueprint, 409, 502, 503, 504)
def use_terminal(body: dict[str, Any], point_of_sale_id: str) -> dict[str, Any]:
    """Choose the terminal that a point of sale charges at; null clears."""
    return {"success": True, "data": devices.use_terminal(caller().acting_company, point_of_sale_id, **body)}


@blueprint.put("/points-of-sale/<point_of_sale_id>/qr-cashier")
@requires(MANAGE)
@blueprint.arguments(wire.UseCashierSchema)
@blueprint.response(200, wire.CounterCashierAnswerSchema)
@problems(blueprint, 409, 502, 503, 504)
def use_cashier(body: dict[str, Any], point_of_sale_id: str) -> dict[str, Any]:
    """Choose the QR cashier that a point of sale charges by; null clears."""
    return {"success": True, "data": devices.use_cashier(caller().acting_company, point_of_sale_id, **body)}
