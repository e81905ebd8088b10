"""Unpaid rows (``pending_payment``) and the online payment behind them, as seen from the rest of the slice."""

from __future__ import annotations

from collections.abc import Sequence

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history
from backend.billing.service.credit import give_back

NOT_PAID = "No se pagó a tiempo"


def cancel_open_payment_row(company_id: int, reason: str) -> Subscription | None:
    """Cancel the company's unpaid row, if it has one (rule 11); joins the open unit, the company is locked."""
    repository = SubscriptionRepository(company_id)
    row = repository.find_in_slot(SubscriptionState.PENDING_PAYMENT)
    if row is not None:
        cancel_unpaid(repository, row, reason)
    return row


def cancel_unpaid(repository: SubscriptionRepository, row: Subscription, reason: str) -> None:
    """Cancel an unpaid row and take back what asks for its payment; its credit returns to where it came from."""
    withdraw_payment(row)
    _close(repository, row, reason)


def expire_unpaid(company_id: int, subscription_id: int) -> None:
    """Cancel an unpaid row whose time is over; joins the open unit, the company is locked."""
    repository = SubscriptionRepository(company_id)
    row = repository.get(subscription_id)
    expire_payment(row)
    _close(repository, row, NOT_PAID)


def withdraw_payment(row: Subscription) -> None:
    """Take back the request to pay an unpaid row that is cancelled; joins the open unit."""


def expire_payment(row: Subscription) -> None:
    """Let the request to pay an unpaid row expire, as its time is over; joins the open unit."""


def attach_payment_urls(rows: Sequence[Subscription]) -> None:
    """Tell each open unpaid row where it is paid; joins the open unit."""


def offer_renewal(company_id: int, subscription_id: int) -> None:
    """Make an unpaid successor of a row that is renewed online and mail where it is paid; outside any unit.

    Must leave the notice ``renewal_offer`` of the row, so that it is offered once; safe to repeat.
    """


def _close(repository: SubscriptionRepository, row: Subscription, reason: str) -> None:
    before = history.told(row)
    give_back(repository, row)
    notes = history.with_note(row, NoteTag.CANCELLED, reason)
    repository.advance(row, SubscriptionState.CANCELLED, cancel_reason=reason, notes=notes, payment_due_at=None)
    history.record("cancelled", row, before)
