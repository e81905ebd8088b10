"""``/v1/payments``, ``/merchant_orders`` and ``/v1/chargebacks`` (reference sections 3d and 4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from backend.simulator import idempotency
from backend.simulator.access import authorized, token, world
from backend.simulator.errors import ClassicError
from backend.simulator.payments import service, views

blueprint = Blueprint("payments", __name__)
_DEFAULT_LIMIT = 30


@blueprint.get("/v1/payments/<int:payment_id>")
@authorized
def show_payment(payment_id: int) -> Response:
    """Show one payment."""
    return jsonify(views.payment_view(world(), service.find(world(), token().user_id, payment_id)))


@blueprint.get("/v1/payments/search")
@authorized
def search_payments() -> Response:
    """List the seller's payments."""
    found, total, limit, offset = service.search(world(), token().user_id, request.args)
    paging = {"total": total, "limit": limit, "offset": offset}
    return jsonify({"paging": paging, "results": [views.payment_view(world(), one) for one in found]})


@blueprint.put("/v1/payments/<int:payment_id>")
@authorized
def cancel_payment(payment_id: int) -> Response:
    """Cancel a payment that is not decided yet."""
    payment = service.find(world(), token().user_id, payment_id)
    service.cancel(world(), payment, request.get_json(force=True, silent=True))
    return jsonify(views.payment_view(world(), payment))


@blueprint.post("/v1/payments/<int:payment_id>/refunds")
@authorized
def refund_payment(payment_id: int) -> Any:
    """Give money back; 201. The same key and body again: 200 with an empty body, no second refund."""
    key = request.headers.get("X-Idempotency-Key")
    if not key:
        raise ClassicError(400, "bad_request", "Header X-Idempotency-Key can't be null", code=4292)
    payment = service.find(world(), token().user_id, payment_id)
    body = _json_body()
    name = f"{token().user_id} payments refund {payment_id} {key}"
    print_ = idempotency.fingerprint(body)
    stored = idempotency.find(world(), name)
    if stored is not None and stored.fingerprint == print_:
        return "", 200
    if stored is not None:
        raise ClassicError(409, "idempotency_key_already_used", "The idempotency key was used with another body.")
    view = views.refund_view(world(), service.refund(world(), payment, body))
    idempotency.keep(world(), name, print_, (201, view))
    return jsonify(view), 201


@blueprint.get("/v1/payments/<int:payment_id>/refunds/", strict_slashes=False)
@authorized
def list_refunds(payment_id: int) -> Response:
    """List the refunds of a payment: a plain array. The npm SDK calls it with a slash at the end."""
    payment = service.find(world(), token().user_id, payment_id)
    refunds = world().index.refunds_of_payment.get(payment.id, [])
    return jsonify([views.refund_view(world(), one) for one in refunds])


@blueprint.get("/v1/payments/<int:payment_id>/refunds/<int:refund_id>")
@authorized
def show_refund(payment_id: int, refund_id: int) -> Response:
    """Show one refund of a payment."""
    payment = service.find(world(), token().user_id, payment_id)
    refund = world().tables.refunds.get(refund_id)
    if refund is None or refund.payment_id != payment.id:
        raise ClassicError(404, "not_found", "Refund not found", code=2024)
    return jsonify(views.refund_view(world(), refund))


@blueprint.get("/merchant_orders/<int:merchant_order_id>")
@authorized
def show_merchant_order(merchant_order_id: int) -> Response:
    """Show the merchant order behind an order."""
    order = world().index.order_of_merchant_order.get(merchant_order_id)
    if order is None or order.user_id != token().user_id:
        raise ClassicError(404, "not_found", "Merchant order not found")
    return jsonify(views.merchant_order_view(world(), order))


@blueprint.get("/merchant_orders/search")
@authorized
def search_merchant_orders() -> Response:
    """List the seller's merchant orders; ``elements`` is null when nothing matches."""
    query = request.args
    limit, offset = _number("limit", _DEFAULT_LIMIT), _number("offset", 0)
    reference = query.get("external_reference")
    index, user_id = world().index, token().user_id
    found = index.orders_of_reference.get((user_id, reference), []) if reference else index.orders_of_seller[user_id]
    matching = [views.merchant_order_view(world(), order) for order in reversed(found)]
    for name in ("status", "order_status", "site_id", "application_id", "marketplace"):
        if query.get(name):
            matching = [one for one in matching if one[name] == query[name]]
    elements = matching[offset : offset + limit]
    return jsonify({"elements": elements or None, "next_offset": offset + len(elements), "total": len(matching)})


@blueprint.get("/v1/chargebacks/<chargeback_id>")
@authorized
def show_chargeback(chargeback_id: str) -> Response:
    """Show one chargeback."""
    for payment in world().index.payments_of_seller[token().user_id]:
        if payment.chargeback_id == chargeback_id:
            return jsonify(views.chargeback_view(payment))
    raise ClassicError(404, "not_found", "Chargeback not found")


@blueprint.get("/v1/chargebacks/search")
@authorized
def search_chargebacks() -> Response:
    """List the chargebacks of a payment, or all of the seller's."""
    wanted = request.args.get("payment_id")
    found = [
        views.chargeback_view(one)
        for one in world().index.payments_of_seller[token().user_id]
        if one.chargeback_id and wanted in (None, str(one.id))
    ]
    return jsonify({"paging": {"total": len(found), "limit": len(found), "offset": 0}, "results": found})


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, str(otherwise))
    if not text.isdecimal():
        raise ClassicError(400, "bad_request", f"Invalid {name}")
    return int(text)


def _json_body() -> Any:
    text = request.get_data()
    if not text.strip():
        return None
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, (dict, type(None))):
        raise ClassicError(400, "bad_request", "The body is not a JSON object")
    if body is None and text.strip() != b"null":
        raise ClassicError(400, "bad_request", "The body is not valid JSON")
    return body
