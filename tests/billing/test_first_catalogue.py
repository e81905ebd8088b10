"""What the seed sells, and the demo's subscription (contract 10-identity §10)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.plans import Plan, PlanService, Service
from backend.billing.models.subscriptions import Subscription
from backend.billing.service import first_catalogue
from tests.factories.catalogue import make_plan
from tests.factories.subscriptions import make_subscription
from tests.fixtures.rows import stored

SERVICES = [
    "Compraventa", "Integración de Pagos", "Tótems de Estacionamiento", "Venta de Entradas", "Cobro de Deudas",
    "Soporte Técnico",
]  # fmt: skip


def sold():
    """Plans by name: prices, highlight, services."""
    plans = {plan.id: plan for plan in stored(select(Plan))}
    included = stored(select(PlanService.plan_id, Service.name).join(Service, Service.id == PlanService.service_id))
    return {
        plan.name: (str(plan.monthly_price), str(plan.yearly_price), plan.is_highlighted,
                    {name for plan_id, name in included if plan_id == plan.id})
        for plan in plans.values()
    }  # fmt: skip


@pytest.mark.database
def test_catalogue_is_the_contracts_and_made_once(app):
    for _ in range(2):
        first_catalogue.ensure_catalogue()
    assert stored(select(Service.name).order_by(Service.id)) == SERVICES
    plans = sold()
    assert {name: plan[:3] for name, plan in plans.items()} == {
        "Básico": ("24990.00", "269892.00", False),
        "Pro": ("75000.00", "810000.00", True),
        "Premium": ("140000.00", "1512000.00", False),
    }
    assert plans["Premium"][3] == set(SERVICES)
    assert plans["Básico"][3] < plans["Pro"][3] < plans["Premium"][3]


def test_what_an_operator_changed_stays(app):
    make_plan("BÁSICO", "1.00")
    first_catalogue.ensure_catalogue()
    plans = sold()
    assert (plans["BÁSICO"], len(plans)) == (("1.00", "269892.00", False, set()), 3)


def test_demo_is_subscribed_once_in_its_life(app, ana_company):
    first_catalogue.ensure_catalogue()
    for _ in range(2):
        first_catalogue.ensure_demo_subscription(ana_company.id)
    (row,) = stored(select(Subscription))
    assert (row.state, row.period, row.payment_method) == ("active", "monthly", "manual")
    assert first_catalogue.count_all() == first_catalogue.Totals(services=6, subscriptions=1)


def test_demo_that_cancelled_is_not_subscribed_again(app, ana_company):
    first_catalogue.ensure_catalogue()
    make_subscription(ana_company, make_plan(), SubscriptionState.CANCELLED)
    first_catalogue.ensure_demo_subscription(ana_company.id)
    assert stored(select(Subscription.state)) == ["cancelled"]
