"""Who is calling: the authenticator behind the guards (contract 10-identity, head table; rules 12, 13)."""

from __future__ import annotations

from datetime import datetime

import structlog

from backend.accounts.domain.limits import TOUCH_EVERY
from backend.accounts.errors import CompanyInactive, InvalidToken, TokenRevoked
from backend.accounts.ports import ForeignIdentity, identity_provider
from backend.accounts.repository import sessions as session_rows
from backend.accounts.service import foreign_identities, sessions, tokens
from backend.accounts.service.tokens import Claims
from backend.infra.principal import Principal
from backend.infra.unit_of_work import reading_rows, transactional
from backend.kernel import clock
from backend.kernel.errors import DependencyDown

log = structlog.get_logger("auth")


def authenticate(token: str) -> Principal:
    """Return the caller of an access token, ours or the outside provider's; role and company are the database's.

    Raises InvalidToken, TokenExpired, TokenRevoked (session ended or account deactivated), CompanyInactive; for a
    token of the provider also AccountLinkRequired, OtpRequired, IdentityProviderUnavailable.
    Notes the use of the session at most once a minute; a busy database may drop the note, never the request.
    """
    claims = _claims_or_identity(token, tokens.ACCESS)
    if isinstance(claims, ForeignIdentity):
        return foreign_identities.authenticate(claims)
    if claims.session_id is None:
        raise InvalidToken
    principal, last_used_at = _caller(claims.session_id, claims.user_id)
    if sessions.is_use_to_be_noted(last_used_at):
        _note_use(claims.session_id)
    return principal


def log_out(token: str, *, everywhere: bool) -> None:
    """End the session of a token (access, refresh, or of the provider), or all of its account; raises InvalidToken."""
    claims = _claims_or_identity(token, tokens.ACCESS, tokens.REFRESH)
    if isinstance(claims, ForeignIdentity):
        foreign_identities.log_out(claims, everywhere=everywhere)
    else:
        sessions.log_out(claims, everywhere=everywhere)


def _claims_or_identity(token: str, *kinds: str) -> Claims | ForeignIdentity:
    try:
        return tokens.read(token, *kinds)
    except InvalidToken:
        provider = identity_provider()
        if provider is None:
            raise
    return provider.read(token)


@reading_rows
def _caller(session_id: int, user_id: int) -> tuple[Principal, datetime]:
    row = session_rows.find_caller(session_id, user_id)
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
    session_rows.touch(session_id, now, now - TOUCH_EVERY)
