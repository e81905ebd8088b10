"""Payments that reached a linked account without a charge of ours: booked, so that a sale may claim them later."""

from __future__ import annotations

from decimal import Decimal

from backend.companies.repository import get_locale
from backend.infra import audit
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import transactional
from backend.payments.models import Payment
from backend.payments.ports import AccountAccess, PaymentSnapshot
from backend.payments.repository.payments import PaymentRepository
from backend.payments.service.applying import copy_details

BOOKED_STATUSES = frozenset({"approved", "refunded", "charged_back", "in_mediation"})


@transactional
def book(access: AccountAccess, told: PaymentSnapshot) -> int | None:
    """Insert or refresh the row of a payment; returns its company, None when it is not the seller's own income.

    Forward only: a payment first seen by one company is never moved to another that shares the seller's account.
    """
    if told.collector_id != access.provider_user_id:
        return None
    return _book(access.company_id, told)


@transactional
def book_online(company_id: int, request_id: str, told: PaymentSnapshot) -> None:
    """Insert or refresh the row of a payment that a payable request collected for this company.

    It is the company's income, so it stands in its history; naming its request, it never pays a sale and is no orphan.
    """
    _book(company_id, told, request_id=request_id)


def _book(company_id: int, told: PaymentSnapshot, request_id: str | None = None) -> int | None:
    payments = PaymentRepository(PLATFORM)
    payment = payments.lock_by_provider_id(told.provider_payment_id)
    if payment is None:
        if told.status not in BOOKED_STATUSES:
            return None
        payment = Payment(
            company_id=company_id,
            provider_payment_id=told.provider_payment_id,
            currency=told.currency or get_locale(company_id).currency,
            refunded_amount=Decimal(0),
        )
        payments.add(payment)
        audit.record(
            "payments.payment.found",
            payment.id or told.provider_payment_id,
            company_id=company_id,
            after={"payment": told.provider_payment_id, "amount": str(told.amount)},
        )
    if payment.company_id != company_id:
        return payment.company_id
    if payment.sale_id is None:
        payment.request_id = payment.request_id or request_id
    copy_details(payment, told)
    payment.refunded_amount = max(payment.refunded_amount, told.refunded_amount)
    return payment.company_id
