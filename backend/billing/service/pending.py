"""Unpaid rows (``pending_payment``) and the online payment behind them, as seen from the rest of the slice."""

from __future__ import annotations

from collections.abc import Sequence

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history
from backend.payments.domain import Concept, RequestStatus
from backend.payments.service.requesting import opening

NOT_PAID = "No se pagó a tiempo"


def cancel_open_payment_row(company_id: int, reason: str) -> Subscription | None:
    """Cancel the company's unpaid row, if it has one (rule 11); joins the open unit, the company is locked."""
    repository = SubscriptionRepository(company_id)
    row = repository.find_in_slot(SubscriptionState.PENDING_PAYMENT)
    if row is not None:
        cancel_unpaid(repository, row, reason)
    return row


def cancel_unpaid(repository: SubscriptionRepository, row: Subscription, reason: str, *notes: str | None) -> None:
    """Cancel an unpaid row and take back what asks for its payment; joins the open unit, the company is locked."""
    withdraw_payment(row)
    close(repository, row, reason, *notes)


def expire_unpaid(company_id: int, subscription_id: int) -> None:
    """Cancel an unpaid row whose time is over; joins the open unit, the company is locked."""
    repository = SubscriptionRepository(company_id)
    cancel_unpaid(repository, repository.get(subscription_id), NOT_PAID)


def withdraw_payment(row: Subscription) -> None:
    """Let the request to pay an unpaid row expire, so that nobody pays it for nothing; joins the open unit.

    What is paid all the same goes back by itself.
    """
    if row.payment_request_id is not None:
        opening.withdraw(row.payment_request_id, RequestStatus.EXPIRED)


def attach_payment_urls(rows: Sequence[Subscription]) -> None:
    """Tell each open unpaid row where it is paid, by one statement per concept; joins the open unit."""
    for concept in (Concept.SUBSCRIPTION, Concept.PLAN_CHANGE):
        of_concept = [row for row in rows if concept_of(row) is concept]
        urls = opening.urls_of(None, concept, [row.id for row in of_concept])
        for row in of_concept:
            row.payment_url = urls.get(str(row.id))


def concept_of(row: Subscription) -> Concept:
    """Return what the row's payment is for."""
    return Concept.PLAN_CHANGE if row.is_plan_change else Concept.SUBSCRIPTION


def close(repository: SubscriptionRepository, row: Subscription, reason: str, *notes: str | None) -> None:
    """Cancel an unpaid row, whatever becomes of the request to pay it; joins the open unit, the company is locked.

    The credit it counted on was never taken: it stays with the row before it.
    """
    before = history.told(row)
    line = history.with_note(row, NoteTag.CANCELLED, reason, *notes)
    repository.advance(row, SubscriptionState.CANCELLED, cancel_reason=reason, notes=line)
    history.record("cancelled", row, before)
