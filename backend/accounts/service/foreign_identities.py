"""People whom another provider vouches for (contract 10-identity §9): their accounts, links and sessions.

One of the provider's sessions is one row here from its first sight on, so that it can be seen and ended like ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from backend.accounts.domain.kinds import Origin
from backend.accounts.errors import AccountLinkRequired, CompanyInactive, OtpRequired, TokenRevoked
from backend.accounts.models.sessions import UserSession
from backend.accounts.models.users import User
from backend.accounts.ports import ForeignIdentity
from backend.accounts.repository import sessions as session_rows
from backend.accounts.repository import users
from backend.accounts.service import notices, sessions
from backend.infra import audit
from backend.infra.db import session
from backend.infra.principal import Principal, Role, current_actor
from backend.infra.unit_of_work import reading_rows, transactional
from backend.kernel import clock
from backend.kernel.errors import DependencyDown

log = structlog.get_logger("auth")
# Whoever comes at the same moment for the first time finds what the other has made.
TRIES = 3


def authenticate(identity: ForeignIdentity) -> Principal:
    """Return the caller, role and company read from the database in one statement; admits at first sight.

    Raises AccountLinkRequired, OtpRequired, TokenRevoked (session ended or account deactivated), CompanyInactive.
    """
    row = _find(identity)
    if row is None:
        _repeated(lambda: _admit(identity))
        row = _find(identity)
    if row is None or row.revoked_at is not None or not row.is_active:
        raise TokenRevoked
    if row.is_company_active is False:
        raise CompanyInactive
    if row.otp_enabled and not identity.has_second_factor:
        raise OtpRequired
    if sessions.is_use_to_be_noted(row.last_used_at) or row.expires_at < identity.expires_at:
        _note_use(row.session_id, identity)
    return Principal(row.id, row.role, row.company_id, session_id=row.session_id)


def log_out(identity: ForeignIdentity, *, everywhere: bool) -> None:
    """End the provider's session here, seen before or not, or every session of the account; raises TokenRevoked."""
    _repeated(lambda: _log_out(identity, everywhere=everywhere))


@reading_rows
def _find(identity: ForeignIdentity) -> Row[*tuple[Any, ...]] | None:
    return session_rows.find_foreign_caller(identity.session, identity.subject)


def _repeated(work: Callable[[], None]) -> None:
    for _ in range(TRIES - 1):
        try:
            return work()
        except IntegrityError:
            continue
    return work()


@transactional
def _admit(identity: ForeignIdentity) -> None:
    user = _account_of(identity)
    if user.otp_enabled and not identity.has_second_factor:
        raise OtpRequired
    _open(user, identity)


@transactional
def _log_out(identity: ForeignIdentity, *, everywhere: bool) -> None:
    row = _find(identity)
    if row is None:
        user = _account_of(identity)
        session_id = _open(user, identity)
    elif row.revoked_at is not None:
        raise TokenRevoked
    else:
        user, session_id = users.get_user(row.id), row.session_id
    sessions.end(user, session_id, everywhere=everywhere)


def _account_of(identity: ForeignIdentity) -> User:
    """Return the account of the identity, linked or made now if need be (§9, table of first sight)."""
    user = users.find_by_subject(identity.subject) or _first_sight(identity)
    if not user.is_active:
        raise TokenRevoked
    sessions.refuse_unusable(user)
    return user


def _first_sight(identity: ForeignIdentity) -> User:
    if identity.email is None:
        raise AccountLinkRequired
    known = users.find_by_email(identity.email)
    if known is None:
        return _register(identity, identity.email)
    if known.supabase_sub == identity.subject:  # made or linked since it was looked for
        return known
    may_be_linked = known.email_verified and not known.is_pending and known.supabase_sub is None
    if known.role is Role.ADMIN or not may_be_linked:
        raise AccountLinkRequired
    if known.is_active:
        known.supabase_sub = identity.subject
        session().flush()
        with sessions.acting_as(known):
            audit.record("accounts.user.identity_linked", known.id)
            notices.identity_linked(known)
    return known


def _register(identity: ForeignIdentity, email: str) -> User:
    user = User(name=identity.name, email=email, role=Role.USER, email_verified=True, supabase_sub=identity.subject)
    session().add(user)
    session().flush()
    with sessions.acting_as(user):
        told = {"role": user.role.value, "origin": Origin.SUPABASE.value}
        audit.record("accounts.user.registered", user.id, after=told)
    return user


def _open(user: User, identity: ForeignIdentity) -> int:
    known = session_rows.find_by_family(identity.session)
    if known is not None:  # opened at the same moment, or for the account that the identity was linked with before
        if known.user_id != user.id or known.revoked_at is not None:
            raise TokenRevoked
        return known.id
    now, actor = clock.now(), current_actor()
    opened = UserSession(
        user_id=user.id,
        family=identity.session,
        origin=Origin.SUPABASE,
        authenticated_at=identity.authenticated_at,
        created_at=now,
        last_used_at=now,
        expires_at=identity.expires_at,
        address=actor.address or "",
        agent=actor.agent or "",
    )
    session().add(opened)
    session().flush()
    with sessions.acting_as(user):
        audit.record("accounts.session.opened", opened.id, after={"origin": Origin.SUPABASE.value})
    return opened.id


def _note_use(session_id: int, identity: ForeignIdentity) -> None:
    try:
        _extend(session_id, identity)
    except DependencyDown:
        log.warning("session.use_not_noted", session_id=session_id)


@transactional
def _extend(session_id: int, identity: ForeignIdentity) -> None:
    session_rows.extend_foreign(session_id, clock.now(), identity.authenticated_at, identity.expires_at)
