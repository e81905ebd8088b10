"""SQL about payable requests and the payments that named them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.payments.domain import Concept, RequestStatus
from backend.payments.errors import PaymentRequestNotFound
from backend.payments.models import PaymentRequest, RequestPayment


def slot_of(concept: Concept, reference_id: str) -> str:
    """Return what a pending request occupies, so that a thing waits for one payment at most."""
    return f"{concept}:{reference_id}"


class RequestRepository(CompanyRepository):
    """Payable requests of one paying company, or of all (``PLATFORM``: by id, for news and jobs)."""

    def get(self, request_id: str) -> PaymentRequest:
        """Return the request; raises PaymentRequestNotFound."""
        found = select(PaymentRequest).where(PaymentRequest.id == request_id)
        request: PaymentRequest | None = self.execute(found).scalar_one_or_none()
        if request is None:
            raise PaymentRequestNotFound
        return request

    def lock(self, request_id: str) -> PaymentRequest | None:
        """Return the request locked until the end of the unit, freshly read, or None."""
        locked = select(PaymentRequest).where(PaymentRequest.id == request_id).with_for_update()
        request: PaymentRequest | None = self.execute(
            locked.execution_options(populate_existing=True)
        ).scalar_one_or_none()
        return request

    def find_open(self, concept: Concept, reference_id: str) -> PaymentRequest | None:
        """Return the pending request for a thing, or None."""
        waiting = select(PaymentRequest).where(PaymentRequest.open_slot == slot_of(concept, reference_id))
        return self.execute(waiting).scalar_one_or_none()

    def urls_of(self, concept: Concept, reference_ids: Iterable[str]) -> dict[str, str]:
        """Return where the pending requests for these things are paid, by thing; one statement."""
        waiting = select(PaymentRequest.reference_id, PaymentRequest.payment_url).where(
            PaymentRequest.open_slot.in_([slot_of(concept, reference) for reference in reference_ids]),
            PaymentRequest.payment_url.is_not(None),
        )
        return {row.reference_id: row.payment_url for row in self.execute(waiting)}

    def advance(self, request: PaymentRequest, known: RequestStatus, told: RequestStatus, **values: Any) -> bool:
        """Move the request along one arrow, if it still stands where we believe; returns whether it moved."""
        if told is not RequestStatus.PENDING:
            values["open_slot"] = None
        return self._changed(
            update(PaymentRequest)
            .where(PaymentRequest.id == request.id, PaymentRequest.status == known.value)
            .values(status=told.value, **values)
        )

    def keep_preference(self, request_id: str, **values: Any) -> bool:
        """Write the checkout page down unless the request has one, or waits no more; returns whether it was kept."""
        return self._changed(
            update(PaymentRequest)
            .where(
                PaymentRequest.id == request_id,
                PaymentRequest.status == RequestStatus.PENDING.value,
                PaymentRequest.preference_id.is_(None),
            )
            .values(**values)
        )

    def claim_published(self, request_id: str, now: datetime) -> bool:
        """Become the one who tells the listener of the publication; at most one ever."""
        return self._changed(
            update(PaymentRequest)
            .where(PaymentRequest.id == request_id, PaymentRequest.told_published_at.is_(None))
            .values(told_published_at=now)
        )

    def find_payment(self, provider_payment_id: str) -> RequestPayment | None:
        """Return the payment with the provider's id, or None; the caller holds the lock of its request."""
        found = select(RequestPayment).where(RequestPayment.provider_payment_id == provider_payment_id)
        return self.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()

    def get_payment(self, request_payment_id: str) -> RequestPayment:
        """Return one payment by our id; raises PaymentRequestNotFound."""
        found = select(RequestPayment).where(RequestPayment.id == request_payment_id)
        payment: RequestPayment | None = self.execute(found).scalar_one_or_none()
        if payment is None:
            raise PaymentRequestNotFound
        return payment

    def list_payments(self, request_id: str) -> Sequence[RequestPayment]:
        """Return the payments that named the request, in the order they were seen."""
        named = select(RequestPayment).where(RequestPayment.request_id == request_id)
        return self.execute(named.order_by(RequestPayment.id)).scalars().all()

    def owe_refund(self, payment: RequestPayment, reason: str, due_at: datetime) -> bool:
        """Decide that the payment goes back; False when that was decided before."""
        return self._changed(
            update(RequestPayment)
            .where(RequestPayment.id == payment.id, RequestPayment.refund_state == "none")
            .values(refund_state="owed", refund_reason=reason, refund_due_at=due_at)
        )

    def settle_refund(self, payment: RequestPayment, now: datetime) -> bool:
        """Write down that the payment went back; False when that was known."""
        return self._changed(
            update(RequestPayment)
            .where(RequestPayment.id == payment.id, RequestPayment.refund_state != "done")
            .values(refund_state="done", refund_due_at=None, refunded_at=now)
        )

    def _changed(self, statement: Any) -> bool:
        result = self.execute(statement)
        return bool(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count


def claim_due(now: datetime, limit: int, claim: timedelta) -> list[str]:
    """Take requests whose search is due, across companies; ``claim`` keeps other sweepers away meanwhile."""
    due = (
        select(PaymentRequest)
        .where(PaymentRequest.next_look_at <= now)
        .order_by(PaymentRequest.next_look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    requests = CompanyRepository(PLATFORM).execute(due).scalars().all()
    for request in requests:
        request.next_look_at = now + claim
    return [request.id for request in requests]


def claim_owed_refunds(now: datetime, limit: int, again: timedelta) -> Sequence[RequestPayment]:
    """Take payments whose refund is still owed although it should be done, across companies."""
    owed = (
        select(RequestPayment)
        .where(RequestPayment.refund_due_at <= now)
        .order_by(RequestPayment.refund_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    payments = CompanyRepository(PLATFORM).execute(owed).scalars().all()
    for payment in payments:
        payment.refund_due_at = now + again
    return payments
