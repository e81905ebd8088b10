"""One counter of wrong guesses per address, known or not (rule 3), in the database for every process.

A guess is judged while the counter's row is locked, so guesses made at the same time learn no more than five answers.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain.limits import GUESSES, LOCK, failures_after
from backend.accounts.errors import AccountLocked
from backend.accounts.models.users import LoginAttempts
from backend.accounts.repository import attempts
from backend.infra import audit
from backend.infra.crypto import sha256_hex
from backend.infra.unit_of_work import transactional
from backend.kernel import clock
from backend.kernel.errors import AppError


def refuse_if_locked(email: str) -> None:
    """Raise AccountLocked while the address is locked; a unit of its own, before slow hashes are computed."""
    try:
        _look(email)
    except IntegrityError:  # the same address came twice for the first time
        _look(email)


@transactional
def _look(email: str) -> None:
    email_hash = sha256_hex(email)
    row = attempts.find(email_hash) or attempts.add(email_hash, clock.now())
    _refuse_locked(row, clock.now())


def lock(email: str) -> LoginAttempts:
    """Return the counter of the address, locked until the unit ends; raises AccountLocked."""
    email_hash, now = sha256_hex(email), clock.now()
    row = attempts.find(email_hash, is_locking=True) or attempts.add(email_hash, now)
    _refuse_locked(row, now)
    row.touched_at = now
    return row


def failed(row: LoginAttempts, error: AppError) -> AppError:
    """Count a wrong guess and return the error to raise, which keeps the count; the fifth locks."""
    now = clock.now()
    failures = failures_after(row.recent_failures, now)
    row.recent_failures = ",".join(map(str, failures))
    if len(failures) >= GUESSES:
        row.recent_failures, row.locked_until = "", now + LOCK
        audit.record("accounts.login.locked", row.email_hash, after={"until": row.locked_until.isoformat()})
    return error


def succeeded(row: LoginAttempts) -> None:
    """Forget the wrong guesses before a right one."""
    row.recent_failures, row.locked_until = "", None


def clear(email: str) -> None:
    """Forget the wrong guesses and the lock of an address (reset, change by an administrator)."""
    attempts.clear(sha256_hex(email))


def _refuse_locked(row: LoginAttempts, now: datetime) -> None:
    if row.locked_until is not None and row.locked_until > now:
        raise AccountLocked((row.locked_until - now).total_seconds())
