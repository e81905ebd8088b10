"""The hourly job, and the same by hand (contract 20-billing §9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import structlog

from backend.billing.domain.due import DueRow, ending_soon
from backend.billing.domain.states import SubscriptionState
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.local_dates import read_local_dates
from backend.billing.service import offering
from backend.billing.service.due import BATCH, Done, find_due, run_daily, settle
from backend.billing.service.successors import insert_successors
from backend.infra.principal import SYSTEM, acting
from backend.infra.unit_of_work import reading, run_unit, transactional

log = structlog.get_logger("billing")
_S = SubscriptionState


@dataclass(frozen=True, slots=True)
class Touched:
    """One row that was touched by hand, and the dates of the row that follows or starts, where there is one."""

    kind: str
    row: DueRow
    start_date: date | None = None
    end_date: date | None = None


SCHEDULED = "scheduled"


class _OnlyLooking(Exception):
    """Undoes what a dry run wrote."""


def run() -> list[Done]:
    """Write what is due everywhere, then offer the renewals that are paid online; any number of processes may."""
    done = run_daily()
    offer_renewals()
    return done


def offer_renewals() -> None:
    """Offer each renewal that is paid online once, seven days before the end; one that fails is tried again."""
    for company_id, row_id in _find_offers():
        try:
            offering.offer_renewal(company_id, row_id)
        except Exception:
            log.exception("billing.offer_failed", company_id=company_id, subscription_id=row_id)


def run_by_hand(*, is_dry: bool, days_ahead: int) -> list[Touched]:
    """Write what is due now, and schedule the renewals of rows that end within so many days; tell each row.

    Never ends a row early; renewals that are paid online are offered too. A dry run writes nothing: what it does to
    rows is undone, and nothing is offered.
    """
    if not is_dry:
        touched = _touch_all(days_ahead)
        offer_renewals()
        return touched
    seen: list[Touched] = []

    def look() -> None:
        seen[:] = _touch_all(days_ahead)
        raise _OnlyLooking

    with suppress(_OnlyLooking):
        run_unit(look)
    return seen


@transactional
def schedule_ahead(company_ids: Sequence[int], days: int) -> list[Touched]:
    """Schedule the automatic renewal of these companies' active rows that end within so many days, not today."""
    repository = DueRepository()
    with acting(SYSTEM):
        companies = repository.lock_companies(company_ids)
        rows = repository.living_rows([one.id for one in companies])
        ending = [
            row
            for company in companies
            for row in ending_soon(rows.get(company.id, []), company.today, days)
            if company.is_active
        ]
        if not ending:
            return []
        repository.move([row.id for row in ending], _S.ACTIVE, _S.ACTIVE, takes_credit=True)
        followers = insert_successors(repository, [(row, row.end_date) for row in ending], _S.SCHEDULED)
    dates = {row_id: (one.start_date, one.end_date) for row_id, one in followers.items()}
    return [Touched(SCHEDULED, row, *dates[row.id]) for row in ending]


def _touch_all(days_ahead: int) -> list[Touched]:
    touched = [_touched(one) for ids in _batches(find_due(is_daily=False)) for one in settle(ids)]
    if days_ahead > 0:
        touched += [one for ids in _batches(_find_ending(days_ahead)) for one in schedule_ahead(ids, days_ahead)]
    return touched


def _touched(done: Done) -> Touched:
    kind, row, new = done.change.kind, done.change.row, done.successor
    return Touched(kind.value, row, new.start_date, new.end_date) if new else Touched(kind.value, row)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


@reading
def _find_ending(days: int) -> list[int]:
    return DueRepository().find_ending(read_local_dates(), days)


@reading
def _find_offers() -> Sequence[tuple[int, int]]:
    return DueRepository().find_offers_due(read_local_dates())
