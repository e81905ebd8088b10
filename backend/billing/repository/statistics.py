"""Numbers about all subscriptions (contract 20-billing §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.effective import is_over
from backend.billing.repository.local_dates import LocalDates
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM

_ACROSS = {OPTION: PLATFORM}


@dataclass(frozen=True, slots=True)
class PlanCount:
    """How many rows, of any state, a plan has."""

    name: str
    count: int


def count_by_effective_state(dates: LocalDates) -> Mapping[SubscriptionState, int]:
    """Return how many rows are in each state today: two statements, each over one index."""
    stored = select(Subscription.state, func.count(Subscription.id)).group_by(Subscription.state)
    counts = dict.fromkeys(SubscriptionState, 0)
    counts |= {SubscriptionState(state): count for state, count in session().execute(stored, execution_options=_ACROSS)}
    over = select(func.count(Subscription.id)).join(Company, Company.id == Subscription.company_id)
    n_over = session().execute(over.where(is_over(dates)), execution_options=_ACROSS).scalar_one()
    counts[SubscriptionState.ACTIVE] -= n_over
    counts[SubscriptionState.ENDED] += n_over
    return counts


def count_by_plan() -> list[PlanCount]:
    """Return how many rows each plan has, most first."""
    per_plan = select(Subscription.plan_id, func.count().label("n_rows")).group_by(Subscription.plan_id).subquery()
    rows = select(Plan.name, per_plan.c.n_rows).join(per_plan, per_plan.c.plan_id == Plan.id)
    found = session().execute(rows.order_by(per_plan.c.n_rows.desc(), Plan.id), execution_options=_ACROSS)
    return [PlanCount(name, count) for name, count in found]
