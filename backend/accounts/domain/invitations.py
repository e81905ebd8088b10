"""The life of an invitation (contract 10-identity §1, rule 10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LIFE = timedelta(days=7)
CODE_BYTES = 24
MAX_LISTED = 100


class InvitationState(StrEnum):
    """How an invitation stands; the values are the wire words."""

    PENDING = "pendiente"
    USED = "usada"
    EXPIRED = "vencida"
    REVOKED = "revocada"


def state_of(
    used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> InvitationState:
    """Return how the invitation stands now; what ended it counts before its age."""
    if used_at is not None:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.PENDING if expires_at > now else InvitationState.EXPIRED
