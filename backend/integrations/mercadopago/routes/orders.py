"""Charges at a counter: /api/mercadopago/orders and /api/mercadopago/qr (contract 40-mercadopago §3)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.infra.crypto import sha256_hex
from backend.infra.guards import SELL, caller, requires
from backend.infra.http import json_answer
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.integrations.mercadopago.qr_images import png_of, svg_of
from backend.integrations.mercadopago.schemas import orders as wire
from backend.payments.domain import Channel
from backend.payments.errors import ChargeNotFound
from backend.payments.service import cancelling, charging, looking

blueprint = Blueprint("mercadopago_orders", __name__, url_prefix="/api/mercadopago", description="Cobros")
CANCELLING = "Cancelando: esperá la confirmación del terminal."


@blueprint.post("/orders")
@requires(SELL)
@idempotent
@blueprint.arguments(wire.ChargeSchema)
@blueprint.response(200, wire.wrapped(wire.OrderCreatedSchema))
@problems(blueprint, 409, 502, 504)
def charge_at_terminal(body: dict[str, Any]) -> dict[str, Any]:
    """Charge at the terminal of a point of sale."""
    return wire.created(charging.charge(_asked(body, Channel.POINT)))


@blueprint.post("/qr/orders")
@requires(SELL)
@idempotent
@blueprint.arguments(wire.QrChargeSchema)
@blueprint.response(200, wire.wrapped(wire.QrCreatedSchema))
@problems(blueprint, 409, 502, 504)
def charge_by_qr(body: dict[str, Any]) -> dict[str, Any]:
    """Charge by a QR shown on the screen."""
    return wire.created(charging.charge(_asked(body, Channel.QR)))


def _asked(body: dict[str, Any], channel: Channel) -> charging.NewCharge:
    if "external_reference" not in body and (key := request.headers.get("Idempotency-Key")):
        # Errors are not kept under the key: the reference keeps a retry after a 504 from charging again.
        body["external_reference"] = "KEY-" + sha256_hex(f"{caller().client} {key}")[:40]
    return charging.NewCharge(company_id=caller().acting_company, user_id=caller().user_id, channel=channel, **body)


@blueprint.get("/orders/<order_id>")
@requires(SELL)
@blueprint.response(200, wire.wrapped(wire.OrderStatusSchema))
def order_status(order_id: str) -> Response:
    """Tell how a charge stands; asks Mercado Pago first when our knowledge is over 2 s old."""
    return json_answer(wire.order_body(looking.status(caller().acting_company, order_id)))


@blueprint.get("/qr/status/<external_reference>")
@requires(SELL)
@blueprint.response(200, wire.wrapped(wire.QrStatusSchema))
def qr_status(external_reference: str) -> Response:
    """Tell how the charge with our reference stands, in the QR vocabulary."""
    return json_answer(wire.qr_body(looking.status_by_reference(caller().acting_company, external_reference)))


@blueprint.post("/orders/<order_id>/cancel")
@requires(SELL)
@blueprint.response(200, wire.DoneSchema)
@blueprint.alt_response(202, schema=wire.DoneSchema, description="Mercado Pago tomó nota")
@problems(blueprint, 409, 502, 504)
def cancel_order(order_id: str) -> Any:
    """Take back a waiting charge; 202 when the terminal must confirm."""
    return _cancelled(is_done=cancelling.cancel(caller().acting_company, order_id))


@blueprint.delete("/qr/orders/<point_of_sale_id>")
@requires(SELL)
@blueprint.response(200, wire.DoneSchema)
@blueprint.alt_response(202, schema=wire.DoneSchema, description="Mercado Pago tomó nota")
@problems(blueprint, 409, 502, 504)
def cancel_qr(point_of_sale_id: str) -> Any:
    """Take back the QR charge that waits at a point of sale."""
    return _cancelled(is_done=cancelling.cancel_waiting_qr(caller().acting_company, point_of_sale_id))


def _cancelled(*, is_done: bool) -> Any:
    if is_done:
        return {"success": True, "message": "Orden cancelada."}
    return json_answer({"success": True, "message": CANCELLING}, 202)


@blueprint.get("/orders-pending")
@requires(SELL)
@blueprint.response(200, wire.wrapped(wire.OpenOrderSchema, is_list=True))
def open_orders() -> dict[str, Any]:
    """List the charges without an end, newest first."""
    return {"success": True, "data": looking.list_open(caller().acting_company)}


@blueprint.get("/qr/orders/<order_id>/qr.svg")
@requires(SELL)
@blueprint.response(200, content_type="image/svg+xml")
def qr_svg(order_id: str) -> Response:
    """Draw the QR of a charge as SVG."""
    return Response(svg_of(_qr_content(order_id)), content_type="image/svg+xml")


@blueprint.get("/qr/orders/<order_id>/qr.png")
@requires(SELL)
@blueprint.response(200, content_type="image/png")
def qr_png(order_id: str) -> Response:
    """Draw the QR of a charge as PNG."""
    return Response(png_of(_qr_content(order_id)), content_type="image/png")


def _qr_content(order_id: str) -> str:
    row = looking.status(caller().acting_company, order_id)
    if not row.qr_content:
        raise ChargeNotFound("Este cobro no tiene un código QR.")
    return str(row.qr_content)
