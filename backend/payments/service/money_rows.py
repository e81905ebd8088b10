"""Whether a company has amounts here; implements the ``MoneyRows`` port of companies."""

from __future__ import annotations

from backend.payments.repository.money_rows import MoneyRepository


class PaymentMoney:
    """Charges, payments and payable requests of companies."""

    def has_money(self, company_id: int) -> bool:
        """Tell whether the company has charged, was paid, or was asked to pay, anything; joins the open unit."""
        return MoneyRepository(company_id).has_any()
