"""Companies as operators keep them, with what they subscribed to (contract 20-billing §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.accounts.service import members
from backend.accounts.service.placement import known_company
from backend.billing.domain.periods import Period
from backend.billing.errors import CompanyHasUsers
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.company_subscriptions import active_of, newest_of
from backend.billing.service import viewing
from backend.billing.service.creating import NewSubscription, create_subscription
from backend.companies import service as companies
from backend.companies.errors import TaxIdTaken
from backend.companies.models import Company
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.pagination import Stretch, Window


@dataclass(frozen=True, slots=True)
class CompanyOverview:
    """A company and the subscription that counts today, if it has one."""

    company: Company
    active_subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class CompanyDetail:
    """A company, all its subscriptions, newest first, and how many accounts it has."""

    company: Company
    subscriptions: Sequence[Subscription]
    user_count: int


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """What a new company subscribes to from its first day on."""

    plan_id: int
    period: Period
    years: int


@reading
def list_companies(
    window: Window, *, text: str | None = None, is_active: bool | None = None
) -> Stretch[CompanyOverview]:
    """Return a stretch of the companies by id, each with its subscription: three statements whatever its length."""
    found = companies.list_companies(window, text=text, is_active=is_active)
    active = active_of(found.items)
    return Stretch([CompanyOverview(company, active.get(company.id)) for company in found.items], found.total)


@reading
def show_company(company_id: int) -> CompanyDetail:
    """Return one company with everything about it; CompanyNotFound."""
    company = companies.get_company(company_id)
    return CompanyDetail(company, viewing.told(newest_of(company_id)), members.count_people(company_id))


@transactional
def create_company(values: Mapping[str, Any], first_plan: FirstPlan | None) -> tuple[Company, Subscription | None]:
    """Make a company and, with a plan, its subscription: both or nothing (refusal 7).

    Raises TaxIdTaken, PlanNotFound, PlanInactive, ValidationFailed.
    """
    if known_company(values["tax_id"]) is not None:
        raise TaxIdTaken
    company = companies.create_company(values)
    if first_plan is None:
        return company, None
    wanted = NewSubscription(company.id, first_plan.plan_id, first_plan.period, first_plan.years)
    row = create_subscription(wanted)
    return company, viewing.show(row.id)[0]


@transactional
def change_company(company_id: int, values: Mapping[str, Any]) -> Company:
    """Write the given columns; ``is_active`` deactivates (unless anybody could log in) or activates, if it differs.

    Raises CompanyNotFound, TaxIdTaken, CurrencyInUse, CompanyHasUsers.
    """
    columns = {name: value for name, value in values.items() if name != "is_active"}
    company = companies.change_company(company_id, columns)
    wanted = values.get("is_active", company.is_active)
    if wanted == company.is_active:
        return company
    return companies.activate_company(company_id) if wanted else deactivate_company(company_id)


@transactional
def deactivate_company(company_id: int, *, is_forced: bool = False) -> Company:
    """Deactivate a company and cancel what it subscribed to, in one transaction (rule 2).

    Raises CompanyNotFound, AlreadyInactive, CompanyHasUsers when anybody could log in and it is not forced.
    """
    is_open = companies.get_company(company_id).is_active
    if is_open and not is_forced and members.has_active_people(company_id):
        raise CompanyHasUsers
    return companies.deactivate_company(company_id)
