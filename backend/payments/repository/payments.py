"""SQL about payments: money that moved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backend.infra.tenancy import PLATFORM, CompanyRepository
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


def unsynced(limit: int) -> Sequence[Payment]:
    """Return payments whose fees and card have not been read yet, oldest first, across companies."""
    waiting = select(Payment).where(Payment.synced_at.is_(None)).order_by(Payment.created_at).limit(limit)
    return CompanyRepository(PLATFORM).execute(waiting).scalars().all()
