"""Plans and services made directly."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from backend.billing.domain.names import name_key
from backend.billing.models.plans import Plan, PlanService, Service
from backend.infra.db import session
from backend.infra.unit_of_work import transactional

_numbers = count(1)


@transactional
def make_service(name: str | None = None, **columns: object) -> Service:
    """Insert a service; any column can be given by its name."""
    text = name or f"Servicio {next(_numbers)}"
    service = Service(name=text, name_key=name_key(text), **columns)
    session().add(service)
    session().flush()
    return service


@transactional
def make_plan(
    name: str | None = None,
    monthly: Decimal | str = "24990.00",
    yearly: Decimal | str = "269892.00",
    *,
    services: dict[Service, int | None] | None = None,
    **columns: object,
) -> Plan:
    """Insert a plan that includes these services; any column can be given by its name."""
    text = name or f"Plan {next(_numbers)}"
    plan = Plan(
        name=text,
        name_key=name_key(text),
        monthly_price=Decimal(monthly),
        yearly_price=Decimal(yearly),
        **columns,
    )
    session().add(plan)
    session().flush()
    for service, quantity in (services or {}).items():
        session().add(PlanService(plan_id=plan.id, service_id=service.id, quantity=quantity))
    session().flush()
    return plan
