"""Signed tokens (contract 10-identity §2): HS256 only, each kind accepted only where it belongs, our clock decides.

The claim names are the contract's; nothing outside this module knows them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from backend.accounts.domain.kinds import StageKind
from backend.accounts.errors import InvalidToken, TokenExpired
from backend.accounts.models.users import User
from backend.infra.current import settings
from backend.kernel import clock
from backend.kernel.ids import new_id

ACCESS = "access"
REFRESH = "refresh"
LOGIN_CHALLENGE = StageKind.LOGIN_CHALLENGE.value
OTP_REGISTRATION = StageKind.OTP_REGISTRATION.value
ALGORITHM = "HS256"
REQUIRED = ["sub", "jti", "iss", "aud", "typ", "exp"]
MAX_LENGTH = 4096


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says; only the ids are believed, everything else is read from the database."""

    kind: str
    user_id: int
    session_id: int | None
    expires_at: datetime


def issue(kind: str, user: User, life: timedelta, *, session_id: int | None = None) -> str:
    """Return a signed token of this kind for the user."""
    now = clock.now()
    installation = settings()
    claims: dict[str, Any] = {
        "sub": str(user.id),
        "usuario_id": user.id,
        "rol": user.role.value,
        "empresa_id": user.company_id,
        "otp_enabled": user.otp_enabled,
        "jti": new_id(),
        "iss": installation.token_issuer,
        "aud": installation.token_audience,
        "typ": kind,
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
    }
    if session_id is not None:
        claims["sid"] = session_id
    return jwt.encode(claims, _keys()[0], algorithm=ALGORITHM)


def read(token: str, *kinds: str) -> Claims:
    """Return what a token of one of these kinds says; raises InvalidToken, TokenExpired."""
    payload = _verified(token)
    if payload["typ"] not in kinds:
        raise InvalidToken
    try:
        user_id, session_id, expires = int(payload["sub"]), payload.get("sid"), int(payload["exp"])
    except (TypeError, ValueError) as error:
        raise InvalidToken from error
    if session_id is not None and type(session_id) is not int:
        raise InvalidToken
    now = clock.now()
    if now.timestamp() >= expires:
        raise TokenExpired
    return Claims(payload["typ"], user_id, session_id, datetime.fromtimestamp(expires, tz=now.tzinfo))


def csrf_value(session_id: int) -> str:
    """Return the value that goes with the refresh cookie of this session and of no other."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"csrf:{session_id}".encode(), hashlib.sha256).hexdigest()


def _keys() -> list[str]:
    return [key.strip() for key in settings().jwt_secret_key.split(",") if key.strip()]


def _verified(token: str) -> dict[str, Any]:
    if len(token) > MAX_LENGTH:
        raise InvalidToken
    installation = settings()
    return _signed_by(token, installation.jwt_secret_key, installation.token_issuer, installation.token_audience)


# Whether a key signed a text never changes, and a client sends the same token for half an hour; what does change
# (time, session, account) is judged at each request. A refusal is an error and therefore not kept.
@lru_cache(maxsize=2048)
def _signed_by(token: str, keys: str, issuer: str, audience: str) -> dict[str, Any]:
    for key in filter(None, map(str.strip, keys.split(","))):
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=issuer,
                # The product's clock may be moved, so times are judged by `read`, never by PyJWT's own clock.
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError) as error:
            raise InvalidToken from error
    raise InvalidToken
