"""Periodic work of the slice."""

from __future__ import annotations

from backend.accounts.service import upkeep
from backend.infra.jobs import job


@job("accounts.purge_pending_registrations", every="1h")
def purge_pending_registrations() -> None:
    """Delete registrations that nobody confirmed for 24 hours."""
    upkeep.purge_pending_registrations()


@job("accounts.purge_expired", every="1h")
def purge_expired() -> None:
    """Delete ended sessions and tokens."""
    upkeep.purge_expired()
