"""What operators change on a row (contract 20-billing §3 and §6); each change leaves a note and an audit row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.billing.domain.notes import NoteTag
from backend.billing.domain.prices import due, with_discount
from backend.billing.domain.states import LIVING, SubscriptionState, payment_label
from backend.billing.errors import (
    ActiveSubscriptionExists,
    AlreadyCancelled,
    InvalidState,
    SubscriptionExpired,
)
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import history
from backend.billing.service.credit import give_back
from backend.billing.service.due import settle_company
from backend.billing.service.holding import Held, cancel, hold
from backend.billing.service.pending import cancel_unpaid
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

DEACTIVATED = "Empresa desactivada"
PREDECESSOR_CANCELLED = "Se canceló la suscripción que continuaba"
_S = SubscriptionState
DISCOUNTABLE = frozenset({_S.ACTIVE, _S.SUSPENDED, _S.SCHEDULED})


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be changed; None leaves it. ``notes`` are appended."""

    renews_automatically: bool | None = None
    cancels_at_end: bool | None = None
    payment_method: str | None = None
    clears_payment_method: bool = False
    notes: str | None = None


@transactional
def change(subscription_id: int, wanted: Changes) -> Subscription:
    """Change how a row goes on; raises SubscriptionNotFound, InvalidState once it is over or cancelled."""
    held = hold(subscription_id)
    if held.state in {_S.ENDED, _S.CANCELLED}:
        raise InvalidState
    values: dict[str, Any] = {}
    if wanted.payment_method is not None or wanted.clears_payment_method:
        values["payment_method"] = payment_label(wanted.payment_method)
    if wanted.notes:
        values["notes"] = history.with_note(held.row, NoteTag.NOTE, wanted.notes)
    set_course(held, wanted.renews_automatically, wanted.cancels_at_end, **values)
    return held.shown()


def set_course(held: Held, renews_automatically: bool | None, cancels_at_end: bool | None, **values: Any) -> None:
    """Write whether a row renews or ends, and these columns; joins the open unit.

    Raises InvalidState for an end that is withdrawn from a row which is not active (rule 11).
    """
    row = held.row
    if cancels_at_end is False and row.cancels_at_end and held.state is not _S.ACTIVE:
        raise InvalidState
    wanted = values | {"renews_automatically": renews_automatically, "cancels_at_end": cancels_at_end}
    if cancels_at_end is None:
        del wanted["cancels_at_end"]
    if renews_automatically is None:
        del wanted["renews_automatically"]
    different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if different:
        before = history.told(row)
        held.repository.advance(row, **different)
        history.record("changed", row, before)


@transactional
def cancel_subscription(subscription_id: int, reason: str, notes: str | None = None) -> Subscription:
    """Cancel a row of any state, and what continues it but has not started; raises AlreadyCancelled."""
    held = hold(subscription_id)
    if held.state is _S.CANCELLED:
        raise AlreadyCancelled
    if held.state is _S.PENDING_PAYMENT:
        cancel_unpaid(held.repository, held.row, reason, notes)
        return held.shown()
    was_scheduled = held.state is _S.SCHEDULED
    cancel(held.repository, held.row, reason, notes)
    if was_scheduled:
        give_back(held.repository, held.row)
    for state in (_S.SCHEDULED, _S.PENDING_PAYMENT):
        _cancel_follower(held, state)
    return held.shown()


@transactional
def suspend(subscription_id: int, reason: str, notes: str | None = None) -> Subscription:
    """Suspend an active row; its time runs on. Raises InvalidState."""
    held = hold(subscription_id)
    if held.state is not _S.ACTIVE:
        raise InvalidState
    return _move(held, _S.SUSPENDED, NoteTag.SUSPENDED, "suspended", reason, notes)


@transactional
def reactivate(subscription_id: int, notes: str | None = None) -> Subscription:
    """Let a suspended row run again; raises InvalidState, SubscriptionExpired, ActiveSubscriptionExists."""
    held = hold(subscription_id)
    if held.state is not _S.SUSPENDED:
        raise InvalidState
    if held.row.end_date < clock.today_in(held.company.time_zone):
        raise SubscriptionExpired
    if held.repository.find_in_slot(_S.ACTIVE) is not None:
        raise ActiveSubscriptionExists
    return _move(held, _S.ACTIVE, NoteTag.REACTIVATED, "reactivated", None, notes)


@transactional
def set_discount(subscription_id: int, percent: Decimal, reason: str | None = None) -> Subscription:
    """Replace the discount of a row that is not over, and use its credit anew; raises InvalidState."""
    held = hold(subscription_id)
    if held.state not in DISCOUNTABLE:
        raise InvalidState
    row = held.row
    before = history.told(row)
    paid = due(row.list_amount, percent, row.credit_applied + row.credit_left, row.currency)
    old_price = with_discount(row.list_amount, row.discount_percent, row.currency)
    told = (
        f"{row.discount_percent.normalize():f} % → {percent.normalize():f} %, "
        f"{old_price} → {paid.discounted} {row.currency}"
    )
    held.repository.advance(
        row,
        discount_percent=percent,
        credit_applied=paid.credit_applied,
        credit_left=paid.credit_left,
        notes=history.with_note(row, NoteTag.DISCOUNTED, reason, told),
    )
    history.record("discounted", row, before)
    return held.shown()


@transactional
def cancel_all_of(company_id: int) -> list[int]:
    """Cancel every living row of a company that is deactivated; joins the open unit, returns their ids (rule 2)."""
    repository = SubscriptionRepository(company_id)
    repository.lock_company()
    settle_company(company_id)
    rows = repository.list_in_states(LIVING)
    for row in rows:
        if row.state == _S.PENDING_PAYMENT:
            cancel_unpaid(repository, row, DEACTIVATED)
        else:
            cancel(repository, row, DEACTIVATED)
    return [row.id for row in rows]


def _move(  # noqa: PLR0913, PLR0917 - one arrow, told in three places
    held: Held, wanted: SubscriptionState, tag: NoteTag, verb: str, reason: str | None, notes: str | None
) -> Subscription:
    before = history.told(held.row)
    line = history.with_note(held.row, tag, reason, notes)
    held.repository.advance(held.row, wanted, cancel_reason=reason, notes=line)
    history.record(verb, held.row, before)
    return held.shown()


def _cancel_follower(held: Held, state: SubscriptionState) -> None:
    """Cancel the row that waits to continue the held one, if there is one; its credit comes back."""
    follower = held.repository.find_in_slot(state)
    if follower is None or follower.renews_id != held.row.id:
        return
    if state is _S.PENDING_PAYMENT:
        cancel_unpaid(held.repository, follower, PREDECESSOR_CANCELLED)
    else:
        cancel(held.repository, follower, PREDECESSOR_CANCELLED)
        give_back(held.repository, follower)
