"""Judging what somebody shows: password, TOTP code, backup code. Slow hashes run outside transactions."""

from __future__ import annotations

from dataclasses import dataclass

from backend.accounts.domain import hashing, one_time_codes
from backend.accounts.errors import InvalidBackupCode, InvalidOtp, InvalidPassword, OtpRequired
from backend.accounts.models.users import LoginAttempts, User
from backend.accounts.repository import users
from backend.accounts.service import attempts
from backend.infra.unit_of_work import reading
from backend.kernel import clock
from backend.kernel.errors import AppError


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A code of the phone or of the paper; at most one of them."""

    otp_code: str | None = None
    backup_code: str | None = None
    backup_hash: str | None = None

    @property
    def is_given(self) -> bool:
        """Tell whether there is anything to judge."""
        return self.otp_code is not None or self.backup_code is not None


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored about an account and needed before the slow hashes; all None for an unknown address."""

    user_id: int | None = None
    email: str = ""
    password_hash: str | None = None
    backup_salt: str | None = None


@reading
def known_by_email(email: str) -> Known:
    """Return what is stored under an address."""
    return _known(users.find_by_email(email), email)


@reading
def known_by_id(user_id: int) -> Known:
    """Return what is stored about an account; raises NotFound."""
    return _known(users.get_user(user_id), "")


def hashed(second: SecondFactor, known: Known) -> SecondFactor:
    """Return the second factor with the hash of its backup code; takes its time, so outside transactions."""
    if second.backup_code is None:
        return second
    code_hash = hashing.hash_backup_code(second.backup_code, known.backup_salt or hashing.new_salt())
    return SecondFactor(second.otp_code, second.backup_code, code_hash)


def check_second_factor(user: User, second: SecondFactor) -> AppError | None:
    """Spend the shown code; returns what to answer when it is wrong, late or was used before."""
    now = clock.now()
    if second.otp_code is not None:
        step = one_time_codes.accepted_step(user.otp_secret or "", second.otp_code, now, user.otp_last_step)
        return None if step is not None and users.take_otp_step(user.id, step, now) else InvalidOtp()
    if second.backup_hash is not None:
        return None if users.use_backup_code(user.id, second.backup_hash, now) else InvalidBackupCode()
    return OtpRequired()


def locked_account(user_id: int, email: str) -> tuple[User, LoginAttempts]:
    """Lock the counter of an account, then read the account anew; raises AccountLocked."""
    counter = attempts.lock(email)
    return users.get_user(user_id), counter


def refuse_wrong_password(user: User, counter: LoginAttempts, known: Known, *, is_right: bool) -> None:
    """Raise InvalidPassword, counted, unless the password was right and is still the account's."""
    if not is_right or user.password_hash != known.password_hash:
        raise attempts.failed(counter, InvalidPassword())
    attempts.succeeded(counter)


def _known(user: User | None, email: str) -> Known:
    # Asked for unknown addresses too: both cases do the same work.
    salt = users.find_backup_salt(user.id if user else 0)
    return Known(user.id, user.email, user.password_hash, salt) if user else Known(email=email)
