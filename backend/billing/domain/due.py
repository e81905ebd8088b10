"""What time does to the rows of one company (contract 20-billing §6 and §9): pure, tested as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from backend.billing.domain.periods import Period, automatic_start, period_end
from backend.billing.domain.states import SubscriptionState, is_renewal_offered, is_renewal_wanted

_S = SubscriptionState
FIRST_REMINDER_DAYS, LAST_REMINDER_DAYS = 7, 1


@dataclass(frozen=True, slots=True)
class DueRow:
    """What is known of a row when its time is judged."""

    id: int
    company_id: int
    plan_id: int
    state: SubscriptionState
    period: Period
    years: int
    start_date: date
    end_date: date
    payment_method: str | None
    discount_percent: Decimal
    credit_left: Decimal
    renews_automatically: bool
    cancels_at_end: bool
    renews_id: int | None
    is_plan_change: bool
    payment_due_at: datetime | None

    @property
    def is_renewed_by_clock(self) -> bool:
        """Whether it is renewed when it ends, without a payment first."""
        return is_renewal_wanted(
            self.payment_method, renews_automatically=self.renews_automatically, cancels_at_end=self.cancels_at_end
        )

    @property
    def is_offered_online(self) -> bool:
        """Whether its renewal is offered before it ends and waits for a payment."""
        return is_renewal_offered(
            self.payment_method, renews_automatically=self.renews_automatically, cancels_at_end=self.cancels_at_end
        )


class ChangeKind(StrEnum):
    """What happens to a row."""

    UNPAID = "unpaid"  # its payment did not come: cancelled
    REPLACED = "replaced"  # another row of the company starts: ended
    STARTED = "started"  # its day has come: active
    RENEWED = "renewed"  # its last day is over: ended, and a new row follows
    ENDED = "ended"  # its last day is over and nothing follows


@dataclass(frozen=True, slots=True)
class Change:
    """One arrow that is due; ``starts_on`` is where the row that follows begins (RENEWED only)."""

    kind: ChangeKind
    row: DueRow
    known: SubscriptionState
    wanted: SubscriptionState
    starts_on: date | None = None


def changes_due(rows: Collection[DueRow], today: date, now: datetime, *, may_renew: bool = True) -> Iterator[Change]:
    """Yield what is due for a company on its own day ``today``, in the order in which it has to be written.

    ``rows`` are its unpaid, scheduled, active and suspended rows; ``may_renew`` is false for a deactivated company.
    """
    by_state = {row.state: row for row in rows if row.state is not _S.SUSPENDED}
    suspended = {row.id: row for row in rows if row.state is _S.SUSPENDED}
    unpaid, scheduled, active = (by_state.get(state) for state in (_S.PENDING_PAYMENT, _S.SCHEDULED, _S.ACTIVE))
    if unpaid is not None and unpaid.payment_due_at is not None and unpaid.payment_due_at <= now:
        yield Change(ChangeKind.UNPAID, unpaid, _S.PENDING_PAYMENT, _S.CANCELLED)
    if scheduled is not None and scheduled.start_date <= today:
        replaced = [active, suspended.get(scheduled.renews_id or 0)]
        for row in replaced:
            if row is not None:
                yield Change(ChangeKind.REPLACED, row, row.state, _S.ENDED)
        yield Change(ChangeKind.STARTED, scheduled, _S.SCHEDULED, _S.ACTIVE)
        active, scheduled = scheduled, None
    if active is not None and active.end_date < today:
        yield _over(active, scheduled, today, may_renew=may_renew)


def _over(active: DueRow, scheduled: DueRow | None, today: date, *, may_renew: bool) -> Change:
    start = automatic_start(active.end_date, today, active.period)
    # A row that waits takes the place of the renewal, unless there is a whole period before it.
    is_taken = scheduled is not None and (
        scheduled.renews_id == active.id or scheduled.start_date < period_end(start, active.period)
    )
    if may_renew and active.is_renewed_by_clock and not is_taken:
        return Change(ChangeKind.RENEWED, active, _S.ACTIVE, _S.ENDED, starts_on=start)
    return Change(ChangeKind.ENDED, active, _S.ACTIVE, _S.ENDED)


def reminder_due(row: DueRow, today: date) -> int | None:
    """Return which reminder an active row is due: 7 or 1 (days before its end), None when none is.

    A day that was missed is caught up, but nobody is reminded of what began after the day of the reminder. Where the
    renewal is offered online, the offer is the first reminder.
    """
    days_left = (row.end_date - today).days
    if 0 <= days_left <= LAST_REMINDER_DAYS:
        return LAST_REMINDER_DAYS
    is_soon = LAST_REMINDER_DAYS < days_left <= FIRST_REMINDER_DAYS
    is_old_enough = row.start_date < row.end_date - timedelta(days=FIRST_REMINDER_DAYS)
    return FIRST_REMINDER_DAYS if is_soon and is_old_enough and not row.is_offered_online else None


def still_active(rows: Collection[DueRow], changes: Collection[Change]) -> Iterator[tuple[DueRow, bool]]:
    """Yield the rows that are active once the changes are written, and whether a scheduled row continues each."""
    started = {one.row.id for one in changes if one.kind is ChangeKind.STARTED}
    ended = {one.row.id for one in changes if one.wanted is _S.ENDED}
    continued = {one.renews_id for one in rows if one.state is _S.SCHEDULED and one.id not in started}
    for row in rows:
        if (row.state is _S.ACTIVE or row.id in started) and row.id not in ended:
            yield row, row.id in continued


def ending_soon(rows: Collection[DueRow], today: date, days: int) -> Iterator[DueRow]:
    """Yield the active row that is renewed by the clock and ends within so many days, but not today.

    Nothing when a scheduled row waits already.
    """
    if any(row.state is _S.SCHEDULED for row in rows):
        return
    for row in rows:
        if row.state is _S.ACTIVE and row.is_renewed_by_clock and 0 < (row.end_date - today).days <= days:
            yield row
