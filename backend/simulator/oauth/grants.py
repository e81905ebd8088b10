"""Consents, codes and tokens: what each is worth, for how long, and how often (reference sections 1.1 to 1.5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from backend.simulator.errors import GrantError
from backend.simulator.records import Application, AuthorizationCode, Token
from backend.simulator.sellers import DEMO_USER
from backend.simulator.webhooks import notices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend.simulator.world import World

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(days=180)
CLIENT_TOKEN_LIFE = timedelta(hours=6)
SCOPE = "offline_access read write"
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_REQUIRED = ("grant_type", "client_id", "client_secret")
_BAD_GRANT = "Error validating grant. Your authorization code or refresh token may be expired or it was already used."


@dataclass(frozen=True)
class Consent:
    """What the consent page was opened with."""

    client_id: str
    redirect_uri: str
    state: str | None
    challenge: str | None
    challenge_method: str | None


def read_consent(world: World, given: Mapping[str, str]) -> Consent:
    """Check the parameters of ``/authorization``; GrantError names the first that is wrong."""
    for name in ("client_id", "redirect_uri"):
        if not given.get(name):
            raise GrantError("invalid_request", f"missing parameter: {name}")
    if given.get("response_type") != "code":
        raise GrantError("unsupported_response_type", "response_type must be code")
    application = _application(world, given["client_id"])
    if application.redirect_uris and given["redirect_uri"] not in application.redirect_uris:
        raise GrantError("invalid_request", "redirect_uri is not registered in the application")
    if not given["redirect_uri"].startswith(("http://", "https://")):
        raise GrantError("invalid_request", "redirect_uri is not an absolute URL")
    method = given.get("code_challenge_method") or given.get("code_method")
    challenge = given.get("code_challenge")
    if application.pkce_required and not challenge:
        raise GrantError("invalid_request", "missing parameter: code_challenge")
    if challenge and (method or "").lower() not in ("s256", "plain"):
        raise GrantError("invalid_request", "code_challenge_method must be S256 or Plain")
    return Consent(given["client_id"], given["redirect_uri"], given.get("state"), challenge, method)


def approve(world: World, consent: Consent, user_id: int) -> str:
    """Give the application a code of this seller; it works once, for ten minutes."""
    world.seller(user_id)
    code = f"TG-{world.ids.hexadecimal(24)}-{user_id}"
    world.tables.codes[code] = AuthorizationCode(
        code=code,
        client_id=consent.client_id,
        user_id=user_id,
        redirect_uri=consent.redirect_uri,
        challenge=consent.challenge,
        challenge_method=consent.challenge_method,
        expires_at=world.now() + CODE_LIFE,
    )
    return code


def exchange(world: World, given: dict[str, Any]) -> dict[str, Any]:
    """Answer ``/oauth/token``; GrantError when the grant is refused. Spends codes and refresh tokens."""
    missing = [name for name in _REQUIRED if not given.get(name)]
    if missing:
        raise GrantError(
            "invalid_request",
            f"the following parameters are required: {', '.join(_REQUIRED)}. Missing parameters: {', '.join(missing)}",
        )
    grant = given["grant_type"]
    if grant not in ("authorization_code", "refresh_token", "client_credentials"):
        raise GrantError("unsupported_grant_type", f"unsupported grant type: {grant}")
    application = _authenticate(world, str(given["client_id"]), str(given["client_secret"]))
    if grant == "authorization_code":
        return _view(_from_code(world, application, given))
    if grant == "refresh_token":
        return _view(_from_refresh_token(world, application, given))
    return _view(_from_credentials(world, application))


def revoke(world: World, user_id: int) -> int:
    """Unlink every application from a seller: tokens die, the applications are told. Return how many tokens died."""
    dead = [one for one in world.owned_by(world.tables.tokens, user_id) if one.state == "active"]
    for one in dead:
        one.state = "revoked"
    for client_id in sorted({one.client_id for one in dead}):
        notices.announce_link(world, user_id, client_id, "application.deauthorized")
    return len(dead)


def state_of(token: Token, world: World) -> str:
    """Return active, spent, revoked or expired."""
    return "expired" if token.state == "active" and token.expires_at <= world.now() else token.state


def _application(world: World, client_id: str) -> Application:
    known = world.tables.applications.get(client_id)
    if known is None:
        if world.settings.applications or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", client_id):
            raise GrantError("invalid_client", "invalid client_id or client_secret")
        known = Application(client_id, None, DEMO_USER)
        world.tables.applications[client_id] = known
    return known


def _authenticate(world: World, client_id: str, secret: str) -> Application:
    application = _application(world, client_id)
    if application.client_secret is None:
        application.client_secret = secret
    if not hmac.compare_digest(application.client_secret.encode(), secret.encode()):
        raise GrantError("invalid_client", "invalid client_id or client_secret")
    return application


def _from_code(world: World, application: Application, given: dict[str, Any]) -> Token:
    for name in ("code", "redirect_uri"):
        if not given.get(name):
            raise GrantError("invalid_request", f"missing parameter: {name}")
    code = world.tables.codes.get(str(given["code"]))
    if code is None or code.spent or code.client_id != application.client_id or code.expires_at <= world.now():
        raise GrantError("invalid_grant", _BAD_GRANT)
    if code.redirect_uri != given["redirect_uri"]:
        raise GrantError("invalid_grant", _BAD_GRANT)
    _check_verifier(code, given.get("code_verifier"))
    code.spent = True
    live_mode = str(given.get("test_token", "false")).lower() != "true"
    issued = _issue(world, application, code.user_id, "authorization_code", live_mode=live_mode)
    notices.announce_link(world, code.user_id, application.client_id, "application.authorized")
    return issued


def _check_verifier(code: AuthorizationCode, verifier: Any) -> None:
    if code.challenge is None:
        return
    if not verifier:
        raise GrantError("invalid_request", "missing parameter: code_verifier")
    if not isinstance(verifier, str) or not _VERIFIER.fullmatch(verifier):
        raise GrantError("invalid_grant", _BAD_GRANT)
    expected = verifier
    if (code.challenge_method or "").lower() == "s256":
        digest = hashlib.sha256(verifier.encode()).digest()
        expected = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not hmac.compare_digest(expected.encode(), code.challenge.encode()):
        raise GrantError("invalid_grant", _BAD_GRANT)


def _from_refresh_token(world: World, application: Application, given: dict[str, Any]) -> Token:
    if not given.get("refresh_token"):
        raise GrantError("invalid_request", "missing parameter: refresh_token")
    access = world.index.access_of_refresh.get(str(given["refresh_token"]), "")
    earlier = world.tables.tokens.get(access)
    if earlier is None or earlier.client_id != application.client_id or state_of(earlier, world) != "active":
        raise GrantError("invalid_grant", _BAD_GRANT)
    live_mode = earlier.live_mode and str(given.get("test_token", "false")).lower() != "true"
    issued = _issue(world, application, earlier.user_id, "refresh_token", live_mode=live_mode)
    earlier.state = "spent"
    return issued


def _from_credentials(world: World, application: Application) -> Token:
    return _issue(world, application, application.owner_id, "client_credentials", live_mode=True)


def _issue(world: World, application: Application, user_id: int, grant: str, *, live_mode: bool) -> Token:
    now = world.now()
    renewable = grant != "client_credentials"
    issued = Token(
        access_token=f"APP_USR-{application.client_id}-{now:%m%d%H}-{world.ids.hexadecimal(32)}-{user_id}",
        refresh_token=f"TG-{world.ids.hexadecimal(24)}-{user_id}" if renewable else None,
        client_id=application.client_id,
        user_id=user_id,
        grant=grant,
        scope=SCOPE if renewable else "read write",
        public_key=f"APP_USR-{world.ids.uuid()}",
        live_mode=live_mode,
        created_at=now,
        expires_at=now + (TOKEN_LIFE if renewable else CLIENT_TOKEN_LIFE),
    )
    world.add_token(issued)
    return issued


def _view(token: Token) -> dict[str, Any]:
    view: dict[str, Any] = {
        "access_token": token.access_token,
        "token_type": "bearer",
        "expires_in": int((token.expires_at - token.created_at).total_seconds()),
        "scope": token.scope,
        "user_id": token.user_id,
        "public_key": token.public_key,
        "live_mode": token.live_mode,
    }
    if token.refresh_token:
        view["refresh_token"] = token.refresh_token
    return view
