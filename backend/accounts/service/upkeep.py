"""What grows old is deleted (rule 8)."""

from __future__ import annotations

from datetime import timedelta

from backend.accounts.domain.limits import GUESS_WINDOW, LOCK, PENDING_LIFE
from backend.accounts.repository import attempts, sessions, stages, users
from backend.infra import audit
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

# Ended rows stay this long: a late use of them still gets the right answer.
KEPT = timedelta(days=1)


@transactional
def purge_pending_registrations() -> int:
    """Delete registrations not confirmed for 24 hours with the companies that waited for them; returns how many."""
    pending = users.list_pending(clock.now() - PENDING_LIFE)
    for user in pending:
        audit.record("accounts.user.purged", user.id, company_id=user.company_id)
        users.delete_pending(user)
    return len(pending)


@transactional
def purge_expired() -> None:
    """Delete sessions, stage tokens and guess counters that can no longer matter."""
    before = clock.now() - KEPT
    sessions.purge_expired(before)
    stages.purge_expired(before)
    attempts.purge(min(before, clock.now() - GUESS_WINDOW - LOCK))
