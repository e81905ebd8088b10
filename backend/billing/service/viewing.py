"""Looking at subscriptions (contract 20-billing §3, 10-identity §5): everything an answer tells, without N+1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import SubscriptionNotFound
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository import statistics
from backend.billing.repository.local_dates import read_local_dates
from backend.billing.repository.statistics import PlanCount
from backend.billing.repository.subscriptions import SubscriptionFilter, SubscriptionRepository
from backend.billing.service import pending
from backend.infra.tenancy import PLATFORM, Scope
from backend.infra.unit_of_work import reading
from backend.kernel.pagination import Stretch, Window


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many rows there are in each effective state, and of each plan."""

    by_state: Mapping[SubscriptionState, int]
    by_plan: Sequence[PlanCount]

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return sum(self.by_state.values())


@reading
def list_subscriptions(wanted: SubscriptionFilter, window: Window) -> Stretch[Subscription]:
    """Return a stretch of all companies' rows that match, newest first."""
    found = SubscriptionRepository(PLATFORM).list_newest(wanted, window)
    return Stretch(told(found.items), found.total)


@reading
def get_with_history(subscription_id: int) -> tuple[Subscription, Sequence[Subscription]]:
    """Return a row, and the chain through what it continues and what continues it, oldest first."""
    chain = told(SubscriptionRepository(PLATFORM).list_chain(subscription_id))
    row = next((one for one in chain if one.id == subscription_id), None)
    if row is None:
        raise SubscriptionNotFound
    return row, chain


@reading
def count_subscriptions() -> Statistics:
    """Return the numbers of the operators' overview."""
    counts = statistics.count_subscriptions(read_local_dates())
    return Statistics(counts.by_state, counts.by_plan)


@reading
def show(*subscription_ids: int, scope: Scope = PLATFORM) -> list[Subscription]:
    """Return these rows in this order, with company, plan and everything computed; joins the open unit.

    Raises SubscriptionNotFound.
    """
    return told(SubscriptionRepository(scope).show(*subscription_ids))


def told(rows: Sequence[Subscription]) -> list[Subscription]:
    """Return the rows with where the unpaid ones are paid; joins the open unit."""
    if open_rows := [row for row in rows if row.state == SubscriptionState.PENDING_PAYMENT]:
        pending.attach_payment_urls(open_rows)
    return list(rows)
