"""The effective state as SQL (contract 20-billing §6, last paragraph), for statements across companies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, not_, or_, select
from sqlalchemy.orm import aliased

from backend.billing.domain.states import ONLINE_METHOD, SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.local_dates import LocalDates
from backend.companies.models import Company

_S = SubscriptionState


def has_scheduled_successor() -> ColumnElement[bool]:
    """Return whether a scheduled row continues the row of the statement."""
    successor = aliased(Subscription)
    return select(successor.id).where(successor.renews_id == Subscription.id, successor.slot == _S.SCHEDULED).exists()


def is_over(dates: LocalDates) -> ColumnElement[bool]:
    """Return whether an active row has ended although nothing has been written yet."""
    return and_(Subscription.state == _S.ACTIVE, _is_past(dates), not_(_is_renewal_due()))


def has_effective_state(state: SubscriptionState, dates: LocalDates) -> ColumnElement[bool]:
    """Return whether the row is in this state today."""
    return or_(*disjoint_criteria(state, dates))


def disjoint_criteria(state: SubscriptionState, dates: LocalDates) -> list[ColumnElement[bool]]:
    """Return criteria of which each row in this state today meets exactly one: one statement each, one index each."""
    if state is _S.ACTIVE:
        return [and_(Subscription.state == _S.ACTIVE, or_(not_(_is_past(dates)), _is_renewal_due()))]
    if state is _S.ENDED:
        return [Subscription.state == _S.ENDED, is_over(dates)]
    return [Subscription.state == state]


def effective_state_of(dates: LocalDates) -> ColumnElement[Any]:
    """Return the state that counts today, as a column."""
    return case((is_over(dates), literal(_S.ENDED.value)), else_=Subscription.state)


def _is_past(dates: LocalDates) -> ColumnElement[bool]:
    """Return whether the last day of the row is over for its company; it is looked up only where dates differ."""
    end, earliest = Subscription.end_date, dates.earliest
    past: list[ColumnElement[bool]] = [end < earliest]
    for day, zones in dates.zones_after(earliest).items():
        company = aliased(Company)
        is_there = select(company.id).where(company.id == Subscription.company_id, company.time_zone.in_(zones))
        past.append(and_(end >= earliest, end < day, is_there.correlate(Subscription).exists()))
    return or_(*past)


def _is_renewal_due() -> ColumnElement[bool]:
    """Return whether an active row that is over is renewed by the clock alone."""
    return and_(
        Subscription.renews_automatically.is_(True),
        Subscription.cancels_at_end.is_(False),
        or_(Subscription.payment_method.is_(None), Subscription.payment_method != ONLINE_METHOD),
        not_(has_scheduled_successor()),
    )
