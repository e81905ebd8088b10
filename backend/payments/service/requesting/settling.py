"""What a payment does to the request it names (contract 20-billing §12 rule 8), in one transaction with what follows.

The request's row is locked first, then its payments', then the product's rows: news of one request is one at a time.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from backend.infra import audit, mail, outbox
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.errors import Conflict
from backend.kernel.ids import is_id
from backend.payments.domain import (
    END_GRACE,
    LOOK_BACK,
    MONEY_MAY_COME,
    MONEY_WENT_BACK,
    UNPAID_REQUEST_ENDS,
    Finding,
    RequestStatus,
    judge_payment,
    next_search,
)
from backend.payments.models import PaymentRequest, RequestPayment
from backend.payments.ports import PaymentSnapshot, plugged
from backend.payments.repository.requests import RequestRepository
from backend.payments.service import foreign
from backend.payments.service.requesting.opening import end_unpaid, later, owe_closing
from backend.payments.service.requesting.telling import listener_of, news_of

log = structlog.get_logger("payments")
REFUND = "payments.refund_request_payment"
REFUND_AGAIN = timedelta(hours=6)
LATE, UNWANTED, SECOND = "late", "unwanted", "second"
REVIEW_SUBJECT = "Revisá un cobro online"
REVIEW_TEXT = (
    "Llegó un pago que no coincide con lo que se pidió, y no se activó nada.\n\n"
    "Cobro: {request_id}\nPedido: {asked}\nPagado: {paid}\nPago de Mercado Pago: {payment}\n\n"
    "Revisalo en Mercado Pago: si corresponde, devolvelo desde ahí."
)


def settle(told: PaymentSnapshot) -> int | None:
    """Book what the provider tells of a payment that names a request; returns the paying company, None if it does not.

    ``told`` must have been read from the provider with the credential of its collector. Forward only: the same news
    again, older news, and news of several processes at once change nothing more. Raises what a listener raises, with
    nothing changed: it is told again.
    """
    if told.external_reference is None or not is_id(told.external_reference):
        return None
    return _settle(told.external_reference, told)


@transactional
def _settle(request_id: str, told: PaymentSnapshot) -> int | None:
    requests = RequestRepository(PLATFORM)
    request = requests.lock(request_id)
    if request is None or told.collector_id is None or told.collector_id != request.collector_user_id:
        return None  # a reference that somebody else's payment carries says nothing about our request
    payment = _book(requests, request, told)
    known = RequestStatus(request.status)
    finding = judge_payment(
        known,
        payment.status,
        is_its_own=request.provider_payment_id in {None, payment.provider_payment_id},
        is_exact=_is_exact(request, payment),
    )
    if finding is Finding.APPROVE:
        _approve(requests, request, payment)
    elif finding is Finding.REVIEW:
        _leave_to_a_person(requests, request, payment)
    elif finding is Finding.GIVE_BACK:
        give_back(requests, request, payment, LATE if known in UNPAID_REQUEST_ENDS else SECOND)
    elif finding is Finding.REVERT:
        _revert(requests, request, payment, known)
    return request.company_id


def _book(requests: RequestRepository, request: PaymentRequest, told: PaymentSnapshot) -> RequestPayment:
    """Insert or refresh the row of a payment; money that went back did not come again."""
    payment = requests.find_payment(told.provider_payment_id)
    if payment is None:
        payment = RequestPayment(
            company_id=request.company_id,
            request_id=request.id,
            provider_payment_id=told.provider_payment_id,
            status=told.status,
            amount=told.amount,
            currency=told.currency,
            refunded_amount=told.refunded_amount,
            refund_state="none",
        )
        requests.add(payment)
    if payment.status not in MONEY_WENT_BACK or told.status in MONEY_WENT_BACK:
        payment.status, payment.status_detail = told.status, told.status_detail
    payment.refunded_amount = max(payment.refunded_amount, told.refunded_amount)
    requests.flush()
    if payment.status in MONEY_WENT_BACK and payment.refund_state == "owed":
        requests.settle_refund(payment, clock.now())
    if request.collector_company_id is not None:
        foreign.book_online(request.collector_company_id, request.id, told)
    return payment


def _is_exact(request: PaymentRequest, payment: RequestPayment) -> bool:
    is_same = (payment.amount, payment.currency) == (request.amount, request.currency)
    return is_same and payment.refunded_amount == 0


def _approve(requests: RequestRepository, request: PaymentRequest, payment: RequestPayment) -> None:
    """Approve the request and let its product act on it; what the product does not want any more goes back."""
    now = clock.now()
    moved = requests.advance(
        request,
        RequestStatus.PENDING,
        RequestStatus.APPROVED,
        provider_payment_id=payment.provider_payment_id,
        approved_at=now,
        ended_at=now,
        next_look_at=later(
            now,
            next_search(RequestStatus.APPROVED, now - request.created_at, request.expires_at - now, is_published=True),
        ),
    )
    if not moved:
        raise Conflict  # cannot be: the row is locked
    owe_closing(request)
    _record(request, "approved", RequestStatus.PENDING, payment)
    news = news_of(request)
    if not listener_of(news.concept).on_request_approved(news):
        log.info("payments.request_unwanted", request_id=request.id)
        give_back(requests, request, payment, UNWANTED)


def _leave_to_a_person(requests: RequestRepository, request: PaymentRequest, payment: RequestPayment) -> None:
    """Money came that is not what was asked for: activate nothing, tell the operators."""
    moved = requests.advance(
        request,
        RequestStatus.PENDING,
        RequestStatus.REVIEW,
        provider_payment_id=payment.provider_payment_id,
        ended_at=clock.now(),
        next_look_at=None,
    )
    if not moved:
        raise Conflict  # cannot be: the row is locked
    owe_closing(request)
    _record(request, "review", RequestStatus.PENDING, payment)
    log.error("payments.request_mismatch", request_id=request.id)
    text = REVIEW_TEXT.format(
        request_id=request.id,
        asked=f"{request.amount} {request.currency}",
        paid=f"{payment.amount} {payment.currency or '?'}",
        payment=payment.provider_payment_id,
    )
    for address in plugged().members.admin_addresses():
        mail.send(address, REVIEW_SUBJECT, text)


def give_back(requests: RequestRepository, request: PaymentRequest, payment: RequestPayment, reason: str) -> None:
    """Owe the refund of a payment that buys nothing, once."""
    if not requests.owe_refund(payment, reason, clock.now() + REFUND_AGAIN):
        return
    if request.provider_payment_id is None:
        request.provider_payment_id = payment.provider_payment_id
    outbox.put(REFUND, {"request_payment_id": payment.id})
    log.warning("payments.refund_owed", request_id=request.id, reason=reason)
    audit.record(
        "payments.request.refund_owed",
        request.id,
        company_id=request.company_id,
        after={"payment": payment.provider_payment_id, "amount": str(payment.amount), "why": reason},
    )


def _revert(
    requests: RequestRepository, request: PaymentRequest, payment: RequestPayment, known: RequestStatus
) -> None:
    """Note that the money of this request went back: by us, by hand at the provider, or charged back."""
    decided_by = request.provider_payment_id or payment.provider_payment_id
    if not requests.advance(request, known, RequestStatus.REFUNDED, provider_payment_id=decided_by, next_look_at=None):
        return
    _record(request, "refunded", known, payment)
    news = news_of(request)
    if known is RequestStatus.APPROVED and payment.refund_reason != UNWANTED:
        listener_of(news.concept).on_request_reverted(news)
    elif known is RequestStatus.REVIEW:
        listener_of(news.concept).on_request_ended(news)


def _record(request: PaymentRequest, verb: str, before: RequestStatus, payment: RequestPayment) -> None:
    audit.record(
        f"payments.request.{verb}",
        request.id,
        company_id=request.company_id,
        before={"status": before},
        after={
            "status": request.status,
            "payment": payment.provider_payment_id,
            "payment_status": payment.status,
            "amount": str(payment.amount),
            "currency": payment.currency,
        },
    )


@transactional
def note_refund(request_payment_id: str) -> None:
    """Write down that a payment went back by our refund; its request becomes refunded when it was that payment's."""
    requests = RequestRepository(PLATFORM)
    request = requests.lock(requests.get_payment(request_payment_id).request_id)
    payment = requests.get_payment(request_payment_id)
    if request is None or not requests.settle_refund(payment, clock.now()):
        return
    payment.status, payment.refunded_amount = "refunded", payment.amount
    requests.flush()
    audit.record(
        "payments.request.refund_done",
        request.id,
        company_id=request.company_id,
        after={"payment": payment.provider_payment_id, "amount": str(payment.amount)},
    )
    if request.provider_payment_id == payment.provider_payment_id:
        _revert(requests, request, payment, RequestStatus(request.status))


@transactional
def end_if_over(request_id: str) -> bool:
    """End a pending request whose time is over and tell its product; returns whether it ended now.

    Not while a payment may still come through (for a day at most). Rejected when the payer tried and was refused.
    """
    requests = RequestRepository(PLATFORM)
    request = requests.lock(request_id)
    now = clock.now()
    if request is None or request.status != RequestStatus.PENDING or now < request.expires_at + END_GRACE:
        return False
    tries = {payment.status for payment in requests.list_payments(request_id)}
    if tries & MONEY_MAY_COME and now < request.expires_at + LOOK_BACK:
        return False
    status = RequestStatus.REJECTED if "rejected" in tries else RequestStatus.EXPIRED
    if not end_unpaid(requests, request, status):
        return False
    news = news_of(request)
    listener_of(news.concept).on_request_ended(news)
    return True
