"""What billing does by the clock."""

from __future__ import annotations

from backend.billing.service import licence_keys
from backend.infra.jobs import job


@job("billing.ensure_licence_key", every="1h")
def ensure_licence_key() -> None:
    """Make the first key that signs licences: an installation has one from its first start on."""
    licence_keys.ensure_key()
