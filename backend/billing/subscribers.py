"""What billing hears of the Cobros it opened (port ``PaymentRequestListener`` of payments)."""

from __future__ import annotations

from backend.billing.service import activating, offering
from backend.payments.domain import Concept, RequestNews


class SubscriptionPayments:
    """Turns the news of a payment into the state of the row that it pays."""

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
