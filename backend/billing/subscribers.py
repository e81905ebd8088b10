"""What happens here when something happened elsewhere: to a company, or to the money it was asked for."""

from __future__ import annotations

from backend.billing.service import activating, offering
from backend.billing.service.changing import cancel_all_of
from backend.payments.domain import Concept, RequestNews


class SubscriptionEnd:
    """``companies.ports.CompanyListener``: nothing that the company subscribed to lives on (20-billing §6)."""

    def on_company_deactivated(self, company_id: int) -> None:
        """Cancel everything that is not over, in the open unit."""
        cancel_all_of(company_id)


class SubscriptionPayments:
    """``payments.ports.PaymentRequestListener``: turns the news of a payment into the state of the row that it pays."""

    @property
    def concepts(self) -> frozenset[Concept]:
        """New subscriptions and renewals, and changes of plan."""
        return frozenset({Concept.SUBSCRIPTION, Concept.PLAN_CHANGE})

    def on_request_published(self, news: RequestNews) -> None:
        """Mail the payment page of an automatic online renewal."""
        offering.send_link(news)

    def on_request_approved(self, news: RequestNews) -> bool:
        """Let the row begin; False sends the money back."""
        return activating.activate(news)

    def on_request_ended(self, news: RequestNews) -> None:
        """Cancel the row."""
        activating.end_unpaid(news)

    def on_request_reverted(self, news: RequestNews) -> None:
        """Suspend the row."""
        activating.revert(news)
