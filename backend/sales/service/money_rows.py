"""Whether a company has amounts here; implements the ``MoneyRows`` port of companies."""

from __future__ import annotations

from backend.sales.repository.sales import Sales


class SaleMoney:
    """Sales of companies."""

    def has_money(self, company_id: int) -> bool:
        """Tell whether the company has sold anything; joins the open unit."""
        return Sales(company_id).has_any()
