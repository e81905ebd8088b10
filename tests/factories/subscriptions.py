"""Plans and subscriptions made directly, without the use cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.states import SubscriptionState, slot_of
from backend.billing.models.plans import Plan, PlanService, Service
from backend.billing.models.subscriptions import Subscription
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional

_numbers = count(1)
BASIC = {"monthly_price": Decimal("24990.00"), "yearly_price": Decimal("269892.00")}
PRO = {"monthly_price": Decimal("75000.00"), "yearly_price": Decimal("810000.00")}


@transactional
def make_plan(name: str | None = None, **columns: object) -> Plan:
    """Insert a plan, priced as Básico unless told otherwise."""
    name = name or f"Plan {next(_numbers)}"
    plan = Plan(**{**BASIC, "name": name, "name_key": name.casefold(), **columns})
    session().add(plan)
    session().flush()
    return plan


@transactional
def make_service(plan: Plan | None = None, name: str | None = None, quantity: int | None = None, **columns: object):
    """Insert a service, included in the plan if one is given."""
    name = name or f"Servicio {next(_numbers)}"
    service = Service(**{"name": name, "name_key": name.casefold(), **columns})
    session().add(service)
    session().flush()
    if plan is not None:
        session().add(PlanService(plan_id=plan.id, service_id=service.id, quantity=quantity))
    return service


@transactional
def make_subscription(  # noqa: PLR0913 - what tests vary
    company: Company,
    plan: Plan,
    state: SubscriptionState = SubscriptionState.ACTIVE,
    *,
    start: date = date(2026, 3, 1),
    period: Period = Period.MONTHLY,
    years: int = 1,
    **columns: object,
) -> Subscription:
    """Insert a row of a whole period; any column can be given by its name."""
    end = period_end(start, period, years)
    price = plan.monthly_price if period is Period.MONTHLY else plan.yearly_price * years
    row = Subscription(
        **{
            "company_id": company.id,
            "plan_id": plan.id,
            "state": state.value,
            "slot": slot_of(state),
            "period": period.value,
            "years": years,
            "start_date": start,
            "end_date": end,
            "currency": plan.currency,
            "period_price": price,
            "list_amount": price,
            "base_days": (end - start).days,
            **columns,
        }
    )
    session().add(row)
    session().flush()
    return row
