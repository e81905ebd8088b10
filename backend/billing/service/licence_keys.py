"""The Ed25519 keys that sign licences (contract 20-billing §1 and §5): made, rotated, published."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Row

from backend.billing.models.licences import LicenceKey
from backend.billing.repository import licences as rows
from backend.infra import audit
from backend.infra.db import session
from backend.infra.unit_of_work import reading, reading_rows, transactional
from backend.kernel import clock
from backend.kernel.ids import new_id

KID_PREFIX = "lic-"


@transactional
def ensure_key() -> bool:
    """Make the first signing key unless there is one; returns whether one was made. Safe to repeat."""
    if rows.has_signing_key():
        return False
    _add_key()
    return True


@transactional
def rotate_key() -> str:
    """Add a key that signs from now on and retire the others, whose licences can still be verified; returns its kid."""
    key = _add_key()
    rows.retire_keys(clock.now(), except_kid=key.kid)
    return key.kid


@reading
def has_signing_key() -> bool:
    """Tell whether licences can be signed."""
    return rows.has_signing_key()


@reading_rows
def published_keys() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return kid and public key of every key that anybody may need to verify a licence."""
    return rows.public_keys(clock.now())


def private_key_of(key: LicenceKey) -> Ed25519PrivateKey:
    """Return the key to sign with."""
    return Ed25519PrivateKey.from_private_bytes(_raw(key.private_key))


def _add_key() -> LicenceKey:
    made = Ed25519PrivateKey.generate()
    key = LicenceKey(
        kid=f"{KID_PREFIX}{new_id()}",
        private_key=_text(made.private_bytes_raw()),
        public_key=_text(made.public_key().public_bytes_raw()),
        created_at=clock.now(),
    )
    session().add(key)
    session().flush()
    audit.record("billing.licence_key.made", key.kid, after={"kid": key.kid})
    return key


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
