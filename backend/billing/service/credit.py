"""Credit that a row took from the one it continues (contract 20-billing §7 and §8): money is never lost."""

from __future__ import annotations

from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.kernel.money import ZERO


def give_back(repository: SubscriptionRepository, row: Subscription) -> None:
    """Return the credit of a row that never started, and never will, to the row it came from."""
    credit = row.credit_applied + row.credit_left
    if row.renews_id is None or not credit or row.is_plan_change:
        return
    source = repository.get(row.renews_id)
    repository.advance(source, credit_left=source.credit_left + credit)
    repository.advance(row, credit_applied=ZERO, credit_left=ZERO)
