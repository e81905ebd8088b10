"""SQL about payments: money that moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.payments.domain import next_sweep
from backend.payments.models import Payment


class PaymentRepository(CompanyRepository):
    """Payments of one company, or of the platform."""

    def lock_by_provider_id(self, provider_payment_id: str) -> Payment | None:
        """Return the payment with the provider's id, locked until the end of the unit, or None."""
        locked = select(Payment).where(Payment.provider_payment_id == provider_payment_id).with_for_update()
        return self.execute(locked).scalar_one_or_none()

    def list_of_order(self, order_id: str) -> Sequence[Payment]:
        """Return the payments of a charge."""
        return self.execute(select(Payment).where(Payment.order_id == order_id)).scalars().all()


def claim_unsynced(now: datetime, limit: int) -> Sequence[Payment]:
    """Take payments whose fees and card are to be read, across companies; each rests longer from time to time."""
    waiting = (
        select(Payment)
        .where(Payment.sync_due_at <= now)
        .order_by(Payment.sync_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    payments = CompanyRepository(PLATFORM).execute(waiting).scalars().all()
    for payment in payments:
        payment.sync_due_at = now + next_sweep(now - payment.created_at)
    return payments
