"""Books what the provider tells about a charge, forward only, in one transaction with everything that follows from it.

The order row is locked first, then its payment: every path takes locks in this order.
"""

from __future__ import annotations

import structlog
from sqlalchemy.exc import DBAPIError

from backend.infra import audit
from backend.infra.db import session
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import is_retryable, transactional
from backend.kernel import clock
from backend.kernel.money import ZERO
from backend.payments.domain import FIRST_TRY, PAID, Channel, ChargeStatus, is_contradiction, path_to, tip_of
from backend.payments.models import Payment, PaymentOrder
from backend.payments.ports import ApprovedPayment, ChargeSnapshot, PaymentSnapshot, plugged
from backend.payments.repository.orders import OrderRepository, is_known_order
from backend.payments.repository.payments import PaymentRepository

log = structlog.get_logger("payments")
CONTRADICTED = "contradicted"
NOT_COPIED = frozenset(
    {"provider_payment_id", "external_reference", "collector_id", "is_complete", "currency", "refunded_amount"}
)
STATES = frozenset({"status", "status_detail"})
GIVEN_BACK = frozenset({"refunded", "charged_back"})


@transactional
def apply_snapshot(company_id: int, order_id: str, snapshot: ChargeSnapshot) -> bool:
    """Move the charge to where the provider says it is, if that is forward; returns whether its state changed.

    When it becomes paid, the payment is booked and listeners complete the sale in this same transaction. Applying the
    same snapshot again changes nothing. A snapshot of another charge or amount never pays this one.
    """
    orders = OrderRepository(company_id)
    order = orders.lock(order_id)
    if not _is_about(order, snapshot) or _is_of_another(order, snapshot):
        log.warning("payments.snapshot_of_another_charge", order_id=order.id)
        return False
    _learn(order, snapshot)
    if snapshot.amount != order.amount:
        return _doubt(orders, order, "amount_mismatch")
    known = ChargeStatus(order.status)
    if is_contradiction(known, snapshot.status):
        _book_contradiction(order, snapshot)
        return False
    if snapshot.status in PAID and snapshot.payment is None:
        log.warning("payments.paid_without_payment", order_id=order.id)
        return False
    steps = path_to(known, snapshot.status)
    for step in steps:
        if not _step(orders, order, known, step, snapshot):
            return False
        known = step
    if not steps and snapshot.payment is not None and known in PAID:
        _book_payment(order, snapshot.payment, snapshot)
    return bool(steps)


def _is_about(order: PaymentOrder, snapshot: ChargeSnapshot) -> bool:
    return snapshot.external_reference == order.external_reference and order.provider_order_id in {
        None,
        snapshot.provider_order_id,
    }


def _is_of_another(order: PaymentOrder, snapshot: ChargeSnapshot) -> bool:
    """Tell whether the order found by our reference is another company's, which shares the seller and the reference."""
    return order.provider_order_id is None and is_known_order(snapshot.provider_order_id)


def _learn(order: PaymentOrder, snapshot: ChargeSnapshot) -> None:
    order.provider_order_id = snapshot.provider_order_id
    order.qr_content = order.qr_content or snapshot.qr_content
    order.in_store_order_id = order.in_store_order_id or snapshot.in_store_order_id
    order.asked_at = clock.now()


def _doubt(orders: OrderRepository, order: PaymentOrder, why: str) -> bool:
    """Leave the charge to a person: the provider tells of another amount than was asked."""
    known = ChargeStatus(order.status)
    if ChargeStatus.UNDECIDED not in path_to(known, ChargeStatus.UNDECIDED):
        return False
    audit.record("payments.charge.doubted", order.id, company_id=order.company_id, after={"why": why})
    return orders.advance(
        order, known, ChargeStatus.UNDECIDED, status_detail=why, undecided_since=order.undecided_since or clock.now()
    )


def _step(
    orders: OrderRepository, order: PaymentOrder, known: ChargeStatus, told: ChargeStatus, snapshot: ChargeSnapshot
) -> bool:
    now = clock.now()
    values: dict[str, object] = {"status_detail": snapshot.status_detail, "refunded_amount": snapshot.refunded_amount}
    if told is ChargeStatus.UNDECIDED:
        values["undecided_since"] = now
    if told is ChargeStatus.PROCESSED:
        values |= _payment_values(order, snapshot) | {"processed_at": now}
        values["sale_due_at"] = None if order.sale_draft is None or order.sale_id else now + FIRST_TRY
    if not orders.advance(order, known, told, **values):
        return False
    audit.record(
        f"payments.charge.{told.lower()}",
        order.id,
        company_id=order.company_id,
        before={"status": known},
        after={"status": told, "detail": snapshot.status_detail},
    )
    if snapshot.payment is not None and told in PAID:
        payment = _book_payment(order, snapshot.payment, snapshot)
        if told is ChargeStatus.PROCESSED and payment is not None:
            tell_listeners(order, payment)
    return True


def _payment_values(order: PaymentOrder, snapshot: ChargeSnapshot) -> dict[str, object]:
    payment = snapshot.payment
    paid = snapshot.paid_amount if snapshot.paid_amount is not None else order.amount
    return {
        "paid_amount": paid,
        "tip_amount": tip_of(order.amount, paid),
        "provider_payment_id": payment.provider_payment_id if payment else None,
        "payment_method": (payment.payment_method or payment.payment_type) if payment else None,
        "card_brand": payment.card_brand if payment else None,
        "card_last_four": payment.card_last_four if payment else None,
        "installments": payment.installments if payment else None,
    }


def _book_contradiction(order: PaymentOrder, snapshot: ChargeSnapshot) -> None:
    """Keep money that arrived for a charge we closed as unpaid: a payment without a sale, shown to a person."""
    if snapshot.payment is None or _book_payment(order, snapshot.payment, snapshot) is None:
        return
    if order.status_detail == CONTRADICTED:
        return
    order.status_detail = CONTRADICTED
    log.error("payments.contradiction", order_id=order.id, known=order.status, told=snapshot.status)
    audit.record(
        "payments.charge.contradicted",
        order.id,
        company_id=order.company_id,
        before={"status": order.status},
        after={"told": snapshot.status, "payment": snapshot.payment.provider_payment_id},
    )


def _book_payment(order: PaymentOrder, told: PaymentSnapshot, snapshot: ChargeSnapshot) -> Payment | None:
    """Insert or refresh the payment row of a charge; None when the payment is another company's."""
    payment = PaymentRepository(PLATFORM).lock_by_provider_id(told.provider_payment_id)
    if payment is None:
        payment = Payment(
            company_id=order.company_id,
            order_id=order.id,
            provider_payment_id=told.provider_payment_id,
            currency=order.currency,
            terminal_id=order.terminal_id,
        )
        session().add(payment)
    elif payment.company_id != order.company_id or payment.order_id not in {None, order.id}:
        log.error("payments.payment_of_another_charge", order_id=order.id, payment_id=payment.id)
        return None
    payment.order_id = order.id
    copy_details(payment, told)
    known = payment.refunded_amount or ZERO
    payment.refunded_amount = max(known, told.refunded_amount, snapshot.refunded_amount)
    session().flush()
    return payment


def copy_details(payment: Payment, told: PaymentSnapshot) -> None:
    """Write what the provider tells of a payment into its row; what it leaves out keeps its value."""
    # An older answer may arrive after a newer one: money that went back did not come again.
    is_outdated = payment.status in GIVEN_BACK and told.status not in GIVEN_BACK
    left_out = NOT_COPIED | (STATES if is_outdated else frozenset())
    for name in told.__slots__:
        value = getattr(told, name)
        if name not in left_out and value is not None:
            setattr(payment, name, value)
    if told.is_complete:
        payment.synced_at, payment.sync_due_at = clock.now(), None
    elif payment.synced_at is None and payment.sync_due_at is None:
        payment.sync_due_at = clock.now()


def tell_listeners(order: PaymentOrder, payment: Payment) -> None:
    """Send the news of a paid charge upwards; a listener's failure never unbooks the money.

    The sale it should have completed is completed later by ``payments.complete_sales``.
    """
    news = ApprovedPayment(
        company_id=order.company_id,
        order_id=order.id,
        point_of_sale_id=order.point_of_sale_id,
        user_id=order.user_id,
        channel=Channel(order.channel),
        payment_id=payment.id,
        provider_payment_id=payment.provider_payment_id,
        amount=order.amount,
        tip_amount=order.tip_amount,
        currency=order.currency,
        description=order.description,
        draft=order.sale_draft,
        card_brand=payment.card_brand,
        card_last_four=payment.card_last_four,
        installments=payment.installments,
    )
    for listener in plugged().listeners:
        try:
            with session().begin_nested():
                sale_id = listener.on_payment_approved(news)
                if sale_id is not None:
                    order.sale_id = payment.sale_id = sale_id
                    order.sale_due_at = None
                    session().flush()
        except DBAPIError as error:
            if is_retryable(error):
                raise
            log.exception("payments.listener_failed", order_id=order.id)
        except Exception:
            log.exception("payments.listener_failed", order_id=order.id)


@transactional
def complete_sale(company_id: int, order_id: str) -> None:
    """Tell listeners again of a paid charge whose draft has not become a sale."""
    order = OrderRepository(company_id).lock(order_id)
    if order.sale_id is not None or order.sale_draft is None:
        order.sale_due_at = None
        return
    for payment in PaymentRepository(company_id).list_of_order(order.id):
        if payment.provider_payment_id == order.provider_payment_id:
            tell_listeners(order, payment)
