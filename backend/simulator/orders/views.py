"""Orders as the Orders API shows them (reference sections 2a.1, 2a.2 and 3b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.simulator.money.methods import METHODS
from backend.simulator.sellers import COUNTRIES
from backend.simulator.wire import amount_text, orders_date

if TYPE_CHECKING:
    from backend.simulator.records import Order, Payment, Refund
    from backend.simulator.world import World

_ISO3 = {"MLA": "ARG", "MLB": "BRA", "MLM": "MEX", "MLC": "CHL", "MCO": "COL", "MPE": "PER", "MLU": "URY"}
_ECHOED = ("description", "items", "discounts", "taxes", "marketplace_fee")


def order_view(world: World, order: Order) -> dict[str, Any]:
    """Return the whole order."""
    site = world.tables.sellers[order.user_id].site_id
    request = order.request
    payment = world.tables.payments.get(order.payment_id) if order.payment_id else None
    view: dict[str, Any] = {
        "id": order.id,
        "type": order.type,
        "user_id": str(order.user_id),
        "external_reference": order.external_reference,
        **{name: request[name] for name in _ECHOED if name in request},
        "expiration_time": request.get("expiration_time", "PT15M"),
        "processing_mode": "automatic",
        "country_code": _ISO3[site],
        "currency": COUNTRIES[site][1],
        "integration_data": {**request.get("integration_data", {}), "application_id": order.client_id},
        "status": order.status,
        "status_detail": order.status_detail,
        "created_date": orders_date(order.created_at),
        "last_updated_date": orders_date(order.updated_at),
        "config": request["config"],
        "transactions": transactions_view(world, order),
    }
    if order.type == "qr":
        view["total_amount"] = amount_text(order.amount, order.currency)
    if payment is not None and payment.approved_at is not None:
        view["total_paid_amount"] = amount_text(payment.amount, order.currency)
    if order.qr_data:
        view["type_response"] = {"qr_data": order.qr_data}
    return view


def transactions_view(world: World, order: Order) -> dict[str, Any]:
    """Return the payment transaction and the refunds of an order."""
    payment = world.tables.payments.get(order.payment_id) if order.payment_id else None
    view: dict[str, Any] = {"payments": [_transaction_view(order, payment)]}
    refunds = world.index.refunds_of_payment.get(payment.id, []) if payment else []
    if refunds:
        view["refunds"] = [refund_view(order, refund) for refund in refunds]
    return view


def refund_view(order: Order, refund: Refund, status: str = "processed") -> dict[str, Any]:
    """Return one refund of an order."""
    return {
        "id": refund.reference,
        "transaction_id": order.transaction_id,
        "reference_id": str(refund.id),
        "amount": amount_text(refund.amount, order.currency),
        "status": status,
    }


def webhook_view(world: World, order: Order) -> dict[str, Any]:
    """Return ``data`` of an order notification (reference section 6.1)."""
    view = order_view(world, order)
    transactions = view["transactions"]
    for transaction in transactions["payments"]:
        if "reference_id" in transaction:
            transaction["reference"] = {"id": transaction.pop("reference_id")}
    data = {
        name: view[name]
        for name in ("id", "external_reference", "status", "status_detail", "type", "total_paid_amount")
        if name in view
    }
    return data | {"version": order.version, "transactions": transactions}


def _transaction_view(order: Order, payment: Payment | None) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": order.transaction_id,
        "amount": amount_text(order.amount, order.currency),
        "status": order.transaction_status,
        "status_detail": order.transaction_detail,
    }
    if payment is None:
        return view
    method = METHODS[payment.method_id]
    view["reference_id"] = str(payment.id)
    view["payment_method"] = {"id": method.id, "type": method.type, "installments": payment.installments}
    if method.id == "interop_transfer":
        view["payment_method"]["provider"] = "external"
    elif order.type == "qr":
        view["payment_method"]["provider"] = "mercadopago"
    if method.is_card:
        view["card"] = {"first_digits": method.first_six, "last_digits": method.last_four}
    if payment.approved_at is not None:
        view["paid_amount"] = amount_text(payment.amount, order.currency)
        view["refunded_amount"] = amount_text(payment.refunded, order.currency)
    if order.tip:
        view["tip_amount"] = amount_text(order.tip, order.currency)
    return view
