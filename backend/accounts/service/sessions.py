"""Sessions: opened by a login, kept by rotating refresh tokens, ended by many things (contract 10-identity §3, §11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.accounts.domain.kinds import Origin
from backend.accounts.domain.limits import TOUCH_EVERY
from backend.accounts.errors import AccountInactive, CompanyInactive, InvalidToken, TokenReused, TokenRevoked
from backend.accounts.models.sessions import RefreshToken, UserSession
from backend.accounts.models.users import User
from backend.accounts.repository import sessions, users
from backend.accounts.service import notices, tokens
from backend.accounts.service.tokens import Claims
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.crypto import sha256_hex
from backend.infra.current import settings
from backend.infra.db import session
from backend.infra.principal import acting, current_actor
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import NotFound
from backend.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session and its tokens; ``refresh_token`` is None for sessions of ``/token``. Life in seconds."""

    user: User
    company: Company | None
    session_id: int
    access_token: str
    refresh_token: str | None
    expires_in: int


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session as its owner sees it."""

    session: UserSession
    is_current: bool


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Let audit rows of a public route name the person it is about."""
    with acting(replace(current_actor(), user_id=user.id, company_id=user.company_id)):
        yield


def open_session(user: User, origin: Origin = Origin.PASSWORD) -> SignedIn:
    """Open a session for somebody who has shown everything; joins the open unit."""
    now, actor = clock.now(), current_actor()
    opened = UserSession(
        user_id=user.id,
        family=new_id(),
        origin=origin,
        authenticated_at=now,
        created_at=now,
        last_used_at=now,
        expires_at=now + (_access_life() if origin is Origin.TOKEN else _refresh_life()),
        address=actor.address or "",
        agent=actor.agent or "",
    )
    session().add(opened)
    session().flush()
    with acting_as(user):
        audit.record("accounts.session.opened", opened.id, after={"origin": origin.value})
    return _signed_in(user, opened)


@transactional
def refresh(token: str) -> SignedIn:
    """Exchange a refresh token for a new pair; the old one dies by conditional UPDATE.

    A token that comes twice, also in a race, revokes its family (rule 11): TokenReused, audit row and mail.
    Raises InvalidToken, TokenExpired, TokenRevoked, AccountInactive, CompanyInactive.
    """
    claims = tokens.read(token, tokens.REFRESH)
    token_hash = sha256_hex(token)
    known = sessions.find_refresh_token(token_hash)
    if known is None:
        raise InvalidToken
    found = sessions.find_session(known.session_id, claims.user_id)
    user = users.find_user(claims.user_id)
    if found is None or user is None:
        raise InvalidToken
    refuse_unusable(user)
    if found.revoked_at is not None:
        raise TokenRevoked
    if not sessions.use_refresh_token(token_hash, clock.now()):
        _end_stolen(found, user)
        raise TokenReused
    sessions.extend(found.id, clock.now(), clock.now() + _refresh_life())
    return _signed_in(user, found)


def refuse_unusable(user: User) -> None:
    """Raise AccountInactive or CompanyInactive for an account that may not go on."""
    if not user.is_active:
        raise AccountInactive
    company = users.find_company(user)
    if company is not None and not company.is_active:
        raise CompanyInactive


@transactional
def log_out(claims: Claims, *, everywhere: bool) -> None:
    """End the session of a token of ours, or all sessions of its account; raises InvalidToken, TokenRevoked."""
    found = sessions.find_session(claims.session_id or 0, claims.user_id)
    user = users.find_user(claims.user_id)
    if found is None or user is None:
        raise InvalidToken
    if found.revoked_at is not None:
        raise TokenRevoked
    end(user, found.id, everywhere=everywhere)


def end(user: User, session_id: int, *, everywhere: bool) -> None:
    """End one session of the account by logging out, or all of them; joins the open unit."""
    with acting_as(user):
        if everywhere:
            end_all(user.id, "logout_everywhere")
        elif sessions.revoke(session_id, "logout", clock.now()):
            audit.record("accounts.session.revoked", session_id, after={"reason": "logout"})


def is_use_to_be_noted(last_used_at: datetime) -> bool:
    """Tell whether the noted use of a session is so old that this one should be noted."""
    return last_used_at <= clock.now() - TOUCH_EVERY


def end_all(user_id: int, reason: str) -> None:
    """End every session of the account (rule 12); joins the open unit."""
    ended = sessions.revoke_all(user_id, reason, clock.now())
    if ended:
        audit.record("accounts.user.sessions_revoked", user_id, after={"reason": reason, "sessions": ended})


@reading
def list_live(user_id: int, current_session_id: int | None) -> Sequence[LiveSession]:
    """Return the live sessions of the account, newest first."""
    return [LiveSession(row, row.id == current_session_id) for row in sessions.list_live(user_id, clock.now())]


@transactional
def end_one(user_id: int, session_id: int) -> None:
    """End one of the account's own live sessions; raises NotFound for anybody else's."""
    found = sessions.find_session(session_id, user_id)
    if found is None or found.expires_at <= clock.now() or not sessions.revoke(session_id, "closed", clock.now()):
        raise NotFound
    audit.record("accounts.session.revoked", session_id, after={"reason": "closed"})


def _signed_in(user: User, opened: UserSession) -> SignedIn:
    life = _access_life()
    refresh_token = None
    if opened.origin is not Origin.TOKEN:
        refresh_token = tokens.issue(tokens.REFRESH, user, _refresh_life(), session_id=opened.id)
        session().add(RefreshToken(hash=sha256_hex(refresh_token), session_id=opened.id, issued_at=clock.now()))
    return SignedIn(
        user=user,
        company=users.find_company(user),
        session_id=opened.id,
        access_token=tokens.issue(tokens.ACCESS, user, life, session_id=opened.id),
        refresh_token=refresh_token,
        expires_in=int(life.total_seconds()),
    )


def _end_stolen(found: UserSession, user: User) -> None:
    if not sessions.revoke(found.id, "token_reused", clock.now()):
        return
    with acting_as(user):
        audit.record("accounts.session.revoked", found.id, after={"reason": "token_reused"})
    notices.session_ended_for_safety(user)


def _access_life() -> timedelta:
    return timedelta(minutes=settings().jwt_access_minutes)


def _refresh_life() -> timedelta:
    return timedelta(days=settings().jwt_refresh_days)
