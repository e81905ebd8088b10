"""States of a charge (contract 40-mercadopago §3) and of a payable request (20-billing §1 *Cobro*), and their arrows.

Pure, tested as tables.
"""

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


class InboxState(StrEnum):
    """How far a stored notification is: waiting (or tried again), handled, or given up after days of failures."""

    PENDING = "pending"
    HANDLED = "handled"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which notifications an operator looks for; instants are inclusive, everything else equal."""

    topic: str | None = None
    action: str | None = None
    resource_id: str | None = None
    provider_user_id: str | None = None
    company_id: int | None = None
    verdict: str | None = None
    source: str | None = None
    state: InboxState | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None


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


class Concept(StrEnum):
    """What a payable request is for; each is claimed by one listener."""

    SUBSCRIPTION = "subscription"
    PLAN_CHANGE = "plan_change"
    SUPPORT_TOP_UP = "support_top_up"


class RequestStatus(StrEnum):
    """State of a payable request."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    REVIEW = "review"


_R = RequestStatus
# Rejected and expired are ended without money; a payment that comes all the same goes back: refunded.
REQUEST_ARROWS: dict[RequestStatus, frozenset[RequestStatus]] = {
    _R.PENDING: frozenset({_R.APPROVED, _R.REJECTED, _R.EXPIRED, _R.REVIEW}),
    _R.APPROVED: frozenset({_R.REFUNDED}),
    _R.REJECTED: frozenset({_R.REFUNDED}),
    _R.EXPIRED: frozenset({_R.REFUNDED}),
    _R.REVIEW: frozenset({_R.REFUNDED}),
    _R.REFUNDED: frozenset(),
}
UNPAID_REQUEST_ENDS = frozenset({_R.REJECTED, _R.EXPIRED})
# Of a payment of the provider's: what says that money came, that it went back, that it may still come.
MONEY_CAME = frozenset({"approved", "in_mediation"})
MONEY_WENT_BACK = frozenset({"refunded", "charged_back"})
MONEY_MAY_COME = frozenset({"pending", "in_process", "authorized"})
# A payment of the last second is told after the end.
END_GRACE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class PreferenceOrder:
    """The hosted checkout page that the provider is asked for."""

    external_reference: str
    title: str
    amount: Decimal
    currency: str
    expires_at: datetime
    back_path: str


@dataclass(frozen=True, slots=True)
class Preference:
    """A hosted checkout page at the provider: ``url`` is where the payer goes."""

    id: str
    url: str
    collector_id: str


@dataclass(frozen=True, slots=True)
class RequestNews:
    """A payable request as its listener hears of it, inside the transaction that changes it."""

    request_id: str
    company_id: int
    concept: Concept
    reference_id: str
    amount: Decimal
    currency: str
    status: RequestStatus
    payment_url: str | None
    provider_payment_id: str | None
    approved_at: datetime | None
    expires_at: datetime


class Finding(StrEnum):
    """What a payment means for the request that it names."""

    NOTHING = "nothing"
    APPROVE = "approve"
    REVIEW = "review"
    GIVE_BACK = "give_back"
    REVERT = "revert"


def judge_payment(known: RequestStatus, told: str, *, is_its_own: bool, is_exact: bool) -> Finding:
    """Return what the provider's word about a payment means for a request (20-billing §12 rule 8).

    ``is_its_own``: the payment that decided the request before, or none did; ``is_exact``: amount and currency are the
    request's and nothing of it went back. A payment that nothing is bought with goes back, whatever its amount.
    """
    if told in MONEY_CAME:
        if known is _R.PENDING:
            return Finding.APPROVE if is_exact else Finding.REVIEW
        if known in UNPAID_REQUEST_ENDS:
            return Finding.GIVE_BACK
        return Finding.NOTHING if is_its_own or known is _R.REVIEW else Finding.GIVE_BACK
    if told in MONEY_WENT_BACK and is_its_own and _R.REFUNDED in REQUEST_ARROWS[known]:
        return Finding.REVERT
    return Finding.NOTHING


def next_search(status: RequestStatus, age: timedelta, left: timedelta, *, is_published: bool) -> timedelta | None:
    """Return how long to wait before the next unasked search for a request's payments, None when it is over.

    Pending ones after 1 min, widening to 1 h, and until a day after their end (``left`` is negative by then); an
    approved one once more after its end, for a second payment that no notification told of.
    """
    if status is _R.PENDING:
        to_end = left + END_GRACE
        if to_end <= timedelta():
            return next_sweep(-left)
        return min(next_sweep(age), to_end) if is_published else to_end
    if not is_published or left < -LOOK_BACK:
        return None
    if status in UNPAID_REQUEST_ENDS:
        return next_sweep(age)
    return left + END_GRACE if status is _R.APPROVED and left + END_GRACE > timedelta() else None
