"""Rows that continue others by the clock (contract 20-billing §9): in sets, as a night may bring hundreds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from backend.billing.domain.due import DueRow
from backend.billing.domain.notes import NoteTag
from backend.billing.domain.states import SubscriptionState
from backend.billing.domain.terms import Terms, make_terms
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.plans import plans_by_id
from backend.billing.service import history
from backend.billing.service.selling import new_row, prices_of
from backend.kernel.money import ZERO


def insert_successors(
    repository: DueRepository,
    renewed: Sequence[tuple[DueRow, date]],
    state: SubscriptionState = SubscriptionState.ACTIVE,
) -> Mapping[int, Subscription]:
    """Write the rows that continue these from these days, by the id of the row they continue; joins the open unit.

    The rows they continue have left their places, and their credit, already.
    """
    if not renewed:
        return {}
    plans = plans_by_id({row.plan_id for row, _ in renewed})
    written = {row.id: _successor(row, plans[row.plan_id], start, state) for row, start in renewed}
    repository.insert_all(written.values())
    for row in written.values():
        history.record("renewed", row)
    return written


def automatic_terms(row: DueRow, plan: Plan, start: date) -> Terms:
    """Return the terms of an automatic renewal: same plan and period, one year, today's price, a kept discount."""
    percent = row.discount_percent if row.years == 1 else ZERO
    return make_terms(prices_of(plan), row.period, 1, start, percent=percent, credit=row.credit_left)


def _successor(old: DueRow, plan: Plan, start: date, state: SubscriptionState) -> Subscription:
    row = new_row(old.company_id, old.plan_id, automatic_terms(old, plan, start), state)
    row.slot = state.value
    row.renews_id = old.id
    row.payment_method = old.payment_method
    row.renews_automatically = True
    row.cancels_at_end = False
    row.notes = history.first_note(NoteTag.RENEWED, f"Renovación automática de la suscripción {old.id}")
    return row
