"""What a licence check reads, made directly: a plan with services, and a subscription row in any state."""

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


@transactional
def make_plan_with(services: dict[str, int | None], *, name: str | None = None) -> Plan:
    """Insert a plan that includes these services: name → quantity (None: unlimited)."""
    chosen = name or f"Plan {next(_numbers)}"
    plan = Plan(name=chosen, name_key=chosen.casefold(), monthly_price=Decimal("24990"), yearly_price=Decimal("269892"))
    session().add(plan)
    session().flush()
    for service_name, quantity in services.items():
        service = Service(name=service_name, name_key=service_name.casefold())
        session().add(service)
        session().flush()
        session().add(PlanService(plan_id=plan.id, service_id=service.id, quantity=quantity))
    return plan


@transactional
def make_row(
    company: Company,
    plan: Plan,
    state: SubscriptionState,
    start: date,
    end: date | None = None,
    **columns: object,
) -> Subscription:
    """Insert a monthly subscription row in this state."""
    last = end or period_end(start, Period.MONTHLY)
    row = Subscription(
        company_id=company.id,
        plan_id=plan.id,
        period=Period.MONTHLY.value,
        start_date=start,
        end_date=last,
        state=state.value,
        slot=slot_of(state),
        currency="ARS",
        period_price=plan.monthly_price,
        list_amount=plan.monthly_price,
        base_days=(last - start).days,
    )
    for column, value in columns.items():
        setattr(row, column, value)
    session().add(row)
    session().flush()
    return row
