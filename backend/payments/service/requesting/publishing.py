"""Publishing a request: its checkout page at the provider, one kept however often it is tried."""

from __future__ import annotations

from typing import Any

import structlog

from backend.infra import outbox
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.domain import FIRST_SWEEP, Preference, PreferenceOrder, RequestStatus
from backend.payments.errors import AccountNotConnected, PaymentRequestEnded, PaymentsNotConfigured
from backend.payments.models import PaymentRequest
from backend.payments.ports import AccountAccess, plugged
from backend.payments.repository.requests import RequestRepository
from backend.payments.service.requesting import collecting
from backend.payments.service.requesting.telling import listener_of, news_of

log = structlog.get_logger("payments")
PUBLISH = "payments.publish_request"


def publish(request_id: str) -> str:
    """Make the request's checkout page and return its address; the kept one when it was made before.

    Network calls: after the commit of the unit that opened the request, never inside one. Safe to repeat and to race:
    one page is kept and handed out; one whose making got lost was never seen by anybody. Raises PaymentRequestNotFound,
    PaymentRequestEnded, PaymentsNotConfigured when the collector's account is gone, and what ``create_preference``
    raises: the request then stays pending and unpublished, and the caller decides (try again, owe it, withdraw it).
    """
    request = _request(request_id)
    if request.payment_url is not None and request.status == RequestStatus.PENDING:
        return request.payment_url
    if request.status != RequestStatus.PENDING or request.expires_at <= clock.now():
        raise PaymentRequestEnded
    try:
        access = collecting.access_of(collecting.collector_of(request))
    except AccountNotConnected as error:
        raise PaymentsNotConfigured from error
    with collecting.using(access):
        made = plugged().checkout.create_preference(access, _order_of(request))
    kept = _keep(request_id, made)
    if kept.preference_id != made.id:
        _close_quietly(access, made.id, _order_of(request))
    if kept.status != RequestStatus.PENDING or kept.payment_url is None:
        raise PaymentRequestEnded
    return kept.payment_url


def owe_publication(request_id: str) -> None:
    """Let the request be published after the commit of the open unit; its listener hears when that succeeded."""
    outbox.put(PUBLISH, {"request_id": request_id})


def deliver_publication(payload: dict[str, Any]) -> None:
    """Publish a request that was owed, and tell its listener once; a request that ended meanwhile is left alone."""
    try:
        publish(payload["request_id"])
    except PaymentRequestEnded:
        return
    _tell_published(payload["request_id"])


def deliver_closing(payload: dict[str, Any]) -> None:
    """Let the checkout page of an ended request expire at the provider; safe to repeat."""
    request = _request(payload["request_id"])
    if request.preference_id is None or request.status == RequestStatus.PENDING:
        return
    try:
        access = collecting.access_of(collecting.collector_of(request))
    except AccountNotConnected:  # nobody could close it; what is paid there all the same goes back
        return
    with collecting.using(access):
        plugged().checkout.close_preference(access, request.preference_id, _order_of(request))


@reading
def _request(request_id: str) -> PaymentRequest:
    return RequestRepository(PLATFORM).get(request_id)


def _order_of(request: PaymentRequest) -> PreferenceOrder:
    return PreferenceOrder(
        external_reference=request.id,
        title=request.title,
        amount=request.amount,
        currency=request.currency,
        expires_at=request.expires_at,
        back_path=request.back_path,
    )


@transactional
def _keep(request_id: str, made: Preference) -> PaymentRequest:
    """Write the page down unless another one was kept or the request ended; returns the request as it is then."""
    requests = RequestRepository(PLATFORM)
    requests.keep_preference(
        request_id,
        preference_id=made.id,
        payment_url=made.url,
        collector_user_id=made.collector_id,
        next_look_at=clock.now() + FIRST_SWEEP,
    )
    request = requests.get(request_id)
    if request.preference_id != made.id:
        log.info("payments.spare_preference", request_id=request_id, status=request.status)
    return request


def _close_quietly(access: AccountAccess, preference_id: str, order: PreferenceOrder) -> None:
    """Close a page that nobody was told of; left open it would still be harmless."""
    try:
        plugged().checkout.close_preference(access, preference_id, order)
    except AppError as error:
        log.info("payments.preference_not_closed", preference=preference_id, error=error.code)


@transactional
def _tell_published(request_id: str) -> None:
    requests = RequestRepository(PLATFORM)
    request = requests.lock(request_id)
    if request is None or request.status != RequestStatus.PENDING:
        return
    if requests.claim_published(request_id, clock.now()):
        news = news_of(request)
        listener_of(news.concept).on_request_published(news)
