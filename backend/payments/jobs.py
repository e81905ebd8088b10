"""Periodic work of payments."""

from __future__ import annotations

from backend.infra.jobs import job
from backend.payments.service import inbox, linking, renewing, sweeping


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


@job("payments.renew_tokens", every="10m")
def renew_tokens() -> None:
    """Renew the tokens of linked accounts long before they end."""
    renewing.renew_due()


@job("payments.forget_link_walks", every="1d")
def forget_link_walks() -> None:
    """Delete walks through the consent page that nobody can finish any more."""
    linking.forget_walks()
