"""A payment pays at most one sale (contract 40-mercadopago §7 rule 16)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from backend.companies import repository as companies
from backend.infra.unit_of_work import reading, transactional
from backend.payments.domain import Channel, tip_of
from backend.payments.errors import AmountMismatch, PaymentAlreadyUsed, PaymentNotVerified
from backend.payments.models import Payment, PaymentOrder
from backend.payments.repository.claims import Claims

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class ClaimedPayment:
    """What a sale may write down about a payment of ours; ``amount`` without the tip, in the company's currency."""

    payment_id: str
    order_id: str | None
    provider_payment_id: str
    channel: Channel | None
    external_reference: str | None
    amount: Decimal
    card_brand: str | None
    card_last_four: str | None
    installments: int | None


@transactional
def claim_for_sale(
    company_id: int,
    *,
    provider_payment_id: str | None,
    provider_order_id: str | None,
    amount: Decimal,
    sale_id: str,
) -> ClaimedPayment:
    """Give one verified payment to a sale that is being written in the same unit, and return its facts.

    The payment is found by its own id or by its charge's (the provider's or ours; both given must agree) among the
    company's rows. It must be approved, unrefunded, in the company's currency, and free. ``amount`` is compared with
    what was asked: a tip is the staff's, not the sale's, so a charge of 100 paid with 110 pays a sale of 100; without
    a charge of ours nothing is known of a tip and the whole amount counts.

    Raises PaymentNotVerified (also for another company's payment: its existence is not told), PaymentAlreadyUsed,
    AmountMismatch. Locks the charge, then the payment; two sales that want one payment: the second is refused.
    """
    claims = Claims(company_id)
    found = (
        claims.find(provider_payment_id, provider_order_id, APPROVED)
        if _names_one(provider_payment_id, provider_order_id)
        else None
    )
    if found is None:
        raise PaymentNotVerified
    payment, order = found
    if payment.sale_id is not None:
        raise PaymentAlreadyUsed
    if not _is_good_money(payment, companies.get_locale(company_id).currency):
        raise PaymentNotVerified
    if _asked(payment, order) != amount:
        raise AmountMismatch
    if order is not None and not claims.take_order(order.id, sale_id):
        raise PaymentAlreadyUsed
    if not claims.take_payment(payment.id, sale_id, APPROVED):
        raise PaymentAlreadyUsed
    return _facts(payment, order)


@transactional
def claim_of_charge(company_id: int, *, order_id: str, payment_id: str, sale_id: str) -> ClaimedPayment:
    """Give the payment of a charge that became paid to the sale it carried, in the unit that books it (ids: ours).

    What happened to the money since does not matter: a charge that we first hear of as refunded was paid before, and
    its sale must exist to be refunded. Raises PaymentAlreadyUsed. Locks the charge, then the payment.
    """
    claims = Claims(company_id)
    payment, order = claims.get_of_order(order_id, payment_id)
    if not (claims.take_order(order.id, sale_id) and claims.take_payment(payment.id, sale_id)):
        raise PaymentAlreadyUsed
    return _facts(payment, order)


@reading
def find_sale_of_order(company_id: int, order_id: str) -> str | None:
    """Return the id of the sale that the charge (our id) paid, or None. Joins an open unit."""
    return Claims(company_id).find_sale_of_order(order_id)


def _names_one(*ids: str | None) -> bool:
    return any(ids) and not any(text and "\0" in text for text in ids)


def _is_good_money(payment: Payment, currency: str) -> bool:
    return payment.status == APPROVED and payment.refunded_amount == 0 and payment.currency == currency


def _asked(payment: Payment, order: PaymentOrder | None) -> Decimal:
    return payment.amount if order is None else payment.amount - tip_of(order.amount, payment.amount)


def _facts(payment: Payment, order: PaymentOrder | None) -> ClaimedPayment:
    return ClaimedPayment(
        payment_id=payment.id,
        order_id=payment.order_id,
        provider_payment_id=payment.provider_payment_id,
        channel=Channel(order.channel) if order else None,
        external_reference=order.external_reference if order else None,
        amount=_asked(payment, order),
        card_brand=payment.card_brand,
        card_last_four=payment.card_last_four,
        installments=payment.installments,
    )
