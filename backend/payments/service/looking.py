"""Asking the provider how a charge stands: by a status read, a notification or the sweep (rules 7, 11, 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row

from backend.infra import audit
from backend.infra.unit_of_work import reading, reading_rows, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.domain import (
    FRESH,
    LOST_CALL_GRACE,
    NEVER_ARRIVED,
    OPEN,
    UNPAID_ENDS,
    WAITING,
    ChargeStatus,
    NamedCharge,
    next_look,
)
from backend.payments.errors import AccountNotConnected, CancelAtTerminal, ChargeFinished, ChargeNotFound
from backend.payments.models import PaymentOrder
from backend.payments.ports import AccountAccess, ChargeSnapshot, plugged
from backend.payments.repository.orders import OrderRepository, orders_of_seller
from backend.payments.service import tokens
from backend.payments.service.applying import apply_snapshot

log = structlog.get_logger("payments")
STATUS_READ_SECONDS = 2.0


def status(company_id: int, some_id: str) -> Row[Any]:
    """Return the status row of a charge (our id or the provider's), asking the provider when ours is over 2 s old."""
    row = _row(company_id, some_id)
    return _freshened(company_id, row) or row


def status_by_reference(company_id: int, external_reference: str) -> Row[Any]:
    """Return the status row of the charge with our reference, freshened as :func:`status` does."""
    row = _row_by_reference(company_id, external_reference)
    return _freshened(company_id, row) or row


@reading_rows
def _row(company_id: int, some_id: str) -> Row[Any]:
    return OrderRepository(company_id).status_row(some_id)


@reading_rows
def _row_by_reference(company_id: int, external_reference: str) -> Row[Any]:
    return OrderRepository(company_id).status_row_by_reference(external_reference)


@reading
def list_open(company_id: int) -> list[PaymentOrder]:
    """Return the charges without an end, newest first, at most 100."""
    return list(OrderRepository(company_id).list_open(100))


@reading
def charges_of_seller(
    provider_user_id: str, *, provider_order_id: str | None = None, reference: str | None = None
) -> list[NamedCharge]:
    """Return the charges made with accounts of this seller that a notification names, by either id."""
    return orders_of_seller(provider_user_id, provider_order_id=provider_order_id, reference=reference)


def _freshened(company_id: int, row: Row[Any]) -> Row[Any] | None:
    is_stale = row.asked_at is None or row.asked_at <= clock.now() - FRESH
    if row.status not in OPEN or not is_stale or not _claim(company_id, row.id):
        return None
    look(company_id, row.id, seconds=STATUS_READ_SECONDS)
    return _row(company_id, row.id)


@transactional
def _claim(company_id: int, order_id: str) -> bool:
    return OrderRepository(company_id).claim_asking(order_id, clock.now())


def look(company_id: int, order_id: str, *, seconds: float | None = None) -> bool:
    """Ask the provider about a charge and book the answer; returns whether its state changed.

    Never raises for a provider that is down, slow or wrong: the charge stays as it is and is looked at again.
    ``seconds`` bounds the call.
    """
    try:
        return _look(company_id, order_id, seconds)
    except AppError as error:
        log.info("payments.look_failed", order_id=order_id, error=error.code)
        return False


def look_now(company_id: int, order_id: str) -> bool:
    """Ask the provider because a notification says so; returns False when the charge could not be read."""
    try:
        _look(company_id, order_id, None)
    except AppError as error:
        log.info("payments.look_failed", order_id=order_id, error=error.code)
        return False
    return True


def _look(company_id: int, order_id: str, seconds: float | None) -> bool:
    order = _order(company_id, order_id)
    try:
        access = tokens.access_for_charge(order.account_id, order.provider_user_id)
        with tokens.using(access):
            snapshot = _ask(access, order, seconds)
    except (AccountNotConnected, ChargeNotFound) as nobody:
        _leave_undecided(company_id, order_id, nobody.code, clock.now())
        raise
    if snapshot is None:
        return _close_lost(company_id, order_id, clock.now())
    has_changed = apply_snapshot(company_id, order_id, snapshot)
    is_unwanted = order.cancel_requested_at is not None or ChargeStatus(order.status) in UNPAID_ENDS
    if is_unwanted and snapshot.status is ChargeStatus.PENDING:
        return cancel_quietly(access, order_id, company_id, snapshot.provider_order_id) or has_changed
    return has_changed


def cancel_at_provider(access: AccountAccess, order_id: str, company_id: int, provider_order_id: str) -> bool:
    """Ask the provider to cancel; returns whether the charge's state changed. Refusals pass as they are raised."""
    answer = plugged().gateway.cancel(access, provider_order_id, f"cancel-{order_id}")
    return answer.snapshot is not None and apply_snapshot(company_id, order_id, answer.snapshot)


def cancel_quietly(access: AccountAccess, order_id: str, company_id: int, provider_order_id: str) -> bool:
    """As :func:`cancel_at_provider`; a refusal only means that the charge goes on."""
    try:
        return cancel_at_provider(access, order_id, company_id, provider_order_id)
    except (CancelAtTerminal, ChargeFinished):
        return False


@reading
def _order(company_id: int, order_id: str) -> PaymentOrder:
    return OrderRepository(company_id).get(order_id)


def _ask(access: AccountAccess, order: PaymentOrder, seconds: float | None) -> ChargeSnapshot | None:
    gateway = plugged().gateway
    if order.provider_order_id is not None:
        return gateway.fetch(access, order.provider_order_id, seconds=seconds)
    return gateway.find(access, order.external_reference, order.created_at, seconds=seconds)


@transactional
def _leave_undecided(company_id: int, order_id: str, why: str, now: datetime) -> None:
    """Leave a charge that nobody can be asked about to a person, once its time is over, and free its device.

    Never as unpaid: when its seller is connected again, what became of it is still booked.
    """
    orders = OrderRepository(company_id)
    order = orders.lock(order_id)
    known = ChargeStatus(order.status)
    if known not in WAITING or order.expires_at + LOST_CALL_GRACE > now:
        return
    audit.record("payments.charge.undecided", order_id, company_id=company_id, after={"why": why})
    orders.advance(order, known, ChargeStatus.UNDECIDED, status_detail=why, undecided_since=now)


@transactional
def _close_lost(company_id: int, order_id: str, now: datetime) -> bool:
    """End a charge whose creation got lost on the way, once it cannot surface any more."""
    orders = OrderRepository(company_id)
    order = orders.lock(order_id)
    is_over = order.expires_at + LOST_CALL_GRACE <= now
    is_given_up = order.cancel_requested_at is not None and order.cancel_requested_at + LOST_CALL_GRACE <= now
    known = ChargeStatus(order.status)
    is_lost = order.provider_order_id is None and known in {ChargeStatus.PENDING, ChargeStatus.UNDECIDED}
    if not is_lost or not (is_over or is_given_up):
        return False
    told = ChargeStatus.CANCELED if is_given_up else ChargeStatus.EXPIRED
    audit.record(f"payments.charge.{told.lower()}", order_id, company_id=company_id, after={"why": NEVER_ARRIVED})
    wait = next_look(told, NEVER_ARRIVED, now - order.created_at)
    return orders.advance(
        order,
        known,
        told,
        status_detail=NEVER_ARRIVED,
        next_look_at=None if wait is None else now + wait,
    )
