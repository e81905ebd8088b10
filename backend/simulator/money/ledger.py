"""Payments come into being, change and are given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from backend.kernel.money import ZERO
from backend.simulator.money import methods
from backend.simulator.records import Payment, Refund
from backend.simulator.webhooks import notices

if TYPE_CHECKING:
    from decimal import Decimal

    from backend.simulator.records import Order, Preference
    from backend.simulator.world import World


@dataclass(frozen=True)
class Try:
    """How somebody pays on a checkout page, and what comes of it."""

    method: methods.Method
    installments: int
    status: str
    detail: str
    amount: Decimal


def book(world: World, order: Order, method: methods.Method, installments: int, outcome: tuple[str, str]) -> Payment:
    """Create the payment of an order with this status and detail; a tip is part of what was paid."""
    status, detail = outcome
    now = world.now()
    amount = order.amount + order.tip
    payment = Payment(
        id=world.ids.number("payment"),
        user_id=order.user_id,
        client_id=order.client_id,
        live_mode=order.live_mode,
        order_id=order.id,
        merchant_order_id=order.merchant_order_id,
        currency=order.currency,
        amount=amount,
        fee=methods.fee(amount, order.type, method.type, order.currency),
        method_id=method.id,
        type_id=method.type,
        installments=installments,
        status=status,
        status_detail=detail,
        channel=order.type,
        external_reference=order.external_reference,
        description=order.request.get("description"),
        store_id=order.store_id,
        pos_id=order.pos_id,
        terminal_id=order.terminal_id,
        authorization_code=world.ids.digits(6),
        created_at=now,
        updated_at=now,
    )
    if status == "approved":
        mark_approved(world, payment)
    world.add_payment(payment)
    order.payment_id = payment.id
    notices.announce_payment(world, payment, "payment.created")
    return payment


def book_online(world: World, page: Preference, tried: Try) -> Payment:
    """Create a payment that was tried on a checkout page."""
    now = world.now()
    payment = Payment(
        id=world.ids.number("payment"),
        user_id=page.user_id,
        client_id=page.client_id,
        live_mode=page.live_mode,
        order_id=None,
        merchant_order_id=None,
        currency=page.currency,
        amount=tried.amount,
        fee=methods.fee(tried.amount, "checkout", tried.method.type, page.currency),
        method_id=tried.method.id,
        type_id=tried.method.type,
        installments=tried.installments,
        status=tried.status,
        status_detail=tried.detail,
        channel="checkout",
        external_reference=page.external_reference,
        description=page.request["items"][0]["title"],
        store_id=None,
        pos_id=None,
        terminal_id=None,
        authorization_code=world.ids.digits(6),
        created_at=now,
        updated_at=now,
        preference_id=page.id,
        notification_url=page.request.get("notification_url"),
        binary_mode=bool(page.request.get("binary_mode")),
    )
    if tried.status == "approved":
        mark_approved(world, payment)
    world.add_payment(payment)
    notices.announce_payment(world, payment, "payment.created")
    return payment


def mark_approved(world: World, payment: Payment) -> None:
    """Note when the payment was approved and when its money is released."""
    payment.approved_at = world.now()
    payment.released_at = payment.approved_at + timedelta(days=methods.release_days(payment.type_id))


def give_back(world: World, payment: Payment, amount: Decimal) -> Refund:
    """Refund this much; the caller has checked that so much is left. A full refund ends the payment as refunded."""
    refund = Refund(
        id=world.ids.number("refund"),
        reference=world.ids.ulid("REF"),
        payment_id=payment.id,
        amount=amount,
        created_at=world.now(),
    )
    world.add_refund(refund)
    payment.refunded += amount
    full = payment.refunded == payment.amount
    change(world, payment, "refunded" if full else "approved", "refunded" if full else "partially_refunded")
    return refund


def left(payment: Payment) -> Decimal:
    """Return what can still be refunded."""
    return payment.amount - payment.refunded if payment.status == "approved" else ZERO


def change(world: World, payment: Payment, status: str, detail: str) -> None:
    """Move a payment to another status and tell of it."""
    payment.status, payment.status_detail = status, detail
    payment.updated_at = world.now()
    if status == "approved" and payment.approved_at is None:
        mark_approved(world, payment)
    notices.announce_payment(world, payment, "payment.updated")
