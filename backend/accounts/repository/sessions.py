"""SQL about sessions and refresh tokens; the hot path is one Core statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Row, bindparam, delete, select, update

from backend.accounts.domain.kinds import Origin
from backend.accounts.models.sessions import RefreshToken, UserSession
from backend.accounts.models.users import User
from backend.companies.models import Company
from backend.infra.db import session

_sessions, _users, _companies = UserSession.__table__, User.__table__, Company.__table__
_CALLERS = select(
    _users.c.id,
    _users.c.role,
    _users.c.company_id,
    _users.c.is_active,
    _companies.c.is_active.label("is_company_active"),
    _sessions.c.revoked_at,
    _sessions.c.last_used_at,
).select_from(
    _sessions.join(_users, _users.c.id == _sessions.c.user_id).outerjoin(
        _companies, _companies.c.id == _users.c.company_id
    )
)
# Built once: the guard of every protected route runs it.
_CALLER = _CALLERS.where(_sessions.c.id == bindparam("session_id"), _sessions.c.user_id == bindparam("user_id"))
# The same for the outside provider, whose tokens name neither our session nor our user.
_FOREIGN_CALLER = _CALLERS.add_columns(
    _users.c.otp_enabled, _sessions.c.id.label("session_id"), _sessions.c.expires_at
).where(
    _sessions.c.family == bindparam("family"),
    _sessions.c.origin == Origin.SUPABASE,
    _users.c.supabase_sub == bindparam("subject"),
)


def find_caller(session_id: int, user_id: int) -> Row[*tuple[Any, ...]] | None:
    """Return session, user and company of an access token in one statement, or None."""
    return session().execute(_CALLER, {"session_id": session_id, "user_id": user_id}).first()


def find_foreign_caller(family: str, subject: str) -> Row[*tuple[Any, ...]] | None:
    """Return session, user and company of the outside provider's session in one statement, or None."""
    return session().execute(_FOREIGN_CALLER, {"family": family, "subject": subject}).first()


def find_by_family(family: str) -> UserSession | None:
    """Return the session of this chain of tokens, whoever's it is, or None."""
    return session().scalar(select(UserSession).where(UserSession.family == family))


def find_session(session_id: int, user_id: int) -> UserSession | None:
    """Return the session when it is this user's, or None."""
    return session().scalar(select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id))


def list_live(user_id: int, now: datetime) -> Sequence[UserSession]:
    """Return the sessions that can still be used, newest first."""
    live = (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None), UserSession.expires_at > now)
        .order_by(UserSession.created_at.desc(), UserSession.id.desc())
    )
    return session().scalars(live).all()


def touch(session_id: int, now: datetime, seen_before: datetime) -> None:
    """Note the use of a session unless somebody noted one after ``seen_before``."""
    session().execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.last_used_at <= seen_before)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def extend(session_id: int, now: datetime, expires_at: datetime) -> None:
    """Move the end of a session that was refreshed."""
    session().execute(
        update(UserSession).where(UserSession.id == session_id).values(last_used_at=now, expires_at=expires_at)
    )


def extend_foreign(session_id: int, now: datetime, authenticated_at: datetime, expires_at: datetime) -> None:
    """Note the use of a live session of the outside provider, and what its newest token says."""
    session().execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(last_used_at=now, authenticated_at=authenticated_at, expires_at=expires_at)
        .execution_options(synchronize_session=False)
    )


def revoke(session_id: int, reason: str, now: datetime) -> bool:
    """End one session; returns whether it was alive."""
    return _revoke(UserSession.id == session_id, reason, now) == 1


def revoke_all(user_id: int, reason: str, now: datetime) -> int:
    """End every session of the user; returns how many were alive."""
    return _revoke(UserSession.user_id == user_id, reason, now)


def _revoke(which: Any, reason: str, now: datetime) -> int:
    ended: CursorResult[Any] = session().execute(  # type: ignore[assignment] # an UPDATE has a row count
        update(UserSession).where(which, UserSession.revoked_at.is_(None)).values(revoked_at=now, revoked_reason=reason)
    )
    return ended.rowcount


def find_refresh_token(token_hash: str) -> RefreshToken | None:
    """Return the refresh token with this hash, or None."""
    return session().scalar(select(RefreshToken).where(RefreshToken.hash == token_hash))


def use_refresh_token(token_hash: str, now: datetime) -> bool:
    """Mark the token used; False when it already was, whoever else was faster."""
    used: CursorResult[Any] = session().execute(  # type: ignore[assignment] # an UPDATE has a row count
        update(RefreshToken)
        .where(RefreshToken.hash == token_hash, RefreshToken.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1


def purge_expired(before: datetime) -> None:
    """Delete sessions that ended before the instant, and their refresh tokens."""
    expired = select(UserSession.id).where(UserSession.expires_at < before)
    session().execute(
        delete(RefreshToken).where(RefreshToken.session_id.in_(expired)).execution_options(synchronize_session=False)
    )
    session().execute(
        delete(UserSession).where(UserSession.expires_at < before).execution_options(synchronize_session=False)
    )
