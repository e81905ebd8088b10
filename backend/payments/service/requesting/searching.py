"""The sweep of payable requests (contract 40-mercadopago rule 12): finds what nobody told, ends what is over."""

from __future__ import annotations

import json
from datetime import timedelta

import structlog

from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.domain import LOOK_BACK, MONEY_CAME, RequestStatus, next_search
from backend.payments.errors import AccountNotConnected
from backend.payments.models import PaymentRequest
from backend.payments.ports import PaymentSnapshot, plugged
from backend.payments.repository import inbox
from backend.payments.repository.requests import RequestRepository, claim_due
from backend.payments.service.inbox import Incoming, receive
from backend.payments.service.requesting import collecting
from backend.payments.service.requesting.opening import later
from backend.payments.service.requesting.settling import end_if_over, settle

log = structlog.get_logger("payments")
BATCH = 50
CLAIM = timedelta(minutes=2)


def sweep() -> int:
    """Look at every request that is due; returns how many were looked at. Any number of processes may do it."""
    looked = 0
    while due := _claim():
        for request_id in due:
            _look_at(request_id)
        looked += len(due)
    return looked


@transactional
def _claim() -> list[str]:
    return claim_due(clock.now(), BATCH, CLAIM)


def _look_at(request_id: str) -> None:
    try:
        look(request_id)
    except AppError as error:
        log.info("payments.request_not_searched", request_id=request_id, error=error.code)
    except Exception:  # one request that breaks something must not keep the sweep from the others
        log.exception("payments.request_search_broke", request_id=request_id)
    _look_again_later(request_id)


def look(request_id: str) -> None:
    """Search the provider for payments of a request, book them, and end the request when its time is over.

    Raises what the provider raises: nobody ends a request whose payments could not be searched.
    """
    request = _request(request_id)
    if request.preference_id is not None:
        found = _search(request)
        for told in found:
            settle(told)
        _record_if_missed(request, found)
    end_if_over(request_id)


def _search(request: PaymentRequest) -> list[PaymentSnapshot]:
    """Return the payments that carry the request's reference; none, in the end, when nobody can be asked any more."""
    try:
        access = collecting.access_of(collecting.collector_of(request))
    except AccountNotConnected:
        if clock.now() < request.expires_at + LOOK_BACK:
            raise
        return []
    with collecting.using(access):
        return plugged().checkout.find_payments(access, request.id, request.created_at)


@reading
def _request(request_id: str) -> PaymentRequest:
    return RequestRepository(PLATFORM).get(request_id)


@transactional
def _look_again_later(request_id: str) -> None:
    request = RequestRepository(PLATFORM).lock(request_id)
    if request is None:
        return
    now = clock.now()
    wait = next_search(
        RequestStatus(request.status),
        now - request.created_at,
        request.expires_at - now,
        is_published=request.preference_id is not None,
    )
    request.next_look_at = later(now, wait)


def _record_if_missed(before: PaymentRequest, found: list[PaymentSnapshot]) -> None:
    """Note the payments that changed a request without any notification having told of them."""
    after = _request(before.id)
    if after.status == before.status:
        return
    for told in found:
        if told.status not in MONEY_CAME or _was_told(told.provider_payment_id):
            continue
        missed = Incoming(
            topic="payment",
            action="payment.updated",
            resource_id=told.provider_payment_id,
            provider_user_id=told.collector_id,
            request_id=f"sweep-{before.id}",
            verdict="unverified",
            body=json.dumps({"found": told.status, "request": before.id}),
        )
        receive(missed, source="sweep")
        log.info("payments.notification_missed", request_id=before.id, status=told.status)


@reading
def _was_told(provider_payment_id: str) -> bool:
    return inbox.was_told(provider_payment_id, "payment.updated") or inbox.was_told(
        provider_payment_id, "payment.created"
    )
