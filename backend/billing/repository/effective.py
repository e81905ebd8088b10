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
    """Return whether an active row has ended although nothing has been written yet; needs a join with ``Company``."""
    return and_(
        Subscription.state == _S.ACTIVE,
        Subscription.end_date < dates.latest,  # what an index can use
        Subscription.end_date < dates.today_of(Company.time_zone),
        not_(_is_renewal_due()),
    )


def has_effective_state(state: SubscriptionState, dates: LocalDates) -> ColumnElement[bool]:
    """Return whether the row is in this state today; needs a join with ``Company``."""
    if state is _S.ACTIVE:
        still_runs = Subscription.end_date >= dates.today_of(Company.time_zone)
        return and_(Subscription.state == _S.ACTIVE, or_(still_runs, _is_renewal_due()))
    if state is _S.ENDED:
        return or_(Subscription.state == _S.ENDED, is_over(dates))
    return Subscription.state == state


def effective_state_of(dates: LocalDates) -> ColumnElement[Any]:
    """Return the state that counts today, as a column; needs a join with ``Company``."""
    return case((is_over(dates), literal(_S.ENDED.value)), else_=Subscription.state)


def _is_renewal_due() -> ColumnElement[bool]:
    """Return whether an active row that is over is renewed by the clock alone."""
    return and_(
        Subscription.renews_automatically.is_(True),
        Subscription.cancels_at_end.is_(False),
        or_(Subscription.payment_method.is_(None), Subscription.payment_method != ONLINE_METHOD),
        not_(has_scheduled_successor()),
    )
