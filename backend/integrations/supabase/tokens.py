"""Reads access tokens of Supabase Auth (contract 10-identity §9); implements accounts' ``IdentityProvider``.

Only who the person is gets taken from a token: its claims about roles and companies are never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jwt

from backend.accounts.domain.addresses import MAX_LENGTH as EMAIL_LENGTH
from backend.accounts.domain.addresses import normal_email
from backend.accounts.errors import InvalidToken, TokenExpired
from backend.accounts.ports import ForeignIdentity
from backend.config import Settings
from backend.infra.crypto import sha256_hex
from backend.integrations.supabase.keys import Keys, PublishedKeys, SharedSecret
from backend.kernel import clock

AUDIENCE = "authenticated"
ROLE = "authenticated"
SECOND_FACTOR = "aal2"
REQUIRED = ["sub", "exp", "aud"]
MAX_TOKEN = 16 * 1024
MAX_SUBJECT = 64
MAX_NAME = 120
NAMES = ("full_name", "name")


class SupabaseTokens:
    """The tokens of one project."""

    def __init__(self, keys: Keys, issuer: str | None) -> None:
        """Judge by these keys; ``issuer`` None takes tokens of any issuer that the keys signed for."""
        self._keys = keys
        self._issuer = issuer

    def read(self, token: str) -> ForeignIdentity:
        """Return whom the token is about; raises InvalidToken, TokenExpired, IdentityProviderUnavailable."""
        claims = self._verified(token)
        if claims.get("role") != ROLE or claims.get("is_anonymous"):
            raise InvalidToken
        subject, expires_at = claims["sub"], _instant(claims["exp"])
        if expires_at is None or not isinstance(subject, str) or not 1 <= len(subject) <= MAX_SUBJECT:
            raise InvalidToken
        if clock.now() >= expires_at:
            raise TokenExpired
        email = _email(claims.get("email"))
        return ForeignIdentity(
            subject=subject,
            email=email,
            name=_name(claims.get("user_metadata"), email),
            # One of their sessions keeps its id while its tokens are renewed.
            session=sha256_hex(f"{subject}:{claims.get('session_id') or token}")[:36],
            authenticated_at=min(_authenticated_at(claims), clock.now()),
            expires_at=expires_at,
            has_second_factor=claims.get("aal") == SECOND_FACTOR,
        )

    def _verified(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN:
            raise InvalidToken
        try:
            key = self._keys.find(jwt.get_unverified_header(token))
            return jwt.decode(
                token,
                key.material,
                algorithms=[key.algorithm],
                audience=AUDIENCE,
                issuer=self._issuer,
                # The product's clock may be moved, so times are judged by `read`, never by PyJWT's own clock.
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise InvalidToken from error


def make_identity_provider(settings: Settings) -> SupabaseTokens | None:
    """Return what reads the tokens of the project in the settings, None when they are switched off."""
    if not settings.use_supabase:
        return None
    secret = settings.supabase_jwt_secret
    keys: Keys = SharedSecret(secret) if secret else PublishedKeys(settings.supabase_jwks_url)
    url = settings.supabase_url.rstrip("/")
    return SupabaseTokens(keys, f"{url}/auth/v1" if url else None)


def _instant(seconds: Any) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _authenticated_at(claims: Mapping[str, Any]) -> datetime:
    """Return when the person last showed who they are; long ago when the token does not tell."""
    methods = claims.get("amr")
    told = [one.get("timestamp") for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []
    instants = [instant for instant in map(_instant, told) if instant is not None]
    return max(instants) if instants else datetime.fromtimestamp(0, UTC)


def _email(text: Any) -> str | None:
    if not isinstance(text, str):
        return None
    email = normal_email(text)
    is_address = email.isascii() and email.isprintable() and email.count("@") == 1 and "" not in email.split("@")
    return email if is_address and len(email) <= EMAIL_LENGTH and " " not in email else None


def _name(metadata: Any, email: str | None) -> str:
    told = [metadata.get(name) for name in NAMES] if isinstance(metadata, dict) else []
    for text in [*told, (email or "").partition("@")[0]]:
        if isinstance(text, str):
            name = "".join(character for character in text if character.isprintable()).strip()[:MAX_NAME]
            if name:
                return name
    return "Sin nombre"
