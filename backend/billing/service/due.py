"""What time does to subscriptions, written down (contract 20-billing §6 and §9).

``run_due`` before every licence check, ``settle_company`` before every change, ``run_daily`` every hour: whoever comes
first writes, each change once. Whoever writes holds the lock of the company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from backend.billing.domain.due import Change, ChangeKind, DueRow, changes_due, reminder_due, still_active
from backend.billing.domain.states import SubscriptionState
from backend.billing.repository.dues import CompanyDay, DueRepository, find_living_rows
from backend.billing.repository.local_dates import read_local_dates
from backend.billing.service import history, notices, pending
from backend.billing.service.notices import Notice
from backend.billing.service.successors import Successor, insert_successors
from backend.infra import audit
from backend.infra.principal import SYSTEM, acting
from backend.infra.unit_of_work import reading, reading_rows, transactional
from backend.kernel import clock

BATCH = 500
log = structlog.get_logger("billing")


@dataclass(frozen=True, slots=True)
class Done:
    """One change that was written; ``successor`` is the row that follows (renewals only)."""

    change: Change
    successor: Successor | None = None


def run_due(company_id: int) -> None:
    """Write what is due for one company; one Core SELECT when nothing is. Not for use inside a reading unit."""
    if _has_due(company_id):
        settle([company_id])


def settle_company(company_id: int) -> None:
    """Write what is due for a company whose lock the open unit holds, before it is changed."""
    settle([company_id])


def run_daily() -> list[Done]:
    """Write what is due for every company that was not handled on its day yet; unpaid rows whose time is over always.

    Any number of processes may run it: each change is made once. A batch that fails is tried again by the next run.
    """
    done: list[Done] = []
    ids = find_due()
    for first in range(0, len(ids), BATCH):
        try:
            done += settle(ids[first : first + BATCH], is_daily=True)
        except Exception:
            log.exception("billing.batch_failed", companies=len(ids[first : first + BATCH]))
    return done


@transactional
def settle(company_ids: Collection[int], *, is_daily: bool = False) -> list[Done]:
    """Write what is due for these companies, in one unit; with ``is_daily`` only once on each one's day.

    Unpaid rows whose time is over are cancelled on every run.
    """
    repository = DueRepository()
    with acting(SYSTEM):
        companies = repository.lock_companies(company_ids)
        rows = repository.living_rows([one.id for one in companies])
        now = clock.now()
        today = {one.id for one in (repository.take_day(companies) if is_daily else companies)}
        changes = [
            change
            for one in companies
            for change in changes_due(rows.get(one.id, ()), one.today, now, may_renew=one.is_active)
            if one.id in today or change.kind is ChangeKind.UNPAID
        ]
        done = _write(repository, changes)
        told = [*_news_of(done), *_reminders([one for one in companies if one.id in today], rows, changes)]
        notices.send_once(repository, told)
    return done


@reading_rows
def _has_due(company_id: int) -> bool:
    found = find_living_rows(company_id)
    return found is not None and any(True for _ in changes_due(found[1], clock.today_in(found[0]), clock.now()))


@reading
def find_due(*, is_daily: bool = True) -> list[int]:
    """Return the companies with something due; with ``is_daily`` without those that were handled on their day."""
    return DueRepository().find_companies(read_local_dates(), clock.now(), is_daily=is_daily)


def _write(repository: DueRepository, changes: Sequence[Change]) -> list[Done]:
    """Write the changes in sets, one statement per arrow; in an order that takes no unique place twice."""
    of_kind: dict[ChangeKind, list[Change]] = defaultdict(list)
    for change in changes:
        of_kind[change.kind].append(change)
    for change in of_kind[ChangeKind.UNPAID]:
        pending.expire_unpaid(change.row.company_id, change.row.id)
    for kind in (ChangeKind.REPLACED, ChangeKind.STARTED, ChangeKind.ENDED):
        _move(repository, of_kind[kind])
    _move(repository, of_kind[ChangeKind.RENEWED], takes_credit=True)
    renewed = [(one.row, one.starts_on or one.row.end_date) for one in of_kind[ChangeKind.RENEWED]]
    followers = insert_successors(repository, renewed)
    # An unpaid row is told where it was written.
    audit.record_all([_told(change) for change in changes if change.kind is not ChangeKind.UNPAID])
    return [Done(change, followers.get(change.row.id)) for change in changes]


def _move(repository: DueRepository, changes: Sequence[Change], *, takes_credit: bool = False) -> None:
    of_arrow: dict[tuple[SubscriptionState, SubscriptionState], list[int]] = defaultdict(list)
    for change in changes:
        of_arrow[change.known, change.wanted].append(change.row.id)
    for (known, wanted), row_ids in of_arrow.items():
        repository.move(row_ids, known, wanted, takes_credit=takes_credit)


def _told(change: Change) -> dict[str, Any]:
    action = history.action_of("started" if change.kind is ChangeKind.STARTED else "ended")
    before, after = {"state": change.known.value}, {"state": change.wanted.value}
    return audit.entry_values(action, change.row.id, company_id=change.row.company_id, before=before, after=after)


def _news_of(done: Sequence[Done]) -> Iterator[Notice]:
    for one in done:
        row, kind = one.change.row, one.change.kind
        if kind is ChangeKind.ENDED:
            yield notices.ended(row)
        elif kind is ChangeKind.STARTED and row.renews_id is not None and not row.is_plan_change:
            yield notices.renewed(row.company_id, row.id, row.start_date, row.end_date)
        elif one.successor is not None:
            new = one.successor
            yield notices.renewed(row.company_id, new.id, new.start_date, new.end_date)


def _reminders(
    companies: Sequence[CompanyDay], rows: Mapping[int, list[DueRow]], changes: Sequence[Change]
) -> Iterator[Notice]:
    changes_of: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        changes_of[change.row.company_id].append(change)
    for company in companies:
        for row, has_successor in still_active(rows.get(company.id, []), changes_of[company.id]):
            if (days := reminder_due(row, company.today)) is not None:
                yield notices.reminder(row, days, has_successor=has_successor)
