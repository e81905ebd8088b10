"""JSON of the Orders and Payments APIs ↔ charges and payments of ours (reference §2a, §3b, §4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from backend.integrations.mercadopago.reading import (
    UnexpectedAnswer,
    amount,
    child,
    digits,
    instant,
    number,
    object_of,
    objects,
    optional_amount,
    required,
    text,
)
from backend.kernel.money import decimals_of
from backend.payments.domain import Channel, ChargeStatus
from backend.payments.ports import ChargeRequest, ChargeSnapshot, PaymentSnapshot

STATUSES = {
    "created": ChargeStatus.PENDING,
    "at_terminal": ChargeStatus.PROCESSING,
    "processing": ChargeStatus.PROCESSING,
    "processed": ChargeStatus.PROCESSED,
    "failed": ChargeStatus.FAILED,
    "canceled": ChargeStatus.CANCELED,
    "expired": ChargeStatus.EXPIRED,
    "refunded": ChargeStatus.REFUNDED,
    "charged_back": ChargeStatus.CHARGED_BACK,
    "action_required": ChargeStatus.UNDECIDED,
}
# What a payment of a processed order says beyond the order itself.
PAYMENT_STATUSES = {
    "approved": ChargeStatus.PROCESSED,
    "in_mediation": ChargeStatus.PROCESSED,
    "refunded": ChargeStatus.REFUNDED,
    "charged_back": ChargeStatus.CHARGED_BACK,
}
ORDER_WORDS_OF_PAYMENTS = {"processed": "approved", "canceled": "cancelled"}
# Where a bank transfer names the bank it came from.
BANK = ("bank_info", "payer")
CARD_TYPES = frozenset({"credit_card", "debit_card", "prepaid_card"})
MAX_ITEMS = 10
MAX_TITLE = 150
SECONDS_PER_MINUTE = 60


def amount_text(value: Decimal, currency: str) -> str:
    """Write an amount as the Orders API wants it: two decimals, none in whole currencies (CLP refuses them)."""
    return f"{value:.{decimals_of(currency)}f}"


def duration(seconds: int) -> str:
    """Write an ISO 8601 duration, in minutes where it is whole."""
    minutes, rest = divmod(seconds, SECONDS_PER_MINUTE)
    return f"PT{seconds}S" if rest or not minutes else f"PT{minutes}M"


def order_body(request: ChargeRequest, platform_id: str = "") -> dict[str, Any]:
    """Return the body of ``POST /v1/orders``; the same request gives the same body."""
    total = amount_text(request.amount, request.currency)
    body: dict[str, Any] = {
        "type": "qr" if request.channel is Channel.QR else "point",
        "external_reference": request.external_reference,
        "expiration_time": duration(request.life_seconds),
        "transactions": {"payments": [{"amount": total}]},
    }
    if request.description:
        body["description"] = request.description[:MAX_TITLE]
    if request.channel is Channel.QR:
        body["total_amount"] = total
        body["config"] = {"qr": {"external_pos_id": request.cashier_external_id, "mode": "dynamic"}}
        if request.items:
            body["items"] = _items(request)
    elif request.channel is Channel.POINT:
        body["config"] = {"point": {"terminal_id": request.terminal_id, "print_on_terminal": "no_ticket"}}
    else:
        raise ValueError("online charges are not made by orders")
    if platform_id:
        body["integration_data"] = {"platform_id": platform_id}
    return body


def _items(request: ChargeRequest) -> list[dict[str, Any]]:
    """Return the lines the wallet shows; one line for all when the API could not hold them as they are."""
    fits = len(request.items) <= MAX_ITEMS and all(
        Decimal(item["quantity"]) == int(item["quantity"]) for item in request.items
    )
    lines: Sequence[tuple[str, Decimal, int]] = (
        [(str(i["title"]), Decimal(i["unit_price"]), int(i["quantity"])) for i in request.items]
        if fits
        else [(request.description or "Compra", request.amount, 1)]
    )
    return [
        {
            "title": title[:MAX_TITLE],
            "unit_price": amount_text(price, request.currency),
            "quantity": quantity,
            "unit_measure": "unit",
        }
        for title, price, quantity in lines
    ]


def charge_of(body: Any, provider_user_id: str) -> ChargeSnapshot:
    """Read an order of the seller; raises UnexpectedAnswer for what is wrong, unknown or another seller's."""
    order = object_of(body)
    seller = text(order.get("user_id"), 20)
    if seller is not None and seller != provider_user_id:
        raise UnexpectedAnswer("the order belongs to another seller")
    told = order.get("status")
    if not isinstance(told, str) or told not in STATUSES:
        raise UnexpectedAnswer("unknown order status")
    payment = _transaction(order)
    asked = payment.get("amount", order.get("total_amount"))
    paid = optional_amount(payment.get("paid_amount")) or optional_amount(order.get("total_paid_amount"))
    qr_content = text(child(order, "type_response", "qr_data"), 2000)
    status = STATUSES[told]
    detail = text(order.get("status_detail"), 80)
    if status is ChargeStatus.PROCESSED and detail == "partially_refunded":
        status = ChargeStatus.PARTIALLY_REFUNDED
    return ChargeSnapshot(
        provider_order_id=required(order.get("id"), 64, "order id"),
        provider_user_id=provider_user_id,
        external_reference=required(order.get("external_reference"), 64, "external reference"),
        status=status,
        status_detail=text(payment.get("status_detail"), 80) or detail,
        amount=amount(asked, "order amount"),
        paid_amount=paid,
        refunded_amount=_refunded(order, payment),
        qr_content=qr_content,
        in_store_order_id=in_store_id_of(qr_content) if qr_content else None,
        payment=_paid_by(order, payment),
    )


def _transaction(order: dict[str, Any]) -> dict[str, Any]:
    """Return the payment of the order that counts: the one that went through, else the last."""
    payments = list(objects(child(order, "transactions", "payments")))
    if not payments:
        raise UnexpectedAnswer("the order has no transaction")
    done = [payment for payment in payments if payment.get("status") in {"processed", "refunded", "charged_back"}]
    return (done or payments)[-1]


def _refunded(order: dict[str, Any], payment: dict[str, Any]) -> Decimal:
    told = optional_amount(payment.get("refunded_amount"))
    refunds = objects(child(order, "transactions", "refunds"))
    listed = [optional_amount(refund.get("amount")) for refund in refunds if refund.get("status") != "failed"]
    return max(told or Decimal(0), sum((value for value in listed if value), Decimal(0)))


def _paid_by(order: dict[str, Any], payment: dict[str, Any]) -> PaymentSnapshot | None:
    """Return the payment as far as the order tells it; None until it has a payment id and went through."""
    reference = digits(payment.get("reference_id"), 32) or digits(child(payment, "reference", "id"), 32)
    told = payment.get("status")
    if reference is None or told not in {"processed", "refunded", "charged_back"}:
        return None
    method = text(child(payment, "payment_method", "id"), 40)
    kind = text(child(payment, "payment_method", "type"), 40)
    return PaymentSnapshot(
        provider_payment_id=reference,
        status=ORDER_WORDS_OF_PAYMENTS.get(told, told),
        status_detail=text(payment.get("status_detail"), 80),
        amount=optional_amount(payment.get("paid_amount")) or amount(payment.get("amount"), "paid amount"),
        refunded_amount=optional_amount(payment.get("refunded_amount")) or Decimal(0),
        currency=text(order.get("currency"), 3),
        payment_method=method,
        payment_type=kind,
        card_brand=_brand(method, kind),
        card_first_six=digits(child(payment, "card", "first_digits"), 6),
        card_last_four=digits(child(payment, "card", "last_digits"), 4),
        installments=number(child(payment, "payment_method", "installments"), 1, 999),
        external_reference=text(order.get("external_reference"), 64),
    )


def _brand(method: str | None, kind: str | None) -> str | None:
    """Return the card's brand: Argentine debit methods carry it behind ``deb``."""
    if method is None or kind not in CARD_TYPES:
        return None
    return method.removeprefix("deb") or method


def payment_of(body: Any) -> PaymentSnapshot:
    """Read ``GET /v1/payments/{id}``; raises UnexpectedAnswer when id, status, amount or collector are unusable."""
    payment = object_of(body)
    method, kind = text(payment.get("payment_method_id"), 40), text(payment.get("payment_type_id"), 40)
    transfer = child(payment, "point_of_interaction", "transaction_data")
    return PaymentSnapshot(
        provider_payment_id=required(payment.get("id"), 32, "payment id"),
        status=required(payment.get("status"), 20, "payment status"),
        status_detail=text(payment.get("status_detail"), 80),
        amount=amount(payment.get("transaction_amount"), "payment amount"),
        refunded_amount=optional_amount(payment.get("transaction_amount_refunded")) or Decimal(0),
        net_received_amount=optional_amount(child(payment, "transaction_details", "net_received_amount")),
        fee_amount=_fees(payment),
        currency=text(payment.get("currency_id"), 3),
        operation_type=text(payment.get("operation_type"), 40),
        point_type=text(child(payment, "point_of_interaction", "type"), 40),
        payment_method=method,
        payment_type=kind,
        card_brand=_brand(method, kind),
        card_first_six=digits(child(payment, "card", "first_six_digits"), 6),
        card_last_four=digits(child(payment, "card", "last_four_digits"), 4),
        card_expiration_month=number(child(payment, "card", "expiration_month"), 1, 12),
        card_expiration_year=number(child(payment, "card", "expiration_year"), 2000, 2199),
        cardholder_name=text(child(payment, "card", "cardholder", "name"), 120),
        installments=number(payment.get("installments"), 1, 999),
        authorization_code=text(payment.get("authorization_code"), 20),
        payer_email=text(child(payment, "payer", "email"), 254),
        payer_id_type=text(child(payment, "payer", "identification", "type"), 20),
        payer_id_number=text(child(payment, "payer", "identification", "number"), 40),
        bank_origin_id=text(child(transfer, *BANK, "id"), 40) or text(child(transfer, *BANK, "account_id"), 40),
        bank_origin_name=text(child(transfer, *BANK, "long_name"), 120),
        bank_transfer_id=text(child(transfer, "bank_transfer_id"), 60) or text(child(transfer, "transaction_id"), 60),
        pos_id=text(payment.get("pos_id"), 20),
        store_id=text(payment.get("store_id"), 20),
        approved_at=instant(payment.get("date_approved")),
        provider_created_at=instant(payment.get("date_created")),
        external_reference=text(payment.get("external_reference"), 64),
        collector_id=required(payment.get("collector_id"), 20, "collector"),
        is_complete=True,
    )


def _fees(payment: dict[str, Any]) -> Decimal | None:
    """Return what the seller paid in fees; None when the answer does not list them."""
    if not isinstance(payment.get("fee_details"), list):
        return None
    listed = [
        optional_amount(fee.get("amount"))
        for fee in objects(payment["fee_details"])
        if fee.get("fee_payer") in {None, "collector"}
    ]
    return sum((fee for fee in listed if fee), Decimal(0))


def status_by_payment(order: ChargeSnapshot, payment: PaymentSnapshot) -> ChargeStatus:
    """Return the status of a paid order in the light of its payment, which knows of refunds and chargebacks first.

    Raises UnexpectedAnswer when order and payment contradict each other about whether money moved.
    """
    told = PAYMENT_STATUSES.get(payment.status)
    if told is None:
        raise UnexpectedAnswer("a processed order whose payment did not go through")
    if told is not ChargeStatus.PROCESSED:
        return told
    is_partial = order.status is ChargeStatus.PROCESSED and payment.refunded_amount > 0
    return ChargeStatus.PARTIALLY_REFUNDED if is_partial else order.status


def in_store_id_of(qr_content: str) -> str | None:
    """Return the in-store order id inside an EMV QR (field 43 or 26, part 06), or None (reference §8)."""
    fields = _tlv(qr_content)
    return _tlv(fields.get("43", "")).get("06") or None


def _tlv(content: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    while len(content) >= 4 and content[2:4].isdecimal():  # noqa: PLR2004 - two characters of tag, two of length
        length = int(content[2:4])
        fields[content[:2]] = content[4 : 4 + length]
        content = content[4 + length :]
    return fields
