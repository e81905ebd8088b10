"""What was owed by a public route and is done afterwards, so that its time tells nothing (refusal 18)."""

from __future__ import annotations

from typing import Any

from backend.accounts.service import email_addresses, passwords
from backend.infra import outbox


@outbox.delivers(passwords.FORGOTTEN)
def on_password_forgotten(payload: dict[str, Any], _message_id: str) -> None:
    """Mail a reset link if there is somebody to mail it to; a repeat voids the earlier link."""
    passwords.send_reset(payload["email"])


@outbox.delivers(email_addresses.WANTED)
def on_verification_wanted(payload: dict[str, Any], _message_id: str) -> None:
    """Mail a verification link if there is somebody to mail it to; a repeat voids the earlier link."""
    email_addresses.resend(payload["email"])
