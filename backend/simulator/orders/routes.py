"""``/v1/orders`` (reference sections 2a and 3b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from backend.simulator import idempotency
from backend.simulator.access import authorized, token, world
from backend.simulator.errors import OrdersError
from backend.simulator.faults.strikes import event_delay
from backend.simulator.orders import lifecycle, service, views

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.simulator.records import Order

blueprint = Blueprint("orders", __name__, url_prefix="/v1/orders")


@blueprint.post("")
@authorized
def create_order() -> Any:
    """Create an order; 201."""
    body = _json_body()

    def create() -> idempotency.Answer:
        return 201, views.order_view(world(), service.create(world(), token(), body))

    return _once("create", body, create)


@blueprint.get("")
@authorized
def search_orders() -> Response:
    """List the seller's orders of a period, newest first."""
    found, total, page = service.search(world(), token().user_id, request.args)
    pages = -(-total // page.limit)
    paging = {"total": total, "total_pages": pages, "limit": page.limit, "offset": page.offset}
    return jsonify({"data": [views.order_view(world(), order) for order in found], "paging": paging})


@blueprint.get("/<order_id>")
@authorized
def show_order(order_id: str) -> Response:
    """Show one order."""
    return jsonify(views.order_view(world(), _order(order_id)))


@blueprint.post("/<order_id>/cancel")
@authorized
def cancel_order(order_id: str) -> Any:
    """Cancel a waiting order (200) or ask the terminal for it (202)."""
    order = _order(order_id)

    def cancel() -> idempotency.Answer:
        status = service.cancel(world(), order, request.headers.get("x-allow-cancelable-status"))
        return status, views.order_view(world(), order)

    return _once(f"cancel {order_id}", None, cancel)


@blueprint.post("/<order_id>/refund")
@authorized
def refund_order(order_id: str) -> Any:
    """Give an order back, whole (no body) or in part; 201."""
    order = _order(order_id)
    body = _json_body() if request.get_data() else None
    return _once(f"refund {order_id}", body, lambda: (201, service.refund(world(), order, body)))


@blueprint.post("/<order_id>/events")
@authorized
def play_event(order_id: str) -> tuple[str, int]:
    """Play the customer, as Mercado Pago's test helper does; 204. A ``delay`` fault puts it off."""
    order = _order(order_id)
    event = lifecycle.read_event(_json_body(), order)
    delay = event_delay()
    if delay is None:
        lifecycle.apply(world(), order, event)
    else:
        here = world()

        def deed() -> None:
            lifecycle.apply_if_possible(here, order, event)

        here.later(here.now() + delay, deed)
    return "", 204


def _order(order_id: str) -> Order:
    return service.find(world(), token().user_id, order_id)


def _once(call: str, body: Any, deed: Callable[[], idempotency.Answer]) -> Any:
    scope = f"{token().user_id} orders {call}"
    status, answer = idempotency.once(world(), scope, request.headers.get("X-Idempotency-Key"), body, deed)
    return jsonify(answer), status


def _json_body() -> Any:
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise OrdersError(400, "json_syntax_error", "The body is not valid JSON.")
    return body
