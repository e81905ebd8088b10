"""Why a company has no valid licence, and what a signed licence says (contract 20-billing §5): pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from backend.billing.domain.states import SubscriptionState


class Denial(StrEnum):
    """Why there is no valid licence."""

    NO_SUBSCRIPTION = "no_subscription"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    SCHEDULED = "scheduled"
    PENDING_PAYMENT = "pending_payment"
    COMPANY_INACTIVE = "company_inactive"


_S = SubscriptionState
_DENIAL_OF = {
    _S.ACTIVE: Denial.EXPIRED,  # an active row that is not valid today is past its end
    _S.ENDED: Denial.EXPIRED,
    _S.SUSPENDED: Denial.SUSPENDED,
    _S.CANCELLED: Denial.CANCELLED,
    _S.SCHEDULED: Denial.SCHEDULED,
    _S.PENDING_PAYMENT: Denial.PENDING_PAYMENT,
}


def denial_of(newest: SubscriptionState | None, *, is_company_active: bool) -> Denial:
    """Return why there is no licence: the company's own state, else that of its newest row."""
    if not is_company_active:
        return Denial.COMPANY_INACTIVE
    return Denial.NO_SUBSCRIPTION if newest is None else _DENIAL_OF[newest]


def is_in_force(state: SubscriptionState, start: date, end: date, today: date, *, is_company_active: bool) -> bool:
    """Tell ``vigente`` (rule 6): company active, row active, today within its days, both inclusive."""
    return is_company_active and state is SubscriptionState.ACTIVE and start <= today <= end


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return what two licences share when they say the same: SHA-256 of the content, key order aside."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
