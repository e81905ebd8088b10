"""A row that continues another, made by an operator (contract 20-billing §3 and §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.billing.domain.days import GivenDay, local_day
from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period, renewal_start
from backend.billing.domain.states import RENEWABLE, SubscriptionState
from backend.billing.domain.terms import Terms, make_terms
from backend.billing.errors import ActiveSubscriptionExists, CompanyInactive, InvalidState, RenewalPending
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.plans import get_plan
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history, notices
from backend.billing.service.due import settle_company
from backend.billing.service.pending import cancel_open_payment_row
from backend.billing.service.selling import check_terms, check_years, new_row, prices_of
from backend.billing.service.viewing import show
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.money import ZERO

REPLACED = "Reemplazada por una renovación"
_S = SubscriptionState


@dataclass(frozen=True, slots=True)
class Renewal:
    """How a row is continued; what is None comes from the row, or from the rules (start, discount)."""

    period: Period | None = None
    years: int = 1
    start_date: GivenDay | None = None
    discount_percent: Decimal | None = None
    notes: str | None = None
    renews_automatically: bool | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """The new row and the one it continues."""

    row: Subscription
    old: Subscription


@transactional
def renew(company_id: int, subscription_id: int, wanted: Renewal) -> Renewed:
    """Continue a row: active at once when it starts by today (the old one ends), else scheduled. Joins the open unit.

    The credit of the old row moves on; the company's open unpaid row is cancelled; plans no longer sold go on.
    Raises SubscriptionNotFound, CompanyInactive, InvalidState, RenewalPending, ActiveSubscriptionExists,
    ValidationFailed when the period would be over already.
    """
    repository = SubscriptionRepository(company_id)
    company = repository.lock_company()
    settle_company(company.id)
    old = repository.get(subscription_id)
    if not company.is_active:
        raise CompanyInactive
    today = clock.today_in(company.time_zone)
    terms = terms_of(old, wanted, company.time_zone, today)
    refuse_third(repository, old, terms)
    check_terms(terms, today)
    cancel_open_payment_row(company.id, REPLACED)
    row = _write(repository, old, terms, today, wanted)
    if row.state == _S.ACTIVE:
        told = notices.renewed(company.id, row.id, row.start_date, row.end_date)
        notices.send_once(DueRepository(), [told])
    return Renewed(row, old)


@transactional
def renew_any(subscription_id: int, wanted: Renewal) -> Renewed:
    """Continue a row of whatever company, for operators; the rows as answers tell them. Raises as :func:`renew`."""
    company_id = SubscriptionRepository(PLATFORM).get(subscription_id).company_id
    renewed = renew(company_id, subscription_id, wanted)
    return Renewed(*show(renewed.row.id, renewed.old.id))


def terms_of(old: Subscription, wanted: Renewal, zone: str, today: date) -> Terms:
    """Return the terms of the row that would continue this one, with its credit; ValidationFailed for its years."""
    period = wanted.period or Period(old.period)
    check_years(period, wanted.years)
    given = None if wanted.start_date is None else local_day(wanted.start_date, zone)
    return make_terms(
        prices_of(get_plan(old.plan_id)),
        period,
        wanted.years,
        renewal_start(old.end_date, today, given),
        percent=wanted.discount_percent,
        credit=old.credit_left,
    )


def refuse_third(repository: SubscriptionRepository, old: Subscription, terms: Terms) -> None:
    """Refuse a row that cannot be continued, one that is already, and a period that belongs to another row."""
    if _S(old.state) not in RENEWABLE:
        raise InvalidState
    scheduled = repository.find_in_slot(_S.SCHEDULED)
    if scheduled is not None and scheduled.renews_id == old.id:
        raise RenewalPending
    third = repository.find_overlapping(terms.start_date, terms.end_date, except_id=old.id)
    if third is not None or terms.start_date < old.start_date:
        raise ActiveSubscriptionExists


def _write(
    repository: SubscriptionRepository, old: Subscription, terms: Terms, today: date, wanted: Renewal
) -> Subscription:
    before = history.told(old)
    row = new_row(old.company_id, old.plan_id, terms, terms.state_on(today))
    is_at_once = row.state == _S.ACTIVE and _S(old.state) in {_S.ACTIVE, _S.SUSPENDED}
    row.renews_id = old.id
    row.payment_method = old.payment_method
    keeps = wanted.renews_automatically is None
    row.renews_automatically = old.renews_automatically if keeps else bool(wanted.renews_automatically)
    row.notes = history.first_note(NoteTag.RENEWED, f"Continúa la suscripción {old.id}", wanted.notes)
    # The old row leaves its place before the new one takes it.
    repository.advance(old, _S.ENDED if is_at_once else None, credit_left=ZERO)
    repository.insert(row)
    notes = history.with_note(old, NoteTag.RENEWED, f"Sigue en la suscripción {row.id}", wanted.notes)
    repository.advance(old, notes=notes)
    history.record("renewed", row)
    history.record("continued", old, before)
    return row
