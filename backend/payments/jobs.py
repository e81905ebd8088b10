"""Periodic work of payments."""

from __future__ import annotations

from backend.infra.jobs import job
from backend.payments.service import inbox, sweeping


@job("payments.handle_notifications", every="1s")
def handle_notifications() -> None:
    """Handle what stands in the inbox."""
    inbox.handle_due()


@job("payments.sweep", every="5s")
def sweep() -> None:
    """Look at open charges that are due."""
    sweeping.sweep()


@job("payments.complete_sales", every="10s")
def complete_sales() -> None:
    """Complete the sales of paid charges whose listener failed."""
    sweeping.complete_sales()


@job("payments.sync", every="30s")
def sync() -> None:
    """Read fees and card of new payments."""
    sweeping.sync_payments()
