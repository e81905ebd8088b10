"""Numbers about all subscriptions (contract 20-billing §3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.effective import is_over
from backend.billing.repository.local_dates import LocalDates
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM

_ACROSS = {OPTION: PLATFORM}


@dataclass(frozen=True, slots=True)
class PlanCount:
    """How many rows, of any state, a plan has."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are today."""

    by_state: Mapping[SubscriptionState, int]
    by_plan: Sequence[PlanCount]


def count_subscriptions(dates: LocalDates) -> Counts:
    """Return how many rows are in each effective state, and how many each plan has, most first.

    Two statements over an index each, and the names of the plans.
    """
    stored = select(Subscription.plan_id, Subscription.state, func.count()).group_by(
        Subscription.plan_id, Subscription.state
    )
    by_state = dict.fromkeys(SubscriptionState, 0)
    by_plan: Counter[int] = Counter()
    for plan_id, state, count in session().execute(stored, execution_options=_ACROSS):
        by_state[SubscriptionState(state)] += count
        by_plan[plan_id] += count
    over = select(func.count(Subscription.id)).where(is_over(dates))
    n_over = session().execute(over, execution_options=_ACROSS).scalar_one()
    by_state[SubscriptionState.ACTIVE] -= n_over
    by_state[SubscriptionState.ENDED] += n_over
    names = session().execute(select(Plan.id, Plan.name).where(Plan.id.in_(by_plan)).order_by(Plan.id))
    counts = [PlanCount(name, by_plan[plan_id]) for plan_id, name in names]
    return Counts(by_state, sorted(counts, key=lambda one: -one.count))
