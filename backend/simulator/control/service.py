"""What a person does with a phone or at a terminal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from backend.kernel.money import ZERO, has_currency_scale
from backend.simulator import emv
from backend.simulator.errors import ClassicError
from backend.simulator.orders import lifecycle
from backend.simulator.world import OPEN_STATUSES

if TYPE_CHECKING:
    from backend.simulator.records import Order
    from backend.simulator.world import World

_OUTCOMES = {
    "approved": "processed",
    "processed": "processed",
    "rejected": "failed",
    "failed": "failed",
    "canceled": "canceled",
    "cancelled": "canceled",
}
_STEERABLE: dict[str, tuple[str, tuple[Any, ...]]] = {
    "url": ("webhook_url", ()),
    "secret": ("webhook_secret", ()),
    "signature_case": ("signature_case", ("lower", "raw")),
    "timestamp_unit": ("timestamp_unit", ("ms", "s")),
    "payment_topic": ("payment_topic", (True, False)),
}


def scan(world: World, qr_data: Any) -> Order:
    """Return the open order behind a scanned text: one order's own QR, or the printed one of a point of sale."""
    if not isinstance(qr_data, str) or not emv.is_intact(qr_data.strip()):
        raise ClassicError(400, "bad_request", "qr_data is not an intact EMV payload")
    text = qr_data.strip()
    order = world.index.order_of_qr.get(text) or _order_on_printed_qr(world, text)
    if order is None:
        raise ClassicError(404, "not_found", "No order waits behind this QR")
    if order.status not in OPEN_STATUSES:
        raise ClassicError(409, "conflict", f"The order is {order.status}")
    return order


def pay(world: World, body: dict[str, Any]) -> Order:
    """Scan and pay (or refuse) an order; answers the order afterwards."""
    order = scan(world, body.get("qr_data"))
    outcome = _OUTCOMES.get(body.get("status", "approved"))
    if outcome is None:
        raise ClassicError(400, "bad_request", f"status is one of {', '.join(_OUTCOMES)}")
    names = ("payment_method_id", "payment_method_type", "installments", "status_detail")
    event = {"status": outcome} | {name: body[name] for name in names if body.get(name) is not None}
    lifecycle.apply(world, order, lifecycle.read_event(event, order))
    return order


def decide(world: World, order: Order, body: dict[str, Any]) -> None:
    """Do at the terminal what the body says: as the test helper, and with a tip."""
    event = {name: value for name, value in body.items() if name != "tip"}
    lifecycle.apply(world, order, lifecycle.read_event(event, order, _tip(order, body.get("tip", 0))))


def steer_webhooks(world: World, body: dict[str, Any]) -> None:
    """Change where notifications go (``url``) and how they are signed; 400 when the body is wrong."""
    changes: dict[str, Any] = {}
    for name, value in body.items():
        setting, allowed = _STEERABLE.get(name, ("", ()))
        if not setting or (allowed and value not in allowed) or not isinstance(value, (str, bool)):
            raise ClassicError(400, "bad_request", f"{name} is unknown or has a wrong value")
        changes[setting] = value
    world.settings = replace(world.settings, **changes)


def find_order(world: World, order_id: str) -> Order:
    """Return any seller's order; 404 when there is none."""
    order = world.tables.orders.get(order_id)
    if order is None:
        raise ClassicError(404, "not_found", "Order not found")
    return order


def _order_on_printed_qr(world: World, text: str) -> Order | None:
    pos = next((one for one in world.tables.points_of_sale.values() if one.qr_code == text), None)
    if pos is None:
        return None
    waiting = [
        order
        for order in world.index.open_orders.values()
        if order.type == "qr" and order.pos_id == pos.id and order.request["config"]["qr"].get("mode") != "dynamic"
    ]
    return waiting[-1] if waiting else None


def _tip(order: Order, given: Any) -> Decimal:
    try:
        tip = Decimal(str(given))
    except InvalidOperation as error:
        raise ClassicError(400, "bad_request", "tip is an amount") from error
    if not tip.is_finite() or tip < ZERO or not has_currency_scale(tip, order.currency):
        raise ClassicError(400, "bad_request", "tip is an amount of the order's currency")
    return tip
