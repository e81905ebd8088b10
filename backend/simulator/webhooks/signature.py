"""The ``x-signature`` header (reference section 6.4)."""

from __future__ import annotations

import hashlib
import hmac


def manifest(data_id: str | None, request_id: str | None, timestamp: str) -> str:
    """Compose the signed text; a part whose value is absent is left out with its label."""
    parts = (("id", data_id), ("request-id", request_id), ("ts", timestamp))
    return "".join(f"{label}:{value};" for label, value in parts if value)


def sign(secret: str, data_id: str | None, request_id: str | None, timestamp: str) -> str:
    """Return ``v1``: the lower-case hexadecimal HMAC-SHA256 of the manifest."""
    return hmac.new(secret.encode(), manifest(data_id, request_id, timestamp).encode(), hashlib.sha256).hexdigest()


def header(secret: str, data_id: str | None, request_id: str, timestamp: str) -> str:
    """Return the value of ``x-signature``."""
    return f"ts={timestamp},v1={sign(secret, data_id, request_id, timestamp)}"
