"""Rows that wait for an online payment: written in one unit with their Cobro, their payment page asked for after it.

Publishing is a network call: it follows the commit. When it fails, the row is cancelled and the Cobro withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import PaymentLinkFailed, PendingPayment
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.quotes import Quotes
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import pending
from backend.infra.unit_of_work import transactional
from backend.kernel.errors import AppError, Conflict
from backend.payments.errors import PaymentsNotConfigured
from backend.payments.service.requesting import opening, publishing
from backend.payments.service.requesting.opening import NewRequest

log = structlog.get_logger("billing")
PAYMENT_LIFE = timedelta(hours=72)
BACK_PATH = "/mi-cuenta/suscripcion"
NO_PAGE = "No se pudo generar el enlace de pago"


@dataclass(frozen=True, slots=True)
class Awaited:
    """An unpaid row that was committed; ``quote`` (id, used at) is given back when its payment page fails."""

    company_id: int
    row_id: int
    request_id: str
    quote: tuple[int, datetime] | None = None


def await_payment(repository: SubscriptionRepository, row: Subscription, due_at: datetime, title: str) -> str:
    """Write the row as unpaid, with a Cobro of exactly what it has to collect; returns the Cobro's id.

    Joins the open unit; the company is locked. Raises PendingPayment when the company has an unpaid row already,
    PaymentsNotConfigured when nobody can collect.
    """
    refuse_second(repository)
    row.state = SubscriptionState.PENDING_PAYMENT.value
    row.payment_due_at = due_at
    repository.insert(row)
    row.payment_request_id = opening.open_request(
        NewRequest(
            company_id=row.company_id,
            concept=pending.concept_of(row),
            reference_id=row.id,
            amount=row.to_collect,
            currency=row.currency,
            title=title,
            expires_at=due_at,
            back_path=BACK_PATH,
        )
    )
    repository.flush()
    return row.payment_request_id


def refuse_second(repository: SubscriptionRepository) -> None:
    """Raise PendingPayment, naming row and payment page, when the company has an unpaid row already."""
    if (waiting := repository.find_in_slot(SubscriptionState.PENDING_PAYMENT)) is not None:
        refusal = PendingPayment(suscripcion_id=waiting.id, payment_url=_url_of(waiting))
        refusal.request_id = waiting.payment_request_id
        raise refusal


def publish(awaited: Awaited) -> str:
    """Ask for the payment page of a committed row and return its address; never inside a unit.

    When there is none, the row is cancelled, its Cobro withdrawn and its quote usable again; then PaymentsNotConfigured
    when the collector's account is gone, PaymentRequestEnded when somebody took the row back meanwhile, else
    PaymentLinkFailed with the provider's status.
    """
    try:
        return publishing.publish(awaited.request_id)
    except Exception as error:
        # A second click may have made the page meanwhile: then it is the row's.
        if (url := _undo(awaited)) is not None:
            return url
        if not isinstance(error, AppError) or isinstance(error, PaymentsNotConfigured | Conflict):
            raise
        raise PaymentLinkFailed(status=error.status, code=error.code) from error


def complete_refusal(refusal: PendingPayment) -> PendingPayment:
    """Return the refusal with the payment page in it, made now when the process that should have died; no unit."""
    if refusal.request_id is not None and refusal.facts.get("payment_url") is None:
        try:
            refusal.facts["payment_url"] = publishing.publish(refusal.request_id)
        except AppError as error:  # the refusal itself is the answer
            log.info("billing.payment_page_missing", request_id=refusal.request_id, error=error.code)
    return refusal


@transactional
def _undo(awaited: Awaited) -> str | None:
    """Cancel a row without a payment page; returns the page when it has one all the same."""
    repository = SubscriptionRepository(awaited.company_id)
    repository.lock_company()
    row = repository.get(awaited.row_id)
    if row.state != SubscriptionState.PENDING_PAYMENT:
        return None
    if (url := _url_of(row)) is not None:
        return url
    pending.cancel_unpaid(repository, row, NO_PAGE)
    if awaited.quote is not None:
        Quotes(awaited.company_id).release(*awaited.quote)
    return None


def _url_of(row: Subscription) -> str | None:
    if row.payment_request_id is None:
        return None
    return opening.get_request(row.payment_request_id).payment_url
