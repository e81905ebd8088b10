"""Stage tokens: issued for one step, good for one success (contract 10-identity §2, rule 7)."""

from __future__ import annotations

from backend.accounts.domain.kinds import STAGE_TRIES, StageKind
from backend.accounts.domain.limits import STAGE_LIVES
from backend.accounts.errors import InvalidToken, TokenExpired
from backend.accounts.models.sessions import StageToken
from backend.accounts.models.users import User
from backend.accounts.repository import stages
from backend.accounts.service import tokens
from backend.infra.crypto import sha256_hex
from backend.infra.db import session
from backend.kernel import clock
from backend.kernel.ids import new_secret


def issue_signed(kind: StageKind, user: User) -> str:
    """Return a signed stage token; joins the open unit."""
    token = tokens.issue(kind.value, user, STAGE_LIVES[kind])
    _keep(token, kind, user)
    return token


def issue_mailed(kind: StageKind, user: User) -> str:
    """Return an opaque stage token for a mail; older ones of its kind are void from now on."""
    stages.void(user.id, {kind}, clock.now())
    token = new_secret()
    _keep(token, kind, user)
    return token


def find(token: str, kind: StageKind) -> StageToken:
    """Return the row of a token, used or not; raises InvalidToken for an unknown one."""
    row = stages.find(sha256_hex(token), kind)
    if row is None:
        raise InvalidToken
    return row


def get_usable(token: str, kind: StageKind) -> StageToken:
    """Return the row of a token that can still succeed; raises InvalidToken, TokenExpired."""
    row = find(token, kind)
    if row.used_at is not None or row.attempts >= STAGE_TRIES:
        raise InvalidToken
    if row.expires_at <= clock.now():
        raise TokenExpired
    return row


def use(row: StageToken) -> None:
    """Spend the token; raises InvalidToken when another process was faster."""
    if not stages.use(row.id, clock.now()):
        raise InvalidToken


def _keep(token: str, kind: StageKind, user: User) -> None:
    expires_at = clock.now() + STAGE_LIVES[kind]
    session().add(StageToken(kind=kind, user_id=user.id, hash=sha256_hex(token), expires_at=expires_at, attempts=0))
