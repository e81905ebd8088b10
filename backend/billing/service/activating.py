"""What the news of a Cobro does to the row that it pays (contract 20-billing §6): joins the unit that books the money.

Whoever comes first writes: the company is locked, and every row moves along one arrow from the state it was read in.
"""

from __future__ import annotations

from datetime import date

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.periods import Period, period_end, renewal_start
from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import SubscriptionNotFound
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import credit, history, notices, pending
from backend.billing.service.due import settle_company
from backend.billing.service.plan_changes import replace_row
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.money import ZERO
from backend.payments.domain import RequestNews, RequestStatus

_S = SubscriptionState
REVERTED = "pago revertido"
REJECTED = "El pago fue rechazado"
UNWANTED = "El pago llegó cuando ya no correspondía"


class _Unwanted(Exception):
    """The row cannot be what was paid for any more: the money goes back."""


@transactional
def activate(news: RequestNews) -> bool:
    """Let the row begin that was paid; returns False when it is too late and the payment has to go back.

    A plan change keeps its quoted dates and ends the old row; everything else starts by the rule of §7, now. Told
    again it changes nothing. Joins the open unit, in which the Cobro is locked.
    """
    repository = SubscriptionRepository(news.company_id)
    company = repository.lock_company()
    row = _paid_by(repository, news)
    if row is None or row.state == _S.CANCELLED:
        return False
    if row.state != _S.PENDING_PAYMENT:
        return True
    before = history.told(row)
    # Paid in time, told a little later: the clock does not take it any more.
    repository.advance(row, payment_due_at=None)
    try:
        if not company.is_active:
            raise _Unwanted
        settle_company(company.id)
        _begin(repository, row, clock.today_in(company.time_zone))
    except _Unwanted:
        pending.close(repository, row, UNWANTED)
        notices.send_once(DueRepository(), [notices.payment_returned(row)])
        return False
    history.record("paid", row, before)
    notices.send_once(DueRepository(), [notices.paid(row)])
    return True


@transactional
def end_unpaid(news: RequestNews) -> None:
    """Cancel the row whose Cobro ended without money; a row that moved on meanwhile stays. Joins the open unit."""
    repository = SubscriptionRepository(news.company_id)
    repository.lock_company()
    row = _paid_by(repository, news)
    if row is not None and row.state == _S.PENDING_PAYMENT:
        reason = REJECTED if news.status is RequestStatus.REJECTED else pending.NOT_PAID
        pending.close(repository, row, reason)


@transactional
def revert(news: RequestNews) -> None:
    """Suspend the row whose payment went back, or the active one that a plan change made of it; cancel a scheduled.

    Rows that have ended stay as they are. Joins the open unit.
    """
    repository = SubscriptionRepository(news.company_id)
    repository.lock_company()
    row = _paid_by(repository, news)
    row = None if row is None else _standing_for(repository, row)
    if row is None:
        return
    before = history.told(row)
    if row.state == _S.SCHEDULED:
        credit.give_back(repository, row)
        notes = history.with_note(row, NoteTag.CANCELLED, REVERTED)
        repository.advance(row, _S.CANCELLED, cancel_reason=REVERTED, notes=notes)
        history.record("cancelled", row, before)
    else:
        notes = history.with_note(row, NoteTag.SUSPENDED, REVERTED)
        repository.advance(row, _S.SUSPENDED, cancel_reason=REVERTED, notes=notes)
        history.record("suspended", row, before)
    notices.send_once(DueRepository(), [notices.payment_reverted(row)])


def _paid_by(repository: SubscriptionRepository, news: RequestNews) -> Subscription | None:
    """Return the row that this Cobro pays, or None."""
    try:
        row = repository.get(int(news.reference_id))
    except SubscriptionNotFound:
        return None
    return row if row.payment_request_id == news.request_id else None


def _begin(repository: SubscriptionRepository, row: Subscription, today: date) -> None:
    if row.is_plan_change:
        _change_plan(repository, row)
    else:
        _start(repository, row, today)


def _change_plan(repository: SubscriptionRepository, row: Subscription) -> None:
    """Put the row in the place of the one whose plan changes; its quoted dates stay."""
    old = repository.get(row.renews_id or 0)
    if old.state != _S.ACTIVE or old.end_date != row.end_date:
        raise _Unwanted
    if repository.find_in_slot(_S.SCHEDULED) is not None:
        raise _Unwanted
    replace_row(repository, old, f"Sigue en la suscripción {row.id}, pagada online")
    repository.advance(row, _S.ACTIVE)


def _start(repository: SubscriptionRepository, row: Subscription, today: date) -> None:
    """Set the dates by the start rule, take the credit of the row before, and begin: active, or scheduled after it."""
    if repository.find_in_slot(_S.SCHEDULED) is not None:
        raise _Unwanted
    old = None if row.renews_id is None else repository.get(row.renews_id)
    active = repository.find_in_slot(_S.ACTIVE)
    start = max(renewal_start(one.end_date, today) for one in (old, active) if one is not None) if old or active else today
    is_now = start <= today
    before = {one.id: one for one in (old, active) if one is not None}
    left = _take_credit(row, old)
    for one in before.values():
        told = history.told(one)
        wanted = _S.ENDED if is_now and _S(one.state) in {_S.ACTIVE, _S.SUSPENDED} else None
        values = {"credit_left": ZERO} if one is old else {}
        if wanted is not None or (values and one.credit_left):
            repository.advance(one, wanted, **values)
            history.record("continued", one, told)
    end = period_end(start, Period(row.period), row.years)
    repository.advance(
        row,
        _S.ACTIVE if is_now else _S.SCHEDULED,
        start_date=start,
        end_date=end,
        base_days=(end - start).days,
        credit_left=left,
    )


def _take_credit(row: Subscription, old: Subscription | None) -> ZERO.__class__:
    """Return what is left of the old row's credit once this row has used what its payment counted on."""
    credit_there = ZERO if old is None else old.credit_left
    if credit_there < row.credit_applied:
        raise _Unwanted
    return credit_there - row.credit_applied


def _standing_for(repository: SubscriptionRepository, paid: Subscription) -> Subscription | None:
    """Return the active or scheduled row that the payment stands behind: its own, or one a plan change made of it."""
    if _S(paid.state) in {_S.ACTIVE, _S.SCHEDULED}:
        return paid
    row = repository.find_in_slot(_S.ACTIVE)
    while row is not None and row.id != paid.id and row.is_plan_change:
        earlier = repository.get(row.renews_id or 0)
        if earlier.id == paid.id:
            return repository.find_in_slot(_S.ACTIVE)
        row = earlier
    return None
