"""Whether a company has amounts here; implements the ``MoneyRows`` port of companies."""

from __future__ import annotations

from backend.payments.repository.money_rows import MoneyRepository


class PaymentMoney:
    """Charges and payments of companies."""

    def has_money(self, company_id: int) -> bool:
        """Tell whether the company has charged, or was paid, anything; joins the open unit."""
        return MoneyRepository(company_id).has_any()
