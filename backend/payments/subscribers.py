"""What payments owes after a commit: publishing and closing checkout pages, giving payments back."""

from __future__ import annotations

from typing import Any

from backend.infra import outbox
from backend.payments.service.requesting import opening, publishing, refunding, settling


@outbox.delivers(publishing.PUBLISH)
def on_publication_owed(payload: dict[str, Any], _message_id: str) -> None:
    """Publish a payable request and tell its product; a repeat finds the page that was kept."""
    publishing.deliver_publication(payload)


@outbox.delivers(opening.CLOSE)
def on_closing_owed(payload: dict[str, Any], _message_id: str) -> None:
    """Close the checkout page of a request that ended; a repeat closes it again."""
    publishing.deliver_closing(payload)


@outbox.delivers(settling.REFUND)
def on_refund_owed(payload: dict[str, Any], _message_id: str) -> None:
    """Give a payment back; a repeat carries the same idempotency key."""
    refunding.deliver_refund(payload)
