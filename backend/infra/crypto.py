"""Secrets at rest: encrypted columns with a key ring, and hashes for what only needs to be recognised."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from backend.infra.db import long_text_of


class CannotDecrypt(RuntimeError):
    """A stored secret was written with a key that ``ENCRYPTION_KEY`` no longer lists."""


class KeyRing:
    """Encrypts with the first key, decrypts with any: rotation is a new key put in front of the list."""

    def __init__(self, keys: str) -> None:
        """Take ``ENCRYPTION_KEY``: one or more secrets, comma-separated, newest first."""
        self._ring = MultiFernet([Fernet(_derived(key.strip())) for key in keys.split(",") if key.strip()])

    def encrypt(self, text: str) -> str:
        """Return the text sealed (authenticated, with its time)."""
        return self._ring.encrypt(text.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """Return the clear text; raises CannotDecrypt for a foreign key or changed bytes."""
        try:
            return self._ring.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise CannotDecrypt("a stored secret cannot be read with the configured keys") from error

    def rotate(self, sealed: str) -> str:
        """Seal again with the newest key; raises CannotDecrypt like ``decrypt``."""
        try:
            return self._ring.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise CannotDecrypt("a stored secret cannot be read with the configured keys") from error


_ring: KeyRing | None = None


def init_crypto(keys: str) -> None:
    """Use these keys for every encrypted column of the process."""
    global _ring  # noqa: PLW0603 - column types are built at import time, keys come with the settings
    _ring = KeyRing(keys)


def key_ring() -> KeyRing:
    """Return the keys of the process; raises before ``init_crypto``."""
    if _ring is None:
        raise CannotDecrypt("no encryption keys were configured")
    return _ring


class EncryptedText(TypeDecorator[str]):
    """Text that only ever reaches the database sealed; it cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal on the way in."""
        return None if value is None else key_ring().encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else key_ring().decrypt(value)


class LongEncryptedText(EncryptedText):
    """The same for text that may be long: sealed, 48 kB are more than MariaDB's TEXT holds."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use the text that holds megabytes."""
        return long_text_of(dialect)


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value that only ever reaches the database sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Seal on the way in."""
        return None if value is None else key_ring().encrypt(json.dumps(value, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Open on the way out."""
        return None if value is None else json.loads(key_ring().decrypt(value))


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of a random secret: enough, because the secret cannot be guessed."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Compare two texts in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"mostrador columns")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
