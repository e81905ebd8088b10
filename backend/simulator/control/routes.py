"""Control calls under ``/_sim`` (contract 40, section 6): JSON, no credential, never served by the product."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response, jsonify, request

from backend.simulator import sellers
from backend.simulator.access import world
from backend.simulator.checkout import service as checkout
from backend.simulator.control import service, views
from backend.simulator.errors import ClassicError
from backend.simulator.oauth import grants
from backend.simulator.orders import lifecycle
from backend.simulator.payments import service as payments
from backend.simulator.payments import views as payment_views

blueprint = Blueprint("control", __name__, url_prefix="/_sim")


@blueprint.get("/state")
def show_state() -> Response:
    """Show everything, or only the sections of ``?only=orders,tokens``, or the ``?last=50`` of each list."""
    wanted = {name for name in request.args.get("only", "").split(",") if name}
    return jsonify(views.state_view(world(), wanted, _last()))


@blueprint.delete("/state")
def clear_state() -> Response:
    """Begin anew, as at start."""
    world().clear()
    sellers.populate(world())
    return jsonify(views.state_view(world(), set()))


@blueprint.get("/clock")
def show_clock() -> Response:
    """Show the simulated time."""
    return jsonify(views.clock_view(world()))


@blueprint.post("/clock")
def move_clock() -> Response:
    """Move the simulated time forward."""
    seconds = _body().get("advance_seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < math.inf:
        raise ClassicError(400, "bad_request", "advance_seconds is a number, not negative")
    try:
        world().clock.advance(seconds)
    except OverflowError as error:
        raise ClassicError(400, "bad_request", "advance_seconds is too large") from error
    lifecycle.tick(world())
    world().wake_courier.set()
    return jsonify(views.clock_view(world()))


@blueprint.post("/sellers")
def create_seller() -> Any:
    """Create a seller with a store, two points of sale and two terminals; 201."""
    body = _body()
    seller = sellers.settle(world(), body.get("nickname"), body.get("site_id", "MLA"))
    return jsonify(views.equipped_seller_view(world(), seller)), 201


@blueprint.post("/sellers/<int:user_id>/deauthorize")
def unlink_seller(user_id: int) -> Response:
    """Unlink every application, as a seller does in the account settings: tokens die, mp-connect tells."""
    seller = world().seller(user_id)
    return jsonify(views.seller_view(seller) | {"revoked": grants.revoke(world(), user_id)})


@blueprint.post("/preferences/<preference_id>/pay")
def pay_preference(preference_id: str) -> Response:
    """Pay a checkout page, or try to: ``status``, ``payment_method_id``, ``installments``, ``amount``."""
    payment = checkout.pay(world(), checkout.find_page(world(), preference_id), _body())
    return jsonify(payment_views.payment_view(world(), payment))


@blueprint.post("/payments/<int:payment_id>/status")
def set_payment_status(payment_id: int) -> Response:
    """Set a payment's status, as a bank or Mercado Pago would."""
    payment = world().tables.payments.get(payment_id)
    if payment is None:
        raise ClassicError(404, "not_found", "Payment not found", code=2000)
    body = _body()
    payments.force(world(), payment, body.get("status"), body.get("status_detail"))
    return jsonify(payment_views.payment_view(world(), payment))


@blueprint.post("/qr/pay")
def pay_qr() -> Response:
    """Scan a QR text and pay it (or refuse to, with ``status``)."""
    order = service.pay(world(), _body())
    payment = world().tables.payments.get(order.payment_id or 0)
    shown = payment_views.payment_view(world(), payment) if payment else None
    return jsonify({"order": views.order_view(world(), order), "payment": shown})


@blueprint.get("/qr")
def scan_qr() -> Response:
    """Show the open order behind a QR text, or every open QR order."""
    if "qr_data" in request.args:
        found = [service.scan(world(), request.args["qr_data"])]
    else:
        found = [order for order in world().index.open_orders.values() if order.type == "qr"]
    return jsonify([views.order_view(world(), order) for order in found])


@blueprint.get("/terminals/<terminal_id>")
def show_terminal(terminal_id: str) -> Response:
    """Show a terminal and the order in its queue."""
    terminal = _terminal(terminal_id)
    order_id = world().index.queue_of_terminal.get(terminal.id)
    order = views.order_view(world(), service.find_order(world(), order_id)) if order_id else None
    shown = {"id": terminal.id, "user_id": terminal.user_id, "operating_mode": terminal.operating_mode}
    return jsonify({"terminal": shown, "order": order, "clock": views.clock_view(world())})


@blueprint.post("/terminals/<terminal_id>/take")
def take_order(terminal_id: str) -> Response:
    """Let a terminal in PDV mode take the order that waits for it (nothing happens when none does)."""
    terminal = _terminal(terminal_id)
    order_id = world().index.queue_of_terminal.get(terminal.id)
    if order_id:
        lifecycle.take(world(), service.find_order(world(), order_id))
    return show_terminal(terminal_id)


@blueprint.get("/orders/<order_id>")
def show_order(order_id: str) -> Response:
    """Show any seller's order."""
    return jsonify(views.order_view(world(), service.find_order(world(), order_id)))


@blueprint.post("/orders/<order_id>/decide")
def decide_order(order_id: str) -> Response:
    """Do at the terminal what a customer does: the test helper's body, and ``tip``."""
    order = service.find_order(world(), order_id)
    service.decide(world(), order, _body())
    return jsonify(views.order_view(world(), order))


@blueprint.get("/faults")
def show_faults() -> Response:
    """Show the fault rules with what is left of ``times``."""
    return jsonify(world().faults.dump())


@blueprint.put("/faults")
def set_faults() -> Response:
    """Put other fault rules in force."""
    world().faults.replace(request.get_json(force=True, silent=True))
    return show_faults()


@blueprint.get("/webhooks")
def list_webhooks() -> Response:
    """List every delivery in the order of the attempts, or the ``?last=50``."""
    return jsonify([views.delivery_view(one) for one in views.last_of(world().tables.deliveries, _last())])


@blueprint.put("/webhooks")
def steer_webhooks() -> Response:
    """Send notifications elsewhere or sign them otherwise, until the state is cleared."""
    service.steer_webhooks(world(), _body())
    return jsonify(views.webhook_settings_view(world()))


def _last() -> int | None:
    text = request.args.get("last", "")
    return int(text) if text.isdecimal() else None


def _terminal(terminal_id: str) -> Any:
    terminal = world().tables.terminals.get(terminal_id)
    if terminal is None:
        raise ClassicError(404, "not_found", "Terminal not found")
    return terminal


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ClassicError(400, "bad_request", "A JSON object is expected")
    return body
