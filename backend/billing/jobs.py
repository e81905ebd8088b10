"""What billing does by the clock."""

from __future__ import annotations

from backend.billing.service import daily
from backend.infra.jobs import job


@job("billing.run_due_changes", every="1h", at_start=True)
def run_due_changes() -> None:
    """Write what is due for every company on its day, let unpaid rows end, offer online renewals."""
    daily.run()
