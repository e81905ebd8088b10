"""SQL about whether a company has amounts at all."""

from __future__ import annotations

from sqlalchemy import select

from backend.infra.tenancy import CompanyRepository
from backend.payments.models import Payment, PaymentOrder


class MoneyRepository(CompanyRepository):
    """Charges and payments of one company, as far as there are any."""

    def has_any(self) -> bool:
        """Tell whether there is a charge or a payment."""
        return any(self.execute(select(kind.id).limit(1)).first() for kind in (PaymentOrder, Payment))
