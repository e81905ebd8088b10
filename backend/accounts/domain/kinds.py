"""The kinds of things the slice tells apart."""

from __future__ import annotations

from enum import StrEnum

STAGE_TRIES = 5
EMAIL_CODE_TRIES = 3
PASSWORD_CHANGE = "password_change"  # noqa: S105 - the purpose of a mailed code


class DeactivatedBy(StrEnum):
    """Who closed an account; an owner cannot reopen what an administrator closed."""

    ADMIN = "admin"
    OWNER = "owner"


class Origin(StrEnum):
    """How a session began."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    TOKEN = "token"  # noqa: S105 - same
    SUPABASE = "supabase"


class StageKind(StrEnum):
    """Steps on the way to something; no protected route takes their tokens."""

    LOGIN_CHALLENGE = "login_challenge"
    OTP_REGISTRATION = "otp_registration"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a word, not a secret
    EMAIL_VERIFY = "email_verify"
