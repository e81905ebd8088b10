"""Owners buy and renew by themselves: what costs something waits for its payment (20-billing §4, rule 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period
from backend.billing.domain.states import ONLINE_METHOD, RENEWABLE, SubscriptionState
from backend.billing.domain.terms import make_terms
from backend.billing.errors import (
    ActiveSubscriptionExists,
    CompanyInactive,
    InvalidState,
    PendingPayment,
    PlanInactive,
    RenewalPending,
)
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.plans import get_plan
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import awaiting, history, renewing, viewing
from backend.billing.service.awaiting import Awaited
from backend.billing.service.due import settle_company
from backend.billing.service.renewing import Renewal
from backend.billing.service.selling import check_terms, new_row, prices_of
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

_S = SubscriptionState
SPOKEN = {Period.MONTHLY: "mensual", Period.YEARLY: "anual"}


@dataclass(frozen=True, slots=True)
class Bought:
    """A row that was bought, and where it is paid; None when nothing has to be."""

    row: Subscription
    payment_url: str | None


@dataclass(frozen=True, slots=True)
class _Written:
    row_id: int
    awaited: Awaited | None = None


def subscribe(company_id: int, plan_id: int, period: Period) -> Bought:
    """Subscribe a company that has no subscription: unpaid until its Cobro is approved; free, it is active at once.

    Raises NotFound (``empresa_not_found``, ``plan_not_found``), CompanyInactive, PlanInactive,
    ActiveSubscriptionExists, RenewalPending, PendingPayment with ``suscripcion_id`` and ``payment_url``,
    PaymentsNotConfigured and what ``awaiting.publish`` raises: then nothing was sold. Not inside a unit. Audited.
    """
    try:
        return _published(_subscribe(company_id, plan_id, period))
    except PendingPayment as refusal:
        raise awaiting.complete_refusal(refusal) from None


def renew_online(company_id: int, subscription_id: int, wanted: Renewal) -> Bought:
    """Continue a row: the new one is unpaid until its Cobro is approved, its dates are set then.

    Of the renewal only period and years count: the rest is not an owner's to choose. One of price 0 is active at once
    (10-identity §5); one that credit covers begins by the start rule (§7): its days are paid. Raises
    SubscriptionNotFound, CompanyInactive, InvalidState, RenewalPending, ActiveSubscriptionExists, ValidationFailed, and
    as ``subscribe``.
    """
    try:
        return _published(_renew(company_id, subscription_id, wanted))
    except PendingPayment as refusal:
        raise awaiting.complete_refusal(refusal) from None


def _published(written: _Written) -> Bought:
    url = None if written.awaited is None else awaiting.publish(written.awaited)
    (row,) = viewing.show(written.row_id)
    return Bought(row, url)


@transactional
def _subscribe(company_id: int, plan_id: int, period: Period) -> _Written:
    repository = SubscriptionRepository(company_id)
    company = repository.lock_company()
    plan = get_plan(plan_id)
    if not company.is_active:
        raise CompanyInactive
    if not plan.is_active:
        raise PlanInactive
    settle_company(company.id)
    if repository.find_in_slot(_S.ACTIVE) is not None:
        raise ActiveSubscriptionExists
    if repository.find_in_slot(_S.SCHEDULED) is not None:
        raise RenewalPending
    awaiting.refuse_second(repository)
    today = clock.today_in(company.time_zone)
    terms = make_terms(prices_of(plan), period, 1, today)
    check_terms(terms, today)
    row = new_row(company.id, plan.id, terms, _S.ACTIVE)
    return _write(repository, row, f"Suscripción {plan.name} {SPOKEN[period]}")


@transactional
def _renew(company_id: int, subscription_id: int, wanted: Renewal) -> _Written:
    repository = SubscriptionRepository(company_id)
    company = repository.lock_company()
    settle_company(company.id)
    old = repository.get(subscription_id)
    if not company.is_active:
        raise CompanyInactive
    if _S(old.state) not in RENEWABLE:
        raise InvalidState
    if repository.find_in_slot(_S.SCHEDULED) is not None:
        raise RenewalPending
    today = clock.today_in(company.time_zone)
    terms = renewing.terms_of(old, wanted, company.time_zone, today)
    renewing.refuse_third(repository, old, terms)
    check_terms(terms, today)
    awaiting.refuse_second(repository)
    row = new_row(company.id, old.plan_id, terms, _S.PENDING_PAYMENT)
    if row.to_collect == 0:
        is_free = terms.list_amount == 0 and old.start_date <= today
        at_once = replace(wanted, start_date=today) if is_free else wanted
        return _Written(renewing.renew(company.id, old.id, at_once).row.id)
    row.renews_id = old.id
    row.renews_automatically = old.renews_automatically
    row.notes = history.first_note(NoteTag.RENEWED, f"Continúa la suscripción {old.id}, a cobrar online")
    plan = get_plan(old.plan_id)
    return _write(repository, row, f"Renovación {plan.name} {SPOKEN[terms.period]}")


def _write(repository: SubscriptionRepository, row: Subscription, title: str) -> _Written:
    """Write a new row: as it is when nothing has to be collected, else unpaid with its Cobro.

    Either way it renews itself only by a payment: what was free, or covered by credit, may cost something then.
    """
    row.payment_method = ONLINE_METHOD
    if row.to_collect == 0:
        repository.insert(row)
        history.record("created", row)
        return _Written(row.id)
    request_id = awaiting.await_payment(repository, row, clock.now() + awaiting.PAYMENT_LIFE, title)
    history.record("created", row)
    return _Written(row.id, Awaited(repository.company_id, row.id, request_id))
