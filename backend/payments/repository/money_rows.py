"""SQL about whether a company has amounts at all."""

from __future__ import annotations

from sqlalchemy import select

from backend.infra.tenancy import CompanyRepository
from backend.payments.models import Payment, PaymentOrder, PaymentRequest


class MoneyRepository(CompanyRepository):
    """Charges, payments and payable requests of one company, as far as there are any."""

    def has_any(self) -> bool:
        """Tell whether there is a charge, a payment or a request to pay."""
        return any(self.execute(select(kind.id).limit(1)).first() for kind in (PaymentOrder, Payment, PaymentRequest))
