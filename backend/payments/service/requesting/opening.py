"""Opening and withdrawing payable requests, in the unit of the product that asks; reading them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from backend.infra import audit, outbox
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.ids import new_id
from backend.kernel.money import has_currency_scale
from backend.payments.domain import UNPAID_REQUEST_ENDS, Concept, RequestNews, RequestStatus, next_search
from backend.payments.errors import PaymentRequestOpen
from backend.payments.models import PaymentRequest
from backend.payments.repository.requests import RequestRepository, slot_of
from backend.payments.service.requesting import collecting
from backend.payments.service.requesting.telling import listener_of, news_of

CLOSE = "payments.close_preference"
MAX_TITLE = 150


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is to be paid. ``reference_id``: the product's own id of the thing; ``back_path``: where the payer returns.

    ``collecting_company_id``: None collects for the platform.
    """

    company_id: int
    concept: Concept
    reference_id: int | str
    amount: Decimal
    currency: str
    title: str
    expires_at: datetime
    back_path: str
    collecting_company_id: int | None = None


@transactional
def open_request(wanted: NewRequest) -> str:
    """Insert a pending request and return its id; joins the caller's open unit, and makes no network call.

    Publish it after the commit (``publishing.publish``), or owe that in the same unit (``owe_publication``). Raises
    PaymentsNotConfigured when nobody can collect, PaymentRequestOpen when the thing waits for another payment,
    ValueError for an amount that is none in its currency or an end that is past.
    """
    if not has_currency_scale(wanted.amount, wanted.currency) or wanted.amount <= 0:
        raise ValueError("a request needs an amount of its currency")
    if wanted.expires_at <= clock.now():
        raise ValueError("a request needs an end in the future")
    listener_of(wanted.concept)
    collector = collecting.choose(wanted.collecting_company_id)
    requests = RequestRepository(wanted.company_id)
    if (known := requests.find_open(wanted.concept, str(wanted.reference_id))) is not None:
        raise PaymentRequestOpen(payment_url=known.payment_url)
    request = _new_request(wanted, collector)
    requests.add(request)
    requests.flush()
    audit.record(
        "payments.request.opened",
        request.id,
        company_id=request.company_id,
        after={"concept": request.concept, "reference": request.reference_id, "amount": str(request.amount)},
    )
    return request.id


def _new_request(wanted: NewRequest, collector: collecting.Collector) -> PaymentRequest:
    now = clock.now()
    reference_id = str(wanted.reference_id)
    wait = next_search(RequestStatus.PENDING, timedelta(), wanted.expires_at - now, is_published=False)
    return PaymentRequest(
        id=new_id(),
        company_id=wanted.company_id,
        concept=wanted.concept.value,
        reference_id=reference_id,
        title=wanted.title[:MAX_TITLE],
        amount=wanted.amount,
        currency=wanted.currency,
        status=RequestStatus.PENDING.value,
        open_slot=slot_of(wanted.concept, reference_id),
        back_path=wanted.back_path,
        collector_company_id=collector.company_id,
        collector_account_id=collector.account_id,
        collector_user_id=collector.provider_user_id,
        created_at=now,
        expires_at=wanted.expires_at,
        next_look_at=later(now, wait),
    )


@transactional
def withdraw(request_id: str, status: RequestStatus = RequestStatus.EXPIRED) -> bool:
    """End a pending request from our side (expired, or rejected for good), in the caller's unit.

    Returns False when it is not pending any more: it was paid, or ended before. Its checkout page is closed through
    the outbox; a payment that is approved all the same goes back by itself. Tells no listener: the caller knows.
    """
    if status not in UNPAID_REQUEST_ENDS:
        raise ValueError("a request is withdrawn as expired or rejected")
    requests = RequestRepository(PLATFORM)
    request = requests.lock(request_id)
    return request is not None and end_unpaid(requests, request, status)


def end_unpaid(requests: RequestRepository, request: PaymentRequest, status: RequestStatus) -> bool:
    """Move a pending request to an unpaid end in the open unit; returns whether it moved."""
    now = clock.now()
    age, left = now - request.created_at, request.expires_at - now
    wait = next_search(status, age, left, is_published=request.preference_id is not None)
    moved = requests.advance(request, RequestStatus.PENDING, status, ended_at=now, next_look_at=later(now, wait))
    if moved:
        owe_closing(request)
        audit.record(
            f"payments.request.{status}",
            request.id,
            company_id=request.company_id,
            before={"status": RequestStatus.PENDING},
            after={"status": status},
        )
    return moved


def owe_closing(request: PaymentRequest) -> None:
    """Let the request's checkout page be closed after the commit, so that nobody pays it for nothing."""
    if request.preference_id is not None:
        outbox.put(CLOSE, {"request_id": request.id})


@reading
def get_request(request_id: str) -> RequestNews:
    """Return a request by its id, whoever pays it; raises PaymentRequestNotFound. Joins an open unit."""
    return news_of(RequestRepository(PLATFORM).get(request_id))


@reading
def find_open(company_id: int, concept: Concept, reference_id: int | str) -> RequestNews | None:
    """Return the pending request of the company for a thing, or None. Joins an open unit."""
    request = RequestRepository(company_id).find_open(concept, str(reference_id))
    return None if request is None else news_of(request)


@reading
def urls_of(company_id: int | None, concept: Concept, reference_ids: Iterable[int | str]) -> dict[str, str]:
    """Return where the pending requests for these things are paid, by thing; one statement. None: of all companies."""
    wanted = [str(reference) for reference in reference_ids]
    scope = PLATFORM if company_id is None else company_id
    return RequestRepository(scope).urls_of(concept, wanted) if wanted else {}


def later(now: datetime, wait: timedelta | None) -> datetime | None:
    """Return when to look again; None when that is over."""
    return None if wait is None else now + wait
