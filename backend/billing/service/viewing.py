"""Looking at subscriptions (contract 20-billing §3, 10-identity §5): everything an answer tells, without N+1."""

from __future__ import annotations

from collections.abc import Sequence

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import pending
from backend.infra.tenancy import PLATFORM, Scope
from backend.infra.unit_of_work import reading


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
