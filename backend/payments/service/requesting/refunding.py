"""Giving back what buys nothing: late payments, second ones, those whose product does not want them any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog

from backend.infra import mail, outbox
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.payments.domain import MONEY_WENT_BACK
from backend.payments.errors import ProviderRefused
from backend.payments.models import PaymentRequest, RequestPayment
from backend.payments.ports import AccountAccess, plugged
from backend.payments.repository.requests import RequestRepository, claim_owed_refunds
from backend.payments.service.requesting import collecting
from backend.payments.service.requesting.settling import REFUND, note_refund

log = structlog.get_logger("payments")
BATCH = 50
# Longer than the outbox tries by itself.
AGAIN = timedelta(hours=24)
STUCK_SUBJECT = "Un pago online sigue sin devolverse"
STUCK_TEXT = (
    "Un pago que no corresponde a ningún cobro abierto tiene que volver a quien lo hizo, y Mercado Pago todavía no "
    "aceptó la devolución.\n\nCobro: {request_id}\nPago de Mercado Pago: {payment}\nImporte: {amount}\n\n"
    "Seguimos probando. Fijate que la cuenta tenga saldo, o devolvelo desde Mercado Pago."
)


def key_of(provider_payment_id: str) -> str:
    """Return the idempotency key of the one refund of a payment: the same in every process and every try."""
    return f"give-back-{provider_payment_id}"


def deliver_refund(payload: dict[str, Any]) -> None:
    """Give an owed payment back; safe to repeat, also after a death between the provider's answer and our commit.

    Raises what the provider raises: the outbox tries again.
    """
    payment, request = _owed(payload["request_payment_id"])
    if payment.refund_state != "owed":
        return
    access = collecting.access_of(collecting.collector_of(request))
    with collecting.using(access):
        _refund(access, payment.provider_payment_id)
    note_refund(payment.id)


def _refund(access: AccountAccess, provider_payment_id: str) -> None:
    """Refund at the provider; a refusal of what has gone back meanwhile is no refusal."""
    try:
        plugged().checkout.refund_payment(access, provider_payment_id, key_of(provider_payment_id))
    except ProviderRefused:
        if plugged().gateway.fetch_payment(access, provider_payment_id).status not in MONEY_WENT_BACK:
            raise


@reading
def _owed(request_payment_id: str) -> tuple[RequestPayment, PaymentRequest]:
    requests = RequestRepository(PLATFORM)
    payment = requests.get_payment(request_payment_id)
    return payment, requests.get(payment.request_id)


@transactional
def owe_again() -> int:
    """Owe once more what the outbox could not give back, and tell the operators; returns how many."""
    payments = claim_owed_refunds(clock.now(), BATCH, AGAIN)
    for payment in payments:
        log.error("payments.refund_stuck", request_id=payment.request_id, payment=payment.provider_payment_id)
        outbox.put(REFUND, {"request_payment_id": payment.id})
        text = STUCK_TEXT.format(
            request_id=payment.request_id,
            payment=payment.provider_payment_id,
            amount=f"{payment.amount} {payment.currency or ''}".strip(),
        )
        for address in plugged().members.admin_addresses():
            mail.send(address, STUCK_SUBJECT, text)
    return len(payments)
