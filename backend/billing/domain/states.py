"""States of a subscription and the arrows between them (contract 20-billing §6): pure, tested as tables."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    PENDING_PAYMENT = "pending_payment"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    CANCELLED = "cancelled"


_S = SubscriptionState
# The only arrows; whatever is not here never happens to a row.
ARROWS: dict[SubscriptionState, frozenset[SubscriptionState]] = {
    _S.PENDING_PAYMENT: frozenset({_S.ACTIVE, _S.SCHEDULED, _S.CANCELLED}),
    _S.SCHEDULED: frozenset({_S.ACTIVE, _S.CANCELLED}),
    _S.ACTIVE: frozenset({_S.SUSPENDED, _S.ENDED, _S.CANCELLED}),
    _S.SUSPENDED: frozenset({_S.ACTIVE, _S.ENDED, _S.CANCELLED}),
    _S.ENDED: frozenset({_S.CANCELLED}),
    _S.CANCELLED: frozenset(),
}
# A company has at most one row in each of these: its ``slot`` is the state, and unique per company.
SINGLE = frozenset({_S.PENDING_PAYMENT, _S.SCHEDULED, _S.ACTIVE})
# What deactivating the company cancels.
LIVING = frozenset({_S.PENDING_PAYMENT, _S.SCHEDULED, _S.ACTIVE, _S.SUSPENDED})
# The label of a row whose price is collected online: its renewal waits for a payment.
ONLINE_METHOD = "mercadopago"
RENEWABLE = frozenset({_S.ACTIVE, _S.SUSPENDED, _S.ENDED, _S.CANCELLED})


def slot_of(state: SubscriptionState) -> str | None:
    """Return what the row occupies in its company, None when any number of rows may be in this state."""
    return state.value if state in SINGLE else None


def may_move(known: SubscriptionState, wanted: SubscriptionState) -> bool:
    """Tell whether there is an arrow."""
    return wanted in ARROWS[known]


def payment_label(text: str | None) -> str | None:
    """Return how a row is paid as it is stored: the online kind in one spelling, everything else as written."""
    return ONLINE_METHOD if text is not None and text.casefold() == ONLINE_METHOD else text


def is_renewal_wanted(payment_method: str | None, *, renews_automatically: bool, cancels_at_end: bool) -> bool:
    """Tell whether a row is to be renewed by the clock alone, without a payment first."""
    return renews_automatically and not cancels_at_end and payment_method != ONLINE_METHOD


def is_renewal_offered(payment_method: str | None, *, renews_automatically: bool, cancels_at_end: bool) -> bool:
    """Tell whether a row's renewal is offered online before its end, and waits for the payment."""
    return renews_automatically and not cancels_at_end and payment_method == ONLINE_METHOD


def effective_state(
    state: SubscriptionState, end_date: date, today: date, *, is_renewal_due: bool
) -> SubscriptionState:
    """Return the state that counts today: an active row past its end has ended, unless its automatic renewal is due.

    ``is_renewal_due`` is automatic renewal that needs no payment first (contract 20-billing §6, last paragraph).
    """
    if state is SubscriptionState.ACTIVE and end_date < today and not is_renewal_due:
        return SubscriptionState.ENDED
    return state
