"""Periodic work of payments."""

from __future__ import annotations

from backend.infra.jobs import job
from backend.payments.service import inbox, linking, renewing, sweeping
from backend.payments.service.requesting import refunding, searching


@job("payments.handle_notifications", every="1s")
def handle_notifications() -> None:
    """Handle what stands in the inbox."""
    inbox.handle_due()


@job("payments.sweep", every="5s")
def sweep() -> None:
    """Look at open charges that are due."""
    sweeping.sweep()


@job("payments.sweep_requests", every="10s")
def sweep_requests() -> None:
    """Look for payments of payable requests that are due, and end those whose time is over."""
    searching.sweep()


@job("payments.owe_refunds_again", every="1h")
def owe_refunds_again() -> None:
    """Owe once more the refunds that the outbox gave up."""
    refunding.owe_again()


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
