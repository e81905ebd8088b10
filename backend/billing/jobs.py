"""What billing does by the clock."""

from __future__ import annotations

from backend.billing.service import daily, licence_keys
from backend.infra.jobs import job


@job("billing.run_due_changes", every="1h", at_start=True)
def run_due_changes() -> None:
    """Write what is due for every company on its day, let unpaid rows end, offer online renewals."""
    daily.run()


@job("billing.ensure_licence_key", every="1h")
def ensure_licence_key() -> None:
    """Make the first key that signs licences: an installation has one from its first start on."""
    licence_keys.ensure_key()
