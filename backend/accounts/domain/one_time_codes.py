"""Codes that are typed in: TOTP (rule 4), backup codes (rule 6), mailed digits (rule 17)."""

from __future__ import annotations

import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp

ISSUER = "Mostrador"
STEP_SECONDS = 30
DRIFT_STEPS = 1
SECRET_LENGTH = 32
BACKUP_CODES = 5
BACKUP_CODE_BYTES = 4


def new_otp_secret() -> str:
    """Return 32 random base32 characters."""
    return pyotp.random_base32(SECRET_LENGTH)


def provisioning_uri(secret: str, email: str) -> str:
    """Return what the QR code of an authenticator application holds."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Return the 30-second step whose code this is, at most one away from now and after ``last_step``, or None."""
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1)
    matching = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return next((step for step in matching if last_step is None or step > last_step), None)


def new_backup_codes() -> list[str]:
    """Return five codes of eight hex digits."""
    return [secrets.token_hex(BACKUP_CODE_BYTES) for _ in range(BACKUP_CODES)]


def new_email_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**6):06d}"
