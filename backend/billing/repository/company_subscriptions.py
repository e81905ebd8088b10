"""SQL about the subscriptions of given companies, for operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import shown
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM


def active_of(company_ids: Sequence[int]) -> Mapping[int, Subscription]:
    """Return by company the row that is active today (contract 20-billing §6, last paragraph), by one statement."""
    active = SubscriptionState.ACTIVE
    rows = select(Subscription).where(Subscription.company_id.in_(company_ids), Subscription.slot == active)
    found = session().execute(shown(rows), execution_options={OPTION: PLATFORM}).scalars()
    return {row.company_id: row for row in found if row.effective_state is active}


def newest_of(company_id: int) -> Sequence[Subscription]:
    """Return all rows of one company, newest first, by one statement."""
    rows = select(Subscription).where(Subscription.company_id == company_id)
    newest = rows.order_by(Subscription.created_at.desc(), Subscription.id.desc())
    return session().execute(shown(newest), execution_options={OPTION: company_id}).scalars().all()
