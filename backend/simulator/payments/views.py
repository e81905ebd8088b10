"""Payments, refunds, chargebacks and merchant orders as their calls show them (reference sections 3d and 4).

Properties whose value is unknown are left out where the OpenAPI document does not allow null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.kernel.money import round_money
from backend.simulator.money.methods import METHODS, Method
from backend.simulator.wire import number, payments_date

if TYPE_CHECKING:
    from backend.simulator.records import Order, Payment, Refund
    from backend.simulator.world import World

_PAYER_ID = "55"
_PAYER_TAX = {"type": "DNI", "number": "12345678"}
_OPEN = ("created", "at_terminal", "action_required")


def payment_view(world: World, payment: Payment) -> dict[str, Any]:
    """Return the whole payment (reference section 4.1)."""
    method = METHODS[payment.method_id]
    return {
        **_identity(payment),
        **_dates(world, payment),
        **_amounts(payment),
        "payment_method_id": method.id,
        "payment_type_id": method.type,
        "issuer_id": method.issuer_id,
        "installments": payment.installments,
        "authorization_code": payment.authorization_code if method.is_card else None,
        "payment_method": {"id": method.id, "type": method.type, "issuer_id": method.issuer_id},
        "card": _card(payment, method) if method.is_card else {},
        "payer": _payer(payment, method),
        "order": {"id": str(payment.merchant_order_id), "type": "mercadopago"} if payment.merchant_order_id else {},
        "store_id": payment.store_id,
        "pos_id": None if payment.pos_id is None else str(payment.pos_id),
        "metadata": {},
        "additional_info": {},
        "point_of_interaction": _point_of_interaction(payment, method),
        "captured": True,
        "binary_mode": payment.binary_mode,
        "processing_mode": "aggregator",
        "refunds": [refund_view(world, one) for one in world.index.refunds_of_payment.get(payment.id, [])],
        "sponsor_id": None,
        "integrator_id": None,
        "platform_id": None,
        "corporation_id": None,
        "marketplace_owner": None,
        "merchant_account_id": None,
        "build_version": "3.99.0",
    }


def refund_view(world: World, refund: Refund) -> dict[str, Any]:
    """Return one refund (reference section 4.4)."""
    seller = world.tables.sellers[world.tables.payments[refund.payment_id].user_id]
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "amount": number(refund.amount),
        "metadata": {},
        "source": {"id": str(seller.id), "name": seller.nickname, "type": "collector"},
        "date_created": payments_date(refund.created_at),
        "refund_mode": "standard",
        "adjustment_amount": 0,
        "status": "approved",
        "reason": None,
        "labels": [],
        "partition_details": [],
    }


def chargeback_view(payment: Payment) -> dict[str, Any]:
    """Return the chargeback of a payment (reference section 4.5)."""
    return {
        "id": payment.chargeback_id,
        "payments": [payment.id],
        "currency": payment.currency,
        "amount": number(payment.amount),
        "coverage_applied": payment.status_detail == "reimbursed",
        "coverage_elegible": True,
        "documentation_required": False,
        "documentation_status": "not_supplied",
        "documentation": [],
        "date_created": payments_date(payment.updated_at),
        "date_last_updated": payments_date(payment.updated_at),
    }


def merchant_order_view(world: World, order: Order) -> dict[str, Any]:
    """Return the merchant order behind an order (reference section 3d)."""
    seller = world.tables.sellers[order.user_id]
    payment = world.tables.payments.get(order.payment_id) if order.payment_id else None
    status, order_status = _merchant_status(order, payment)
    paid = payment is not None and payment.approved_at is not None
    return {
        "id": order.merchant_order_id,
        "status": status,
        "order_status": order_status,
        "external_reference": order.external_reference,
        "payments": [_merchant_payment(payment)] if payment else [],
        "shipments": [],
        "payouts": [],
        "collector": {"id": seller.id, "email": seller.email, "nickname": seller.nickname},
        "marketplace": "NONE",
        "date_created": payments_date(order.created_at),
        "last_updated": payments_date(order.updated_at),
        "shipping_cost": 0,
        "total_amount": number(order.amount),
        "site_id": seller.site_id,
        "paid_amount": number(payment.amount) if payment and paid else 0,
        "refunded_amount": number(payment.refunded) if payment else 0,
        "items": [
            {"title": item["title"], "quantity": item["quantity"], "unit_price": float(item["unit_price"])}
            for item in order.request.get("items", [])
        ],
        "cancelled": order.status == "canceled",
        "additional_info": "",
        "application_id": order.client_id,
    }


def _identity(payment: Payment) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": payment.id,
        "live_mode": payment.live_mode,
        "operation_type": "pos_payment" if payment.channel == "point" else "regular_payment",
        "status": payment.status,
        "status_detail": payment.status_detail,
        "collector_id": payment.user_id,
        "external_reference": payment.external_reference,
    }
    if payment.description is not None:
        view["description"] = payment.description
    return view


def _dates(world: World, payment: Payment) -> dict[str, Any]:
    released = payment.released_at is not None and payment.released_at <= world.now()
    return {
        "date_created": payments_date(payment.created_at),
        "date_approved": payments_date(payment.approved_at),
        "date_last_updated": payments_date(payment.updated_at),
        "date_of_expiration": None,
        "money_release_date": payments_date(payment.released_at),
        "money_release_status": "released" if released else "pending",
        "money_release_schema": None,
    }


def _amounts(payment: Payment) -> dict[str, Any]:
    paid = payment.approved_at is not None
    share = round_money(payment.amount / payment.installments, payment.currency)
    fees = [{"type": "mercadopago_fee", "amount": number(payment.fee), "fee_payer": "collector"}]
    return {
        "currency_id": payment.currency,
        "transaction_amount": number(payment.amount),
        "transaction_amount_refunded": number(payment.refunded),
        "taxes_amount": 0,
        "shipping_amount": 0,
        "coupon_amount": 0,
        "transaction_details": {
            "net_received_amount": number(payment.amount - payment.fee) if paid else 0,
            "total_paid_amount": number(payment.amount),
            "overpaid_amount": 0,
            "installment_amount": number(share),
        },
        "fee_details": fees if paid else [],
        "charges_details": [_charge(payment)] if paid else [],
    }


def _charge(payment: Payment) -> dict[str, Any]:
    created = payments_date(payment.created_at)
    return {
        "id": f"{payment.id}-001",
        "name": "mercadopago_fee",
        "type": "fee",
        "accounts": {"from": "collector", "to": "mp"},
        "client_id": 0,
        "date_created": created,
        "last_updated": created,
        "amounts": {"original": number(payment.fee), "refunded": 0},
        "metadata": {},
        "reserve_id": None,
        "refund_charges": [],
    }


def _card(payment: Payment, method: Method) -> dict[str, Any]:
    created = payments_date(payment.created_at)
    return {
        "id": None,
        "first_six_digits": method.first_six,
        "last_four_digits": method.last_four,
        "bin": method.first_six + "00",
        "expiration_month": 11,
        "expiration_year": payment.created_at.year + 3,
        "cardholder": {"name": "ANA PRUEBA", "identification": dict(_PAYER_TAX)},
        "date_created": created,
        "date_last_updated": created,
    }


def _payer(payment: Payment, method: Method) -> dict[str, Any]:
    if method.id == "account_money" or payment.channel == "checkout":
        return {"id": _PAYER_ID, "email": "test_user_55@testuser.com", "identification": dict(_PAYER_TAX)}
    return {"id": _PAYER_ID, "identification": {}}


def _point_of_interaction(payment: Payment, method: Method) -> dict[str, Any]:
    if payment.channel == "point":
        business = {"unit": "point", "sub_unit": "point", "branch": "POINT"}
        return {
            "type": "POINT",
            "business_info": business,
            "device": {"serial_number": payment.terminal_id},
            "transaction_data": {},
        }
    if payment.channel == "checkout":
        business = {"unit": "online_payments", "sub_unit": "checkout_pro"}
        return {"type": "CHECKOUT", "business_info": business, "transaction_data": {}}
    view: dict[str, Any] = {
        "type": "INSTORE",
        "sub_type": "INTER_PSP" if method.id == "interop_transfer" else "INTRA_PSP",
        "business_info": {"unit": "wallet", "sub_unit": "qr", "branch": "QR"},
        "transaction_data": {},
    }
    if method.id == "interop_transfer":
        bank = {"payer": {"account_id": "0000003100010000000001", "long_name": "Banco de Prueba S.A."}}
        view["transaction_data"] = {"bank_info": bank, "bank_transfer_id": payment.id + 1}
    return view


def _merchant_payment(payment: Payment) -> dict[str, Any]:
    view = {
        "id": payment.id,
        "transaction_amount": number(payment.amount),
        "total_paid_amount": number(payment.amount),
        "shipping_cost": 0,
        "currency_id": payment.currency,
        "status": payment.status,
        "status_detail": payment.status_detail,
        "operation_type": "pos_payment" if payment.channel == "point" else "regular_payment",
        "date_created": payments_date(payment.created_at),
        "last_modified": payments_date(payment.updated_at),
        "amount_refunded": number(payment.refunded),
    }
    if payment.approved_at is not None:
        view["date_approved"] = payments_date(payment.approved_at)
    return view


def _merchant_status(order: Order, payment: Payment | None) -> tuple[str, str]:
    if payment is not None and payment.status == "refunded":
        return "closed", "reverted"
    if payment is not None and payment.refunded:
        return "closed", "partially_reverted"
    if payment is not None and payment.status == "approved":
        return "closed", "paid"
    if order.status in _OPEN:
        return "opened", "payment_required"
    return ("expired", "expired") if order.status == "expired" else ("opened", "payment_required")
