"""The second factor of one's own account (contract 10-identity §4, rules 4 to 6); every change mails the person."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.domain import hashing, one_time_codes
from backend.accounts.domain.limits import REAUTHENTICATION
from backend.accounts.errors import (
    InvalidOtp,
    OtpAlreadyEnabled,
    OtpNotEnabled,
    OtpSetupRequired,
    ReauthenticationRequired,
)
from backend.accounts.models.users import User
from backend.accounts.repository import sessions as session_rows
from backend.accounts.repository import users
from backend.accounts.service import attempts, notices, proofs
from backend.accounts.service.proofs import Known, SecondFactor
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock


@dataclass(frozen=True, slots=True)
class PendingSecret:
    """A secret that waits for its first right code, and what the QR code holds."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class BackupSet:
    """Five fresh backup codes in clear, and what is stored of them."""

    codes: list[str]
    salt: str
    hashes: list[str]


def new_backup_set() -> BackupSet:
    """Return a fresh set; takes its time, so outside transactions."""
    codes, salt = one_time_codes.new_backup_codes(), hashing.new_salt()
    return BackupSet(codes, salt, [hashing.hash_backup_code(code, salt) for code in codes])


def set_up(user_id: int, session_id: int | None, *, is_regenerating: bool, password: str | None) -> PendingSecret:
    """Store a new pending secret; a working one stays in force until the new one is activated (rule 5).

    Raises OtpAlreadyEnabled, InvalidPassword, AccountLocked, ReauthenticationRequired (login older than 15 minutes).
    """
    known = _known_for_setup(user_id, is_regenerating=is_regenerating)
    is_right = None
    if password is not None:
        attempts.refuse_if_locked(known.email)
        is_right = hashing.is_password(password, known.password_hash)
    return _store_pending(known, session_id, is_right=is_right)


@reading
def _known_for_setup(user_id: int, *, is_regenerating: bool) -> Known:
    if users.get_user(user_id).otp_enabled and not is_regenerating:
        raise OtpAlreadyEnabled
    return proofs.known_by_id(user_id)


@transactional
def _store_pending(known: Known, session_id: int | None, *, is_right: bool | None) -> PendingSecret:
    if is_right is None:
        user = users.get_user(known.user_id or 0)
        if user.otp_enabled:
            _refuse_old_login(user.id, session_id)
    else:
        user, counter = proofs.locked_account(known.user_id or 0, known.email)
        proofs.refuse_wrong_password(user, counter, known, is_right=is_right)
    user.otp_secret_pending = one_time_codes.new_otp_secret()
    audit.record("accounts.user.second_factor_prepared", user.id)
    return PendingSecret(user.otp_secret_pending, one_time_codes.provisioning_uri(user.otp_secret_pending, user.email))


def _refuse_old_login(user_id: int, session_id: int | None) -> None:
    current = session_rows.find_session(session_id or 0, user_id)
    if current is None or current.authenticated_at < clock.now() - REAUTHENTICATION:
        raise ReauthenticationRequired


def activate(user_id: int, code: str) -> list[str]:
    """Put the pending secret in force when the code is its; returns five new backup codes, the old ones are void.

    Raises OtpSetupRequired, InvalidOtp, AccountLocked.
    """
    known = _known_with_pending(user_id)
    attempts.refuse_if_locked(known.email)
    return _activate(known, code, new_backup_set())


@reading
def _known_with_pending(user_id: int) -> Known:
    if users.get_user(user_id).otp_secret_pending is None:
        raise OtpSetupRequired
    return proofs.known_by_id(user_id)


@transactional
def _activate(known: Known, code: str, backup: BackupSet) -> list[str]:
    user, counter = proofs.locked_account(known.user_id or 0, known.email)
    if user.otp_secret_pending is None:
        raise OtpSetupRequired
    if not enable_pending(user, code, backup):
        raise attempts.failed(counter, InvalidOtp())
    attempts.succeeded(counter)
    audit.record("accounts.user.second_factor_enabled", user.id)
    notices.second_factor_changed(user, "Se activó la verificación en dos pasos de tu cuenta.")
    return backup.codes


def enable_pending(user: User, code: str, backup: BackupSet | None) -> bool:
    """Put the pending secret in force if the code is its; without a set the present codes stay. Joins the open unit.

    The caller holds the account's counter, which keeps two codes from being judged at once.
    """
    now = clock.now()
    step = one_time_codes.accepted_step(user.otp_secret_pending or "", code, now, None)
    if step is None:
        return False
    user.otp_secret, user.otp_secret_pending, user.otp_enabled = user.otp_secret_pending, None, True
    user.otp_last_step, user.otp_last_verified_at = step, now
    if backup is not None:
        users.replace_backup_codes(user.id, backup.salt, backup.hashes)
    return True


def disable(user_id: int, password: str) -> None:
    """Wipe both secrets and all backup codes; raises OtpNotEnabled, InvalidPassword, AccountLocked."""
    known = _known_with_factor(user_id)
    attempts.refuse_if_locked(known.email)
    _disable(known, is_right=hashing.is_password(password, known.password_hash))


@reading
def _known_with_factor(user_id: int) -> Known:
    if not users.get_user(user_id).otp_enabled:
        raise OtpNotEnabled
    return proofs.known_by_id(user_id)


@transactional
def _disable(known: Known, *, is_right: bool) -> None:
    user, counter = proofs.locked_account(known.user_id or 0, known.email)
    if not user.otp_enabled:
        raise OtpNotEnabled
    proofs.refuse_wrong_password(user, counter, known, is_right=is_right)
    wipe(user)
    audit.record("accounts.user.second_factor_disabled", user.id)
    notices.second_factor_changed(user, "Se desactivó la verificación en dos pasos de tu cuenta.")


def wipe(user: User) -> None:
    """Forget both secrets and all backup codes (rule 6); joins the open unit."""
    user.otp_enabled, user.otp_secret, user.otp_secret_pending = False, None, None
    user.otp_last_step = None
    users.replace_backup_codes(user.id, "", [])


def renew_backup_codes(user_id: int, code: str) -> list[str]:
    """Return five new backup codes against a TOTP code; the old ones are void.

    Raises OtpNotEnabled, InvalidOtp, AccountLocked.
    """
    known = _known_with_factor(user_id)
    attempts.refuse_if_locked(known.email)
    return _renew_backup_codes(known, code, new_backup_set())


@transactional
def _renew_backup_codes(known: Known, code: str, backup: BackupSet) -> list[str]:
    user, counter = proofs.locked_account(known.user_id or 0, known.email)
    if not user.otp_enabled:
        raise OtpNotEnabled
    if wrong := proofs.check_second_factor(user, SecondFactor(otp_code=code)):
        raise attempts.failed(counter, wrong)
    attempts.succeeded(counter)
    users.replace_backup_codes(user.id, backup.salt, backup.hashes)
    audit.record("accounts.user.backup_codes_renewed", user.id)
    notices.second_factor_changed(user, "Se generaron códigos de respaldo nuevos; los anteriores ya no sirven.")
    return backup.codes
