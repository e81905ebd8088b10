"""The sweep (rule 12): finds by itself what no notification told, and records each find as missed."""

from __future__ import annotations

import json
from datetime import timedelta

import structlog

from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import AppError
from backend.payments.domain import OPEN, Channel, ChargeStatus, NamedCharge, next_look
from backend.payments.models import Payment, PaymentOrder
from backend.payments.ports import AccountAccess, PaymentSnapshot, plugged
from backend.payments.repository import inbox, orders, payments
from backend.payments.repository.orders import OrderRepository
from backend.payments.repository.payments import PaymentRepository
from backend.payments.service import tokens
from backend.payments.service.applying import complete_sale, copy_details
from backend.payments.service.inbox import Incoming, receive
from backend.payments.service.looking import look

log = structlog.get_logger("payments")
BATCH = 50
CLAIM = timedelta(minutes=2)
# What a notification calls the state, where its name is not ours.
ACTIONS: dict[str, str] = {ChargeStatus.PARTIALLY_REFUNDED: "order.refunded"}


def sweep() -> int:
    """Look at every open charge that is due; returns how many were looked at."""
    looked = 0
    while due := _claim():
        for item in due:
            _look_at(item)
        looked += len(due)
    return looked


@transactional
def _claim() -> list[NamedCharge]:
    return orders.claim_due(clock.now(), BATCH, CLAIM)


def _look_at(item: NamedCharge) -> None:
    try:
        if look(item.company_id, item.order_id):
            _record_if_missed(item)
    except Exception:  # one charge that breaks something must not keep the sweep from the others
        log.exception("payments.look_broke", order_id=item.order_id)
    _look_again_later(item)


@transactional
def _look_again_later(item: NamedCharge) -> None:
    order = OrderRepository(item.company_id).lock(item.order_id)
    now = clock.now()
    wait = next_look(ChargeStatus(order.status), order.status_detail, now - order.created_at)
    order.next_look_at = None if wait is None else now + wait


def _record_if_missed(item: NamedCharge) -> None:
    order = _order(item)
    action = ACTIONS.get(order.status, f"order.{order.status.lower()}")
    if order.provider_order_id is None or order.status in OPEN or _was_told(order.provider_order_id, action):
        return
    missed = Incoming(
        topic="order",
        action=action,
        resource_id=order.provider_order_id,
        provider_user_id=None,
        request_id=f"sweep-{order.id}",
        verdict="unverified",
        body=json.dumps({"found": order.status, "order": order.id}),
    )
    receive(missed, source="sweep")
    log.info("payments.notification_missed", order_id=order.id, status=order.status)


@reading
def _order(item: NamedCharge) -> PaymentOrder:
    return OrderRepository(item.company_id).get(item.order_id)


@reading
def _was_told(provider_order_id: str, action: str) -> bool:
    return inbox.was_told(provider_order_id, action)


def complete_sales() -> None:
    """Complete the sales of paid charges whose listener failed; what fails again rests longer each time."""
    for item in _claim_owed_sales():
        try:
            complete_sale(item.company_id, item.order_id)
        except Exception:
            log.exception("payments.sale_not_completed", order_id=item.order_id)


@transactional
def _claim_owed_sales() -> list[NamedCharge]:
    return orders.claim_owed_sales(clock.now(), BATCH)


def sync_payments() -> None:
    """Read fees and card of payments that were booked from their order alone; a failure rests longer each time."""
    for payment in _claim_unsynced():
        try:
            with tokens.using(_access(payment)) as access:
                told = plugged().gateway.fetch_payment(access, payment.provider_payment_id)
            _copy(payment.company_id, told)
        except AppError as error:
            log.info("payments.sync_failed", payment_id=payment.id, error=error.code)
        except Exception:
            log.exception("payments.sync_broke", payment_id=payment.id)


@transactional
def _claim_unsynced() -> list[Payment]:
    return list(payments.claim_unsynced(clock.now(), BATCH))


def _access(payment: Payment) -> AccountAccess:
    if payment.order_id is None:
        return tokens.access_for(payment.company_id, Channel.QR)
    order = _order(NamedCharge(payment.company_id, payment.order_id))
    return tokens.access_for_charge(order.account_id, order.provider_user_id)


@transactional
def _copy(company_id: int, told: PaymentSnapshot) -> None:
    payment = PaymentRepository(company_id).lock_by_provider_id(told.provider_payment_id)
    if payment is not None:
        copy_details(payment, told)
        payment.refunded_amount = max(payment.refunded_amount, told.refunded_amount)
