"""What the news of a Cobro does to the row that it pays (contract 20-billing §6): joins the unit that books the money.

Whoever comes first writes: the company is locked, and every row moves along one arrow from the state it was read in.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
from backend.companies.models import Company
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
    settle_company(company.id)
    try:
        _begin(repository, company, row)
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
        pending.close(repository, row, REJECTED if news.status is RequestStatus.REJECTED else pending.NOT_PAID)


@transactional
def revert(news: RequestNews) -> None:
    """Suspend the row whose payment went back, or the active one that a plan change made of it; cancel a scheduled.

    Rows that have ended stay as they are. Joins the open unit.
    """
    repository = SubscriptionRepository(news.company_id)
    repository.lock_company()
    paid = _paid_by(repository, news)
    row = None if paid is None else _standing_for(repository, paid)
    if row is None:
        return
    before = history.told(row)
    is_scheduled = row.state == _S.SCHEDULED
    if is_scheduled:
        credit.give_back(repository, row)
    notes = history.with_note(row, NoteTag.CANCELLED if is_scheduled else NoteTag.SUSPENDED, REVERTED)
    repository.advance(row, _S.CANCELLED if is_scheduled else _S.SUSPENDED, cancel_reason=REVERTED, notes=notes)
    history.record("cancelled" if is_scheduled else "suspended", row, before)
    notices.send_once(DueRepository(), [notices.payment_reverted(row)])


def _paid_by(repository: SubscriptionRepository, news: RequestNews) -> Subscription | None:
    """Return the row that this Cobro pays, or None."""
    try:
        row = repository.get(int(news.reference_id))
    except SubscriptionNotFound:
        return None
    return row if row.payment_request_id == news.request_id else None


def _begin(repository: SubscriptionRepository, company: Company, row: Subscription) -> None:
    """Put the row where it was paid to be; raises _Unwanted, before anything is written, when it has no place."""
    if not company.is_active or repository.find_in_slot(_S.SCHEDULED) is not None:
        raise _Unwanted
    if row.is_plan_change:
        _change_plan(repository, row)
    else:
        _start(repository, row, clock.today_in(company.time_zone))


def _change_plan(repository: SubscriptionRepository, row: Subscription) -> None:
    """Take the place of the row whose plan changes; the quoted dates stay."""
    old = repository.get(row.renews_id or 0)
    if old.state != _S.ACTIVE or old.end_date != row.end_date:
        raise _Unwanted
    replace_row(repository, old, f"Sigue en la suscripción {row.id}, pagada online")
    repository.advance(row, _S.ACTIVE)


def _start(repository: SubscriptionRepository, row: Subscription, today: date) -> None:
    """Set the dates by the start rule, use the credit counted on, and begin: active, or scheduled after what runs."""
    old = None if row.renews_id is None else repository.get(row.renews_id)
    active = repository.find_in_slot(_S.ACTIVE)
    before = {one.id: one for one in (old, active) if one is not None}.values()
    start = max((renewal_start(one.end_date, today) for one in before), default=today)
    credit_left = _credit_after(row, old)
    for one in before:
        _leave(repository, one, credit_goes=one is old, ends=start <= today)
    end = period_end(start, Period(row.period), row.years)
    repository.advance(
        row,
        _S.ACTIVE if start <= today else _S.SCHEDULED,
        start_date=start,
        end_date=end,
        base_days=(end - start).days,
        credit_left=credit_left,
    )


def _credit_after(row: Subscription, old: Subscription | None) -> Decimal:
    """Return what is left of the old row's credit once this row has used what its price counted on."""
    there = ZERO if old is None else old.credit_left
    if there < row.credit_applied:
        raise _Unwanted
    return there - row.credit_applied


def _leave(repository: SubscriptionRepository, one: Subscription, *, credit_goes: bool, ends: bool) -> None:
    """Let a row before the new one give its credit, and its place when the new one begins today."""
    wanted = _S.ENDED if ends and _S(one.state) in {_S.ACTIVE, _S.SUSPENDED} else None
    given = {"credit_left": ZERO} if credit_goes and one.credit_left else {}
    if wanted is not None or given:
        before = history.told(one)
        repository.advance(one, wanted, **given)
        history.record("continued", one, before)


def _standing_for(repository: SubscriptionRepository, paid: Subscription) -> Subscription | None:
    """Return the active or scheduled row that the payment stands behind: its own, or one a plan change made of it."""
    if _S(paid.state) in {_S.ACTIVE, _S.SCHEDULED}:
        return paid
    active = row = repository.find_in_slot(_S.ACTIVE)
    while row is not None and row.is_plan_change and row.renews_id is not None:
        if row.renews_id == paid.id:
            return active
        row = repository.get(row.renews_id)
    return None
