"""Logging in (contract 10-identity §3, rules 2 to 7): lock, password, state, second factor, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain import hashing
from backend.accounts.domain.addresses import normal_email
from backend.accounts.domain.kinds import Origin, StageKind
from backend.accounts.errors import (
    AccountPending,
    InvalidCredentials,
    InvalidToken,
    OtpNotEnabled,
    OtpRequired,
    PasswordExpired,
)
from backend.accounts.models.users import User
from backend.accounts.repository import stages as stage_rows
from backend.accounts.repository import users
from backend.accounts.service import attempts, proofs, sessions, stages, tokens
from backend.accounts.service.proofs import Known, SecondFactor
from backend.accounts.service.sessions import SignedIn
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right; a second factor has to follow."""

    token: str


def login(email: str, password: str, second: SecondFactor) -> SignedIn | Challenge:
    """Open a session, or return a challenge when a second factor is on and no code came along.

    Raises AccountLocked, InvalidCredentials, AccountPending, AccountInactive, CompanyInactive, PasswordExpired,
    InvalidOtp, InvalidBackupCode.
    """
    return _judged(normal_email(email), password, second, Origin.PASSWORD)


def login_for_token(email: str, password: str, otp_code: str | None) -> SignedIn:
    """Open a session without refresh token for an OAuth2 password client; like ``login``, or raises OtpRequired."""
    outcome = _judged(normal_email(email), password, SecondFactor(otp_code), Origin.TOKEN)
    if isinstance(outcome, Challenge):
        raise OtpRequired
    return outcome


def _judged(email: str, password: str, second: SecondFactor, origin: Origin) -> SignedIn | Challenge:
    attempts.refuse_if_locked(email)
    known = proofs.known_by_email(email)
    is_right = hashing.is_password(password, known.password_hash)
    new_hash = None
    if is_right and known.password_hash and hashing.needs_rehash(known.password_hash):
        new_hash = hashing.hash_password(password)
    if is_right:
        second = proofs.hashed(second, known)
    try:
        return _decide(known, second, origin, is_right=is_right, new_hash=new_hash)
    except IntegrityError as error:  # the account was deleted at this very moment
        raise InvalidCredentials from error


@transactional
def _decide(
    known: Known, second: SecondFactor, origin: Origin, *, is_right: bool, new_hash: str | None
) -> SignedIn | Challenge:
    counter = attempts.lock(known.email)
    user = users.find_by_email(known.email)
    if user is None or not is_right or user.password_hash != known.password_hash:
        raise attempts.failed(counter, InvalidCredentials())
    _refuse_state(user)
    if user.otp_enabled:
        if not second.is_given:
            if origin is Origin.TOKEN:
                raise OtpRequired
            return Challenge(stages.issue_signed(StageKind.LOGIN_CHALLENGE, user))
        if wrong := proofs.check_second_factor(user, second):
            raise attempts.failed(counter, wrong)
    attempts.succeeded(counter)
    user.password_hash = new_hash or user.password_hash
    return sessions.open_session(user, origin)


def finish_login(token: str, second: SecondFactor) -> SignedIn:
    """Open the session of a challenge; account, company and second factor are read again (rule 7).

    Raises InvalidToken, TokenExpired, AccountLocked, the 403 of ``login``, OtpNotEnabled, InvalidOtp,
    InvalidBackupCode; five wrong codes spend the challenge.
    """
    claims = tokens.read(token, tokens.LOGIN_CHALLENGE)
    known = _challenged(token, claims.user_id)
    attempts.refuse_if_locked(known.email)
    return _finish(token, known, proofs.hashed(second, known))


@reading
def _challenged(token: str, user_id: int) -> Known:
    if stages.find(token, StageKind.LOGIN_CHALLENGE).user_id != user_id:
        raise InvalidToken
    return proofs.known_by_id(user_id)


@transactional
def _finish(token: str, known: Known, second: SecondFactor) -> SignedIn:
    counter = attempts.lock(known.email)
    challenge = stages.get_usable(token, StageKind.LOGIN_CHALLENGE)
    user = users.get_user(challenge.user_id)
    _refuse_state(user)
    if not user.otp_enabled:
        raise OtpNotEnabled
    if wrong := proofs.check_second_factor(user, second):
        stage_rows.count_try(challenge.id)
        raise attempts.failed(counter, wrong)
    stages.use(challenge)
    attempts.succeeded(counter)
    return sessions.open_session(user)


def _refuse_state(user: User) -> None:
    if user.is_pending:
        raise AccountPending
    sessions.refuse_unusable(user)
    if user.temporary_password_until is not None and user.temporary_password_until <= clock.now():
        raise PasswordExpired
