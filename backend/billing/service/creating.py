"""An operator sells a plan to a company (contract 20-billing §3 and §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.billing.domain.days import GivenDay, local_day
from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState, payment_label
from backend.billing.domain.terms import Terms, make_terms
from backend.billing.errors import ActiveSubscriptionExists, CompanyInactive, PlanInactive
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.plans import get_plan
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history
from backend.billing.service.due import settle_company
from backend.billing.service.pending import cancel_open_payment_row
from backend.billing.service.selling import check_terms, check_years, new_row, prices_of
from backend.billing.service.viewing import show
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

REPLACED = "Reemplazada por una suscripción nueva"


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What is sold: without ``start_date`` from the company's today on, without ``discount_percent`` the usual one."""

    company_id: int
    plan_id: int
    period: Period
    years: int = 1
    start_date: GivenDay | None = None
    payment_method: str | None = None
    notes: str | None = None
    discount_percent: Decimal | None = None
    renews_automatically: bool = False


@transactional
def create_subscription(wanted: NewSubscription) -> Subscription:
    """Make an active or scheduled row; joins the open unit. The company's open unpaid row is cancelled.

    Raises NotFound (``empresa_not_found``, ``plan_not_found``), CompanyInactive, PlanInactive,
    ActiveSubscriptionExists, ValidationFailed when the period would be over already.
    """
    repository = SubscriptionRepository(wanted.company_id)
    company = repository.lock_company()
    plan = get_plan(wanted.plan_id)
    if not company.is_active:
        raise CompanyInactive
    if not plan.is_active:
        raise PlanInactive
    settle_company(company.id)
    today = clock.today_in(company.time_zone)
    start = today if wanted.start_date is None else local_day(wanted.start_date, company.time_zone)
    check_years(wanted.period, wanted.years)
    terms = make_terms(prices_of(plan), wanted.period, wanted.years, start, percent=wanted.discount_percent)
    check_terms(terms, today)
    _refuse_second(repository, terms, today)
    cancel_open_payment_row(company.id, REPLACED)
    row = new_row(company.id, plan.id, terms, terms.state_on(today))
    row.payment_method = payment_label(wanted.payment_method)
    row.renews_automatically = wanted.renews_automatically
    row.notes = history.first_note(NoteTag.CREATED, wanted.notes) if wanted.notes else None
    repository.insert(row)
    history.record("created", row)
    return row


@transactional
def sell(wanted: NewSubscription) -> Subscription:
    """Make a row for an operator and return it as an answer tells it. Raises as :func:`create_subscription`."""
    return show(create_subscription(wanted).id)[0]


def _refuse_second(repository: SubscriptionRepository, terms: Terms, today: date) -> None:
    state = terms.state_on(today)
    if repository.find_in_slot(state) is not None:
        raise ActiveSubscriptionExists
    is_later = state is SubscriptionState.SCHEDULED
    if is_later and repository.find_overlapping(terms.start_date, terms.end_date) is not None:
        raise ActiveSubscriptionExists
