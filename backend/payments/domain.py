"""States of a charge and the arrows between them (contract 40-mercadopago §3): pure, tested as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Channel(StrEnum):
    """How the customer pays."""

    POINT = "POINT"
    QR = "QR"
    ONLINE = "ONLINE"


class ChargeStatus(StrEnum):
    """State of a charge; values are the Point vocabulary of the wire."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    PROCESSED = "PROCESSED"
    CANCELED = "CANCELED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    UNDECIDED = "UNDECIDED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    CHARGED_BACK = "CHARGED_BACK"


@dataclass(frozen=True, slots=True)
class NamedCharge:
    """Which charge, and whose."""

    company_id: int
    order_id: str


_S = ChargeStatus
UNPAID_ENDS = frozenset({_S.CANCELED, _S.FAILED, _S.EXPIRED})
# The only arrows; whatever is not here never happens to a row.
ARROWS: dict[ChargeStatus, frozenset[ChargeStatus]] = {
    _S.PENDING: UNPAID_ENDS | {_S.PROCESSING, _S.PROCESSED, _S.UNDECIDED},
    _S.PROCESSING: UNPAID_ENDS | {_S.PROCESSED, _S.UNDECIDED},
    _S.UNDECIDED: UNPAID_ENDS | {_S.PROCESSED},
    _S.PROCESSED: frozenset({_S.REFUNDED, _S.PARTIALLY_REFUNDED, _S.CHARGED_BACK}),
    _S.PARTIALLY_REFUNDED: frozenset({_S.REFUNDED, _S.CHARGED_BACK}),
    _S.CANCELED: frozenset(),
    _S.FAILED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.REFUNDED: frozenset(),
    _S.CHARGED_BACK: frozenset(),
}
# Waiting for the customer: the device is occupied.
WAITING = frozenset({_S.PENDING, _S.PROCESSING})
# Worth asking the provider about.
OPEN = WAITING | {_S.UNDECIDED}
PAID = frozenset({_S.PROCESSED, _S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.CHARGED_BACK})

LIFE = timedelta(minutes=15)
# After its end a charge that the provider never heard of is closed by us; until then a lost call may still surface.
LOST_CALL_GRACE = timedelta(minutes=2)
# Its end was our guess: should it surface after all, money must not go unseen.
NEVER_ARRIVED = "never_arrived"
LOOK_BACK = timedelta(days=1)
FRESH = timedelta(seconds=2)
FIRST_SWEEP = timedelta(minutes=1)
FIRST_TRY = timedelta(seconds=10)
LAST_SWEEP = timedelta(hours=1)


def path_to(known: ChargeStatus, told: ChargeStatus) -> list[ChargeStatus]:
    """Return the states to pass from what we know to what the provider tells; ``[]`` when that is not forward.

    A refund may be the first thing we hear of a paid charge: it is then processed first, so that its sale exists.
    """
    if told in ARROWS[known]:
        return [told]
    if told in ARROWS[_S.PROCESSED] and _S.PROCESSED in ARROWS[known]:
        return [_S.PROCESSED, told]
    return []


def is_contradiction(known: ChargeStatus, told: ChargeStatus) -> bool:
    """Tell whether the provider speaks of money where we closed the charge as unpaid: a person must see it."""
    return known in UNPAID_ENDS and told in PAID


def next_sweep(age: timedelta) -> timedelta:
    """Return how long to wait before the next unasked look at an open charge: 1 min first, widening to 1 h."""
    return min(max(FIRST_SWEEP, age), LAST_SWEEP)


def next_look(status: ChargeStatus, status_detail: str | None, age: timedelta) -> timedelta | None:
    """Return how long to wait before the next unasked look at a charge, None when its end is certain."""
    is_guess = status in UNPAID_ENDS and status_detail == NEVER_ARRIVED and age < LOOK_BACK
    return next_sweep(age) if status in OPEN or is_guess else None


def next_try(age: timedelta) -> timedelta:
    """Return how long to wait before trying again what is owed for this long: 10 s first, widening to 1 h."""
    return min(max(FIRST_TRY, age), LAST_SWEEP)


def tip_of(amount: Decimal, paid: Decimal) -> Decimal:
    """Return what was paid above the amount asked (a tip entered on the terminal), never negative."""
    return max(paid - amount, Decimal(0))


def is_expiring_soon(expires_at: datetime | None, now: datetime) -> bool:
    """Tell whether a token ends within 7 days (contract §1, ``isTokenExpiringSoon``)."""
    return expires_at is not None and expires_at - now < timedelta(days=7)
