"""Who sent a notification: the ``x-signature`` header (contract 40-mercadopago rule 9, reference §6.4); pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(minutes=10)
# A number of seconds this large would be the year 5138: it is milliseconds.
LARGEST_SECONDS = 10**11
_TIME = re.compile(r"[0-9]{1,14}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def is_genuine(
    secrets: Iterable[str], *, signature: str | None, request_id: str | None, signed_id: str | None, now: datetime
) -> bool:
    """Tell whether one of the secrets signed this delivery within ten minutes of ``now``.

    ``signature`` is the header; ``signed_id`` the query's ``data.id``, None or empty when absent: absent parts leave
    the manifest. The id counts as received and in lower case. Every combination is compared in constant time.
    """
    stamp = _parts(signature)
    if stamp is None or any(";" in (part or "") for part in (request_id, signed_id)):
        return False  # a part with a semicolon could pass for two parts
    ts, given = stamp
    is_recent = abs(_instant(ts) - now) <= WINDOW
    is_signed = False
    for secret in filter(None, secrets):
        for candidate in sorted({signed_id or "", (signed_id or "").lower()}):
            expected = sign(secret, candidate, request_id, ts)
            is_signed |= hmac.compare_digest(expected, given)
    return is_signed and is_recent


def sign(secret: str, signed_id: str | None, request_id: str | None, ts: str) -> str:
    """Return the lower-case hex HMAC-SHA256 of the manifest; absent parts are left out with their label."""
    parts = (("id", signed_id), ("request-id", request_id), ("ts", ts))
    manifest = "".join(f"{label}:{value};" for label, value in parts if value)
    return hmac.new(secret.encode(), manifest.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _parts(header: str | None) -> tuple[str, str] | None:
    """Return ``ts`` and ``v1`` as they were signed, or None when the header is not well formed."""
    if not header:
        return None
    pairs = [part.strip().partition("=") for part in header.split(",")]
    named = {key: value for key, _equals, value in pairs}
    ts, v1 = named.get("ts", ""), named.get("v1", "")
    if len(named) != len(pairs) or not _TIME.fullmatch(ts) or not _HASH.fullmatch(v1):
        return None
    return ts, v1


def _instant(ts: str) -> datetime:
    value = int(ts)
    seconds = value / 1000 if value > LARGEST_SECONDS else value
    return datetime.fromtimestamp(seconds, UTC)
