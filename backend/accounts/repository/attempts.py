"""SQL about wrong guesses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from backend.accounts.models.users import LoginAttempts
from backend.infra.db import session


def find(email_hash: str, *, is_locking: bool = False) -> LoginAttempts | None:
    """Return the guesses of an address, its row locked for the unit when asked for, or None."""
    statement = select(LoginAttempts).where(LoginAttempts.email_hash == email_hash)
    return session().scalar(statement.with_for_update() if is_locking else statement)


def add(email_hash: str, now: datetime) -> LoginAttempts:
    """Insert the row of an address; raises IntegrityError when another was faster."""
    row = LoginAttempts(email_hash=email_hash, recent_failures="", touched_at=now)
    session().add(row)
    session().flush()
    return row


def clear(email_hash: str) -> None:
    """Forget the wrong guesses of an address."""
    session().execute(
        update(LoginAttempts)
        .where(LoginAttempts.email_hash == email_hash)
        .values(recent_failures="", locked_until=None)
    )


def purge(before: datetime) -> None:
    """Delete rows that nobody touched since the instant."""
    session().execute(delete(LoginAttempts).where(LoginAttempts.touched_at < before))
