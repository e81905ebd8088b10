"""Identifiers: UUIDv7 text for rows of payments, sales and events; random text for secrets shown once."""

from __future__ import annotations

import secrets

import uuid_utils


def new_id() -> str:
    """Return a new UUIDv7 as 36 characters; later ids sort after earlier ones."""
    return str(uuid_utils.uuid7())


def new_secret(n_bytes: int = 32) -> str:
    """Return ``n_bytes`` of randomness as URL-safe text."""
    return secrets.token_urlsafe(n_bytes)
