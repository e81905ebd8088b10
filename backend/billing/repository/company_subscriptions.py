"""SQL about the subscriptions of given companies, for operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.effective import has_scheduled_successor
from backend.billing.repository.subscriptions import shown
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM


def active_of(companies: Sequence[Company]) -> Mapping[int, Subscription]:
    """Return by company the row that is active today (contract 20-billing §6, last paragraph), by one statement.

    The companies are not read again: a list of hundred has them already.
    """
    by_id, active = {company.id: company for company in companies}, SubscriptionState.ACTIVE
    rows = (
        select(Subscription)
        .where(Subscription.company_id.in_(by_id), Subscription.slot == active)
        .options(
            joinedload(Subscription.plan),
            with_expression(Subscription.has_scheduled_successor, has_scheduled_successor()),
        )
    )
    found = session().execute(rows, execution_options={OPTION: PLATFORM, "populate_existing": True}).scalars().all()
    for row in found:
        set_committed_value(row, "company", by_id[row.company_id])
    return {row.company_id: row for row in found if row.effective_state is active}


def newest_of(company_id: int) -> Sequence[Subscription]:
    """Return all rows of one company, newest first, by one statement."""
    rows = select(Subscription).where(Subscription.company_id == company_id)
    newest = rows.order_by(Subscription.created_at.desc(), Subscription.id.desc())
    return session().execute(shown(newest), execution_options={OPTION: company_id}).scalars().all()


def has_any(company_id: int) -> bool:
    """Tell whether the company ever had a subscription, of whatever state."""
    rows = select(Subscription.id).where(Subscription.company_id == company_id).limit(1)
    return session().execute(rows, execution_options={OPTION: company_id}).first() is not None


def count_subscriptions() -> int:
    """Return how many subscriptions all companies have, of all states."""
    rows = select(func.count(Subscription.id))
    return int(session().execute(rows, execution_options={OPTION: PLATFORM}).scalar_one())
