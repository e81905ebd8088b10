"""Rows that continue others by the clock (contract 20-billing §9): in sets, as a night may bring hundreds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.billing.domain.due import DueRow
from backend.billing.domain.notes import NoteTag
from backend.billing.domain.states import SubscriptionState
from backend.billing.domain.terms import Terms, make_terms
from backend.billing.models.plans import Plan
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.plans import plans_by_id
from backend.billing.service import history
from backend.billing.service.selling import new_values, prices_of
from backend.infra import audit
from backend.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Successor:
    """A row that was written to continue another."""

    id: int
    company_id: int
    start_date: date
    end_date: date


def insert_successors(
    repository: DueRepository,
    renewed: Sequence[tuple[DueRow, date]],
    state: SubscriptionState = SubscriptionState.ACTIVE,
) -> Mapping[int, Successor]:
    """Write the rows that continue these from these days, by the id of the row they continue; joins the open unit.

    The rows they continue have left their places, and their credit, already.
    """
    if not renewed:
        return {}
    plans = plans_by_id({row.plan_id for row, _ in renewed})
    terms = {row.id: automatic_terms(row, plans[row.plan_id], start) for row, start in renewed}
    ids = repository.insert_continuing([_columns(row, terms[row.id], state) for row, _ in renewed], state)
    audit.record_all([_told(row, ids[row.id], terms[row.id], state) for row, _ in renewed])
    return {
        row.id: Successor(ids[row.id], row.company_id, terms[row.id].start_date, terms[row.id].end_date)
        for row, _ in renewed
    }


def automatic_terms(row: DueRow, plan: Plan, start: date) -> Terms:
    """Return the terms of an automatic renewal: same plan and period, one year, today's price, a kept discount."""
    percent = row.discount_percent if row.years == 1 else ZERO
    return make_terms(prices_of(plan), row.period, 1, start, percent=percent, credit=row.credit_left)


def _columns(old: DueRow, terms: Terms, state: SubscriptionState) -> dict[str, Any]:
    return new_values(old.company_id, old.plan_id, terms, state) | {
        "renews_id": old.id,
        "payment_method": old.payment_method,
        "renews_automatically": True,
        "notes": history.first_note(NoteTag.RENEWED, f"Renovación automática de la suscripción {old.id}"),
    }


def _told(old: DueRow, new_id: int, terms: Terms, state: SubscriptionState) -> dict[str, Any]:
    after = {
        "state": state.value,
        "renews_id": old.id,
        "start_date": terms.start_date.isoformat(),
        "end_date": terms.end_date.isoformat(),
        "list_amount": str(terms.list_amount),
        "discount_percent": str(terms.discount_percent),
        "credit_applied": str(terms.credit_applied),
        "credit_left": str(terms.credit_left),
    }
    return audit.entry_values(history.action_of("renewed"), new_id, company_id=old.company_id, after=after)
