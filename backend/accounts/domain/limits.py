"""Lives and limits of tokens, codes and guesses (contract 10-identity §2 and §11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.accounts.domain.kinds import StageKind

GUESSES = 5
GUESS_WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)
REAUTHENTICATION = timedelta(minutes=15)
EMAIL_CODE_LIFE = timedelta(minutes=10)
PENDING_LIFE = timedelta(hours=24)
TEMPORARY_PASSWORD_LIFE = timedelta(hours=72)
TOUCH_EVERY = timedelta(minutes=1)
STAGE_LIVES = {
    StageKind.LOGIN_CHALLENGE: timedelta(minutes=5),
    StageKind.OTP_REGISTRATION: timedelta(minutes=10),
    StageKind.PASSWORD_RESET: timedelta(minutes=30),
    StageKind.EMAIL_VERIFY: timedelta(hours=24),
}


def failures_after(recent: str, now: datetime) -> list[int]:
    """Return the wrong guesses that still count, with one made now added; seconds since the epoch, oldest first."""
    return [*live_failures(recent, now), int(now.timestamp())][-GUESSES:]


def live_failures(recent: str, now: datetime) -> list[int]:
    """Return the wrong guesses of the last fifteen minutes."""
    oldest = (now - GUESS_WINDOW).timestamp()
    return [moment for moment in (int(text) for text in recent.split(",") if text) if moment > oldest]
