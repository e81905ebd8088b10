"""What a fresh installation sells, and the demo's subscription (contract 10-identity §10)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from backend.billing.domain.periods import Period
from backend.billing.models.plans import Plan, PlanService, Service
from backend.billing.repository import plans, services
from backend.billing.repository.company_subscriptions import count_subscriptions, has_any
from backend.billing.service.creating import NewSubscription, create_subscription
from backend.billing.service.plans import create_plan
from backend.billing.service.services import create_service
from backend.infra.unit_of_work import reading, transactional

SALES, CHARGES, SUPPORT = "Compraventa", "Integración de Pagos", "Soporte Técnico"
PARKING, TICKETS, DEBTS = "Tótems de Estacionamiento", "Venta de Entradas", "Cobro de Deudas"
SERVICES = (SALES, CHARGES, PARKING, TICKETS, DEBTS, SUPPORT)
DEMO_PLAN = "Básico"
DEMO_METHOD = "manual"


@dataclass(frozen=True, slots=True)
class _FirstPlan:
    """A plan to begin with; prices in pesos for a month and a year."""

    name: str
    monthly_price: Decimal
    yearly_price: Decimal
    services: tuple[str, ...]
    is_highlighted: bool = False


PLANS = (
    _FirstPlan(DEMO_PLAN, Decimal("24990.00"), Decimal("269892.00"), (SALES, CHARGES, SUPPORT)),
    _FirstPlan(
        "Pro",
        Decimal("75000.00"),
        Decimal("810000.00"),
        (SALES, CHARGES, PARKING, DEBTS, SUPPORT),
        is_highlighted=True,
    ),
    _FirstPlan("Premium", Decimal("140000.00"), Decimal("1512000.00"), SERVICES),
)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many there are."""

    services: int
    subscriptions: int


@transactional
def ensure_catalogue() -> None:
    """Make the services and plans whose names are free; what is there stays as it is. Safe to repeat."""
    made = {name: services.find_by_name(name) or create_service({"name": name}) for name in SERVICES}
    for first in PLANS:
        if plans.find_by_name(first.name) is None:
            _make_plan(first, made)


@transactional
def ensure_demo_subscription(company_id: int) -> None:
    """Give the demo company the first plan, unless it ever had a subscription or the plan is not sold any more."""
    plan = plans.find_by_name(DEMO_PLAN)
    if plan is not None and plan.is_active and not has_any(company_id):
        create_subscription(NewSubscription(company_id, plan.id, Period.MONTHLY, payment_method=DEMO_METHOD))


@reading
def count_all() -> Totals:
    """Return how many services and subscriptions there are."""
    return Totals(services.count_services(), count_subscriptions())


def _make_plan(first: _FirstPlan, made: dict[str, Service]) -> Plan:
    plan = create_plan(
        {
            "name": first.name,
            "monthly_price": first.monthly_price,
            "yearly_price": first.yearly_price,
            "is_highlighted": first.is_highlighted,
        }
    )
    for name in first.services:
        services.insert_link(PlanService(plan_id=plan.id, service_id=made[name].id, quantity=None))
    return plan
