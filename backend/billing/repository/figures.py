"""SQL of the operators' dashboard: grouped statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select, union_all

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.effective import effective_state_of, has_effective_state
from backend.billing.repository.local_dates import read_local_dates
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM

_ACROSS = {OPTION: PLATFORM}
# What a row's share of the monthly revenue depends on.
PRICED_BY = (
    Subscription.currency,
    Subscription.period,
    Subscription.years,
    Subscription.discount_percent,
    Subscription.period_price,
)
# States in which a row has run, or runs; its days tell when.
_STOPPED = (SubscriptionState.CANCELLED.value, SubscriptionState.SUSPENDED.value)
_RAN = (SubscriptionState.ACTIVE.value, SubscriptionState.ENDED.value)


def count_companies() -> tuple[int, int]:
    """Return how many companies there are, and how many of them are active."""
    active = func.coalesce(func.sum(case((Company.is_active, 1), else_=0)), 0)
    total, is_active = session().execute(select(func.count(), active).select_from(Company)).one()
    return total, int(is_active)


def companies_founded_between(bounds: Sequence[datetime]) -> Mapping[int, int]:
    """Return how many companies were founded in each span between neighbouring bounds, by position."""
    spans = [
        select(literal(position).label("position"), func.count().label("count"))
        .select_from(Company)
        .where(Company.created_at >= begins_at, Company.created_at < ends_before)
        for position, (begins_at, ends_before) in enumerate(pairwise(bounds))
    ]
    found = session().execute(union_all(*spans)).all()
    return {row.position: int(row[1]) for row in found}


def rows_in_force_on(days: Sequence[date], zone: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return, for each price (PRICED_BY), how many rows ran on each of these past days (columns ``day_0`` …).

    A row that was replaced (renewed early, or changed to another plan) ran until the day before its successor's
    start; one that was cancelled or suspended, until the day of that.
    """
    successor = (
        select(Subscription.renews_id, func.min(Subscription.start_date).label("start_date"))
        .where(Subscription.renews_id.is_not(None), Subscription.state.in_(_RAN))
        .group_by(Subscription.renews_id)
        .subquery()
    )
    was_paid = Subscription.payment_due_at.is_(None)  # an unpaid row keeps its due time when it is cancelled
    stopped = and_(Subscription.state.in_(_STOPPED), was_paid)

    def ran_on(day: date) -> ColumnElement[Any]:
        day_after = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
        return and_(
            Subscription.start_date <= day,
            Subscription.end_date >= day,
            or_(successor.c.start_date.is_(None), successor.c.start_date > day),
            or_(Subscription.state.in_(_RAN), and_(stopped, Subscription.updated_at >= day_after)),
        )

    counts = [func.sum(case((ran_on(day), 1), else_=0)).label(f"day_{index}") for index, day in enumerate(days)]
    statement = (
        select(*PRICED_BY, *counts)
        .outerjoin(successor, successor.c.renews_id == Subscription.id)
        .where(Subscription.end_date >= min(days), Subscription.state != SubscriptionState.PENDING_PAYMENT.value)
        .group_by(*PRICED_BY)
    )
    return session().execute(statement, execution_options=_ACROSS).all()


def count_by_state() -> Mapping[SubscriptionState, int]:
    """Return how many rows there are in each effective state; states without any are left out."""
    state = effective_state_of(read_local_dates()).label("state")
    counted = select(state, func.count()).join(Company, Company.id == Subscription.company_id).group_by(state)
    return {SubscriptionState(name): count for name, count in session().execute(counted, execution_options=_ACROSS)}


def count_expiring(first: date, last: date) -> int:
    """Return how many active rows end between these days, both inclusive."""
    ending = select(func.count()).where(
        Subscription.state == SubscriptionState.ACTIVE.value, Subscription.end_date.between(first, last)
    )
    return session().execute(ending, execution_options=_ACROSS).scalar_one()


def rows_active_now() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return, for each price (PRICED_BY), how many rows are active in effect (column ``count``)."""
    statement = (
        select(*PRICED_BY, func.count().label("count"))
        .join(Company, Company.id == Subscription.company_id)
        .where(has_effective_state(SubscriptionState.ACTIVE, read_local_dates()))
        .group_by(*PRICED_BY)
    )
    return session().execute(statement, execution_options=_ACROSS).all()
