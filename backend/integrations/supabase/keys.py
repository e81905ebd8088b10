"""The keys that Supabase signs with: a shared secret, or published ones (contract 10-identity §9)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jwt
import requests
import structlog

from backend.accounts.errors import IdentityProviderUnavailable, InvalidToken
from backend.infra.unit_of_work import forbid_open_unit
from backend.kernel import clock

log = structlog.get_logger("auth")
KEPT = timedelta(minutes=10)
REFETCH_EVERY = timedelta(minutes=1)
# A provider that is down is not asked by every request: each try may cost the time limit.
RETRY_AFTER = timedelta(seconds=5)
TIME_LIMIT_SECONDS = (3.0, 5.0)
MAX_BYTES = 256 * 1024
CHUNK = 16 * 1024
# Which key each algorithm takes; any other key of the document, a symmetric one above all, is passed over.
ALGORITHM_OF = {("EC", "P-256"): "ES256", ("RSA", None): "RS256"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the only algorithm that it may verify."""

    material: Any
    algorithm: str


class Keys(Protocol):
    """Finds the key of a token."""

    def find(self, header: Mapping[str, Any]) -> Key:
        """Return the key for a token with this header; raises InvalidToken, IdentityProviderUnavailable."""


class SharedSecret:
    """One secret for everything (HS256)."""

    def __init__(self, secret: str) -> None:
        """Keep the secret."""
        self._key = Key(secret, "HS256")

    def find(self, header: Mapping[str, Any]) -> Key:
        """Return the secret, whatever key the header names."""
        if header.get("alg") != self._key.algorithm:
            raise InvalidToken
        return self._key


class PublishedKeys:
    """Public keys (ES256, RS256) from a JWKS document; kept ten minutes, read anew for an unknown key once a minute."""

    def __init__(self, url: str) -> None:
        """Keep where the document is (``https://`` or ``file://``); nothing is read yet."""
        self._url = url
        self._keys: Mapping[str, Key] = {}
        self._read_at: datetime | None = None
        self._looked_again_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._reading = threading.Lock()

    def find(self, header: Mapping[str, Any]) -> Key:
        """Return the key that the header names, if the header's algorithm is the key's."""
        kid = header.get("kid")
        if not isinstance(kid, str) or header.get("alg") not in ALGORITHM_OF.values():
            raise InvalidToken
        key = self._known().get(kid) or self._looked_again(kid)
        if key is None or key.algorithm != header["alg"]:
            raise InvalidToken
        return key

    def _known(self) -> Mapping[str, Key]:
        if _is_over(self._read_at, KEPT):
            with self._reading:
                if _is_over(self._read_at, KEPT):  # whoever waited here finds them read
                    self._read()
        return self._keys

    def _looked_again(self, kid: str) -> Key | None:
        with self._reading:
            if kid not in self._keys and _is_over(self._looked_again_at, REFETCH_EVERY):
                self._read()
                self._looked_again_at = clock.now()
        return self._keys.get(kid)

    def _read(self) -> None:
        if not _is_over(self._failed_at, RETRY_AFTER):
            raise IdentityProviderUnavailable
        try:
            keys = _keys_in(_document(self._url))
        except (OSError, ValueError, requests.RequestException) as error:
            self._failed_at = clock.now()
            log.warning("auth.identity_keys_not_read", error=type(error).__name__)
            raise IdentityProviderUnavailable from error
        self._keys, self._read_at, self._failed_at = keys, clock.now(), None


def _is_over(since: datetime | None, life: timedelta) -> bool:
    return since is None or not timedelta() <= clock.now() - since < life


def _document(url: str) -> Any:
    forbid_open_unit()
    parts = urlsplit(url)
    if parts.scheme == "file":
        return json.loads(Path(url2pathname(parts.path)).read_bytes())
    with requests.get(url, timeout=TIME_LIMIT_SECONDS, allow_redirects=False, stream=True) as answer:
        if answer.status_code != requests.codes.ok:
            raise ValueError("the keys were not answered")
        content = bytearray()
        for piece in answer.iter_content(CHUNK):
            content += piece
            if len(content) > MAX_BYTES:
                raise ValueError("the document of keys has no end")
    return json.loads(bytes(content))


def _keys_in(document: Any) -> dict[str, Key]:
    """Return the usable keys by their names; raises ValueError when there is none."""
    entries = document.get("keys") if isinstance(document, dict) else None
    keys = {}
    for entry in entries if isinstance(entries, list) else []:
        algorithm = _algorithm_of(entry)
        if algorithm is not None:
            try:
                keys[entry["kid"]] = Key(jwt.PyJWK(entry, algorithm).key, algorithm)
            except (jwt.PyJWTError, ValueError, TypeError):
                log.warning("auth.identity_key_unusable")
    if not keys:
        raise ValueError("the document holds no usable key")
    return keys


def _algorithm_of(entry: Any) -> str | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str) or entry.get("use", "sig") != "sig":
        return None
    algorithm = ALGORITHM_OF.get((str(entry.get("kty")), entry.get("crv") and str(entry["crv"])))
    return algorithm if entry.get("alg", algorithm) == algorithm else None
