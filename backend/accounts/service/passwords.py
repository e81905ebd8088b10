"""Passwords: forgotten, reset, changed by their owner (contract 10-identity §3 and §5, rules 1, 12, 17, 18)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from backend.accounts.domain import hashing
from backend.accounts.domain.addresses import normal_email
from backend.accounts.domain.kinds import EMAIL_CODE_TRIES, PASSWORD_CHANGE, StageKind
from backend.accounts.domain.limits import EMAIL_CODE_LIFE
from backend.accounts.domain.one_time_codes import new_email_code
from backend.accounts.domain.password_policy import broken_rules
from backend.accounts.errors import CodeActive, InvalidCode, MailUnavailable, NoActiveCode, OtpEnabled
from backend.accounts.models.sessions import EmailCode
from backend.accounts.models.users import User
from backend.accounts.repository import stages as stage_rows
from backend.accounts.repository import users
from backend.accounts.service import attempts, notices, proofs, sessions, stages
from backend.accounts.service.proofs import SecondFactor
from backend.infra import audit, mail, outbox
from backend.infra.crypto import is_same
from backend.infra.current import settings
from backend.infra.db import session
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import ValidationFailed

FORGOTTEN = "accounts.password_forgotten"
# Once the password is another one, nothing that was begun with the old one may be finished.
VOID_WITH_PASSWORD = (StageKind.PASSWORD_RESET, StageKind.LOGIN_CHALLENGE)


@dataclass(frozen=True, slots=True)
class MailedCode:
    """Where a code went."""

    email: str


def refuse_weak(password: str, field: str = "password") -> None:
    """Raise ValidationFailed with one sentence per broken rule, under the wire name of the field."""
    if sentences := broken_rules(password):
        raise ValidationFailed({field: sentences})


@transactional
def forget(email: str) -> None:
    """Owe a look at this address: known or not, the caller's answer and its time are the same (refusal 18)."""
    outbox.put(FORGOTTEN, {"email": normal_email(email)})


@transactional
def send_reset(email: str) -> None:
    """Mail a reset link to an active account with this address; anybody else gets nothing (rule 18)."""
    user = users.find_by_email(email)
    if user is not None and user.is_active and user.anonymised_at is None:
        notices.reset_password(user, stages.issue_mailed(StageKind.PASSWORD_RESET, user))
        audit.record("accounts.user.password_reset_sent", user.id, company_id=user.company_id)


def reset(token: str, new_password: str) -> None:
    """Set a new password with a mailed token; ends all sessions, clears the lock, verifies the address.

    Raises ValidationFailed (weak), InvalidToken, TokenExpired.
    """
    refuse_weak(new_password, "new_password")
    _look_at_reset(token)
    _reset(token, hashing.hash_password(new_password))


@reading
def _look_at_reset(token: str) -> None:
    stages.get_usable(token, StageKind.PASSWORD_RESET)


@transactional
def _reset(token: str, password_hash: str) -> None:
    row = stages.get_usable(token, StageKind.PASSWORD_RESET)
    stages.use(row)
    user = users.get_user(row.user_id)
    with sessions.acting_as(user):
        replace_password(user, password_hash, "password_reset")
    user.email_verified = True
    attempts.clear(user.email)


def replace_password(user: User, password_hash: str, reason: str) -> None:
    """Store the new hash, end every session and mail the person; joins the open unit."""
    user.password_hash, user.temporary_password_until = password_hash, None
    stage_rows.void(user.id, VOID_WITH_PASSWORD, clock.now())
    sessions.end_all(user.id, reason)
    audit.record("accounts.user.password_changed", user.id, after={"reason": reason})
    notices.password_changed(user)


def change_own(user_id: int, new_password: str, *, otp_code: str | None, email_code: str | None) -> None:
    """Change the own password with a TOTP code (second factor on) or a mailed code (off); ends every session.

    Raises ValidationFailed (weak, or the code that is needed was not sent), InvalidOtp, InvalidCode, AccountLocked.
    """
    refuse_weak(new_password, "new_password")
    known = proofs.known_by_id(user_id)
    attempts.refuse_if_locked(known.email)
    _change_own(user_id, known.email, hashing.hash_password(new_password), otp_code, email_code)


@transactional
def _change_own(user_id: int, email: str, password_hash: str, otp_code: str | None, email_code: str | None) -> None:
    user, counter = proofs.locked_account(user_id, email)
    if user.otp_enabled:
        if otp_code is None:
            raise ValidationFailed({"otp_code": ["Ingresá el código de tu aplicación."]})
        if wrong := proofs.check_second_factor(user, SecondFactor(otp_code=otp_code)):
            raise attempts.failed(counter, wrong)
    else:
        if email_code is None:
            raise ValidationFailed({"verification_code": ["Ingresá el código que te enviamos por correo."]})
        row = _live_code(user_id)
        if row is None or not _is_code(row, email_code):
            raise attempts.failed(counter, InvalidCode())
        session().delete(row)
    attempts.succeeded(counter)
    replace_password(user, password_hash, "password_changed")


def request_code(user_id: int) -> MailedCode:
    """Mail six digits for a password change; raises OtpEnabled, CodeActive (seconds left), MailUnavailable."""
    if not mail.is_available():
        raise MailUnavailable
    try:
        return _request_code(user_id)
    except IntegrityError as error:  # asked for twice at the same moment
        raise CodeActive(EMAIL_CODE_LIFE.total_seconds()) from error


@transactional
def _request_code(user_id: int) -> MailedCode:
    user = users.get_user(user_id)
    if user.otp_enabled:
        raise OtpEnabled
    if (live := _live_code(user_id)) is not None:
        raise CodeActive((live.expires_at - clock.now()).total_seconds())
    code = new_email_code()
    row = users.find_email_code(user_id, PASSWORD_CHANGE) or EmailCode(user_id=user_id, purpose=PASSWORD_CHANGE)
    row.hash, row.expires_at, row.attempts = _code_hash(user_id, code), clock.now() + EMAIL_CODE_LIFE, 0
    session().add(row)
    session().flush()
    notices.password_change_code(user, code)
    audit.record("accounts.user.password_code_sent", user_id)
    return MailedCode(user.email)


def verify_code(user_id: int, code: str) -> int:
    """Return the seconds that a right code has left; it stays usable.

    Raises InvalidCode, NoActiveCode, AccountLocked.
    """
    known = proofs.known_by_id(user_id)
    attempts.refuse_if_locked(known.email)
    return _verify_code(user_id, known.email, code)


@transactional
def _verify_code(user_id: int, email: str, code: str) -> int:
    counter = attempts.lock(email)
    row = _live_code(user_id)
    if row is None:
        raise NoActiveCode
    if not _is_code(row, code):
        raise attempts.failed(counter, InvalidCode())
    attempts.succeeded(counter)
    return int((row.expires_at - clock.now()).total_seconds())


def _live_code(user_id: int) -> EmailCode | None:
    row = users.find_email_code(user_id, PASSWORD_CHANGE)
    is_live = row is not None and row.expires_at > clock.now() and row.attempts < EMAIL_CODE_TRIES
    return row if is_live else None


def _is_code(row: EmailCode, code: str) -> bool:
    if is_same(row.hash, _code_hash(row.user_id, code)):
        return True
    row.attempts += 1
    return False


def _code_hash(user_id: int, code: str) -> str:
    key = settings().secret_key.encode()
    return hmac.new(key, f"{PASSWORD_CHANGE}:{user_id}:{code}".encode(), hashlib.sha256).hexdigest()
