"""Browser mode (contract 10-identity §2): the refresh token in a cookie that no script can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import Response, after_this_request, request

from backend.accounts.errors import CsrfFailed
from backend.accounts.schemas.answers import SignedInSchema
from backend.accounts.service import tokens
from backend.accounts.service.sessions import SignedIn
from backend.infra.crypto import is_same
from backend.infra.current import settings
from backend.infra.guards import bearer_token
from backend.infra.http import json_answer
from backend.kernel.errors import NotAuthenticated

REFRESH_COOKIE = "mostrador_refresh"
CSRF_COOKIE = "mostrador_csrf"
CSRF_HEADER = "X-CSRF-Token"
COOKIE_PATH = "/auth"
DAY_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class Credential:
    """The token of a request, and whether the browser sent it by itself."""

    token: str
    is_cookie: bool


def credential() -> Credential:
    """Return the bearer token, else the refresh cookie; raises NotAuthenticated, CsrfFailed.

    Only a cookie needs the CSRF value: a page of somebody else can make the browser send it, but cannot set headers.
    """
    if "Authorization" in request.headers:
        return Credential(bearer_token(), is_cookie=False)
    token = request.cookies.get(REFRESH_COOKIE)
    if not token:
        raise NotAuthenticated
    given = request.headers.get(CSRF_HEADER, "")
    if not given or not is_same(given, request.cookies.get(CSRF_COOKIE, "")):
        raise CsrfFailed
    session_id = tokens.read(token, tokens.REFRESH).session_id
    if session_id is None or not is_same(given, tokens.csrf_value(session_id)):
        raise CsrfFailed
    return Credential(token, is_cookie=True)


def wants_cookie() -> bool:
    """Tell whether the caller asked for browser mode."""
    return request.headers.get("X-Session-Mode", "").lower() == "cookie"


def answer_signed_in(signed_in: SignedIn, *, in_cookie: bool) -> Response:
    """Return ``T``; in browser mode the refresh token is in the cookie and nowhere else."""
    if not in_cookie:
        return json_answer(SignedInSchema().dump(signed_in))
    response = json_answer(SignedInSchema().dump(replace(signed_in, refresh_token=None)))
    life = settings().jwt_refresh_days * DAY_SECONDS
    is_secure = _is_secure()
    response.set_cookie(
        REFRESH_COOKIE, signed_in.refresh_token or "", max_age=life, path=COOKIE_PATH, secure=is_secure, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    response.set_cookie(
        CSRF_COOKIE, tokens.csrf_value(signed_in.session_id), max_age=life, path="/", secure=is_secure,
        samesite="Strict",
    )  # fmt: skip
    return response


def answer_logged_out() -> Response:
    """Return 204 and clear both cookies."""
    return clear_cookies(Response(status=204))


@contextmanager
def dropping_dead_cookies() -> Iterator[None]:
    """Clear the cookies when their session turns out to be over, so that no page asks with them again."""
    try:
        yield
    except NotAuthenticated:
        if REFRESH_COOKIE in request.cookies:
            after_this_request(clear_cookies)
        raise


def clear_cookies(response: Response) -> Response:
    """Take both cookies away with this answer."""
    is_secure = _is_secure()
    response.delete_cookie(REFRESH_COOKIE, path=COOKIE_PATH, secure=is_secure, httponly=True, samesite="Strict")
    response.delete_cookie(CSRF_COOKIE, path="/", secure=is_secure, samesite="Strict")
    return response


def _is_secure() -> bool:
    return settings().is_https or request.is_secure
