"""What happens here when something happened to a company."""

from __future__ import annotations

from backend.billing.service.changing import cancel_all_of


class SubscriptionEnd:
    """``companies.ports.CompanyListener``: nothing that the company subscribed to lives on (20-billing §6)."""

    def on_company_deactivated(self, company_id: int) -> None:
        """Cancel everything that is not over, in the open unit."""
        cancel_all_of(company_id)
