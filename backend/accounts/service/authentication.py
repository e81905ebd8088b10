"""Who is calling: the authenticator behind the guards (contract 10-identity, head table; rules 12, 13)."""

from __future__ import annotations

from datetime import datetime

import structlog

from backend.accounts.domain.limits import TOUCH_EVERY
from backend.accounts.errors import CompanyInactive, InvalidToken, TokenRevoked
from backend.accounts.repository import sessions
from backend.accounts.service import tokens
from backend.infra.principal import Principal
from backend.infra.unit_of_work import reading_rows, transactional
from backend.kernel import clock
from backend.kernel.errors import DependencyDown

log = structlog.get_logger("auth")


def authenticate(token: str) -> Principal:
    """Return the caller of an access token, role and company read from the database in one statement.

    Raises InvalidToken, TokenExpired, TokenRevoked (session ended or account deactivated), CompanyInactive.
    Notes the use of the session at most once a minute; a busy database may drop the note, never the request.
    """
    claims = tokens.read(token, tokens.ACCESS)
    if claims.session_id is None:
        raise InvalidToken
    principal, last_used_at = _caller(claims.session_id, claims.user_id)
    if last_used_at <= clock.now() - TOUCH_EVERY:
        _note_use(claims.session_id)
    return principal


@reading_rows
def _caller(session_id: int, user_id: int) -> tuple[Principal, datetime]:
    row = sessions.find_caller(session_id, user_id)
    if row is None or row.revoked_at is not None or not row.is_active:
        raise TokenRevoked
    if row.is_company_active is False:
        raise CompanyInactive
    return Principal(row.id, row.role, row.company_id, session_id=session_id), row.last_used_at


def _note_use(session_id: int) -> None:
    try:
        _touch(session_id)
    except DependencyDown:
        log.warning("session.use_not_noted", session_id=session_id)


@transactional
def _touch(session_id: int) -> None:
    now = clock.now()
    sessions.touch(session_id, now, now - TOUCH_EVERY)
