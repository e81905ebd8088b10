"""The product that a request belongs to, and the news it gets."""

from __future__ import annotations

from backend.payments.domain import Concept, RequestNews, RequestStatus
from backend.payments.models import PaymentRequest
from backend.payments.ports import PaymentRequestListener, plugged


def listener_of(concept: Concept) -> PaymentRequestListener:
    """Return the one product that claims the concept; RuntimeError (a mistake of wiring) unless it is exactly one."""
    claiming = [listener for listener in plugged().request_listeners if concept in listener.concepts]
    if len(claiming) != 1:
        raise RuntimeError(f"{len(claiming)} listeners claim {concept}: see request_listeners in backend/app.py")
    return claiming[0]


def news_of(request: PaymentRequest) -> RequestNews:
    """Return the request as its product hears of it."""
    return RequestNews(
        request_id=request.id,
        company_id=request.company_id,
        concept=Concept(request.concept),
        reference_id=request.reference_id,
        amount=request.amount,
        currency=request.currency,
        status=RequestStatus(request.status),
        payment_url=request.payment_url,
        provider_payment_id=request.provider_payment_id,
        approved_at=request.approved_at,
        expires_at=request.expires_at,
    )
