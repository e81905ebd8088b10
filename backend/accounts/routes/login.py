"""HTTP of login and sessions (contract 10-identity §3)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.routes import browser
from backend.accounts.schemas.answers import ChallengeSchema, OAuthTokenSchema, SessionsSchema, SignedInSchema
from backend.accounts.schemas.requests import LoginOtpSchema, LoginSchema, LogoutSchema, TokenFormSchema
from backend.accounts.service import authentication, login, sessions
from backend.accounts.service.login import Challenge
from backend.accounts.service.proofs import SecondFactor
from backend.accounts.service.sessions import SignedIn
from backend.infra.guards import ANY_USER, caller, requires
from backend.infra.http import json_answer
from backend.infra.rate_limits import limited
from backend.infra.schema import problems

blueprint = Blueprint("login", __name__, description="Inicio de sesión y sesiones")


@blueprint.post("/token")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(TokenFormSchema, location="form")
@blueprint.response(200, OAuthTokenSchema)
def issue_token(form: dict[str, Any]) -> SignedIn:
    """Open a session for an OAuth2 password client; no refresh token."""
    return login.login_for_token(form["username"], form["password"], form["otp_code"])


@blueprint.post("/auth/login")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(LoginSchema)
@blueprint.response(200, SignedInSchema)
@blueprint.alt_response(202, schema=ChallengeSchema, description="falta el segundo factor")
def log_in(body: dict[str, Any]) -> Response:
    """Open a session, or answer a challenge when a second factor is on and no code was sent."""
    outcome = login.login(body["email"], body["password"], SecondFactor(body["otp_code"], body["backup_code"]))
    if isinstance(outcome, Challenge):
        return json_answer(ChallengeSchema().dump(outcome), 202)
    return browser.answer_signed_in(outcome, in_cookie=browser.wants_cookie())


@blueprint.post("/auth/login/otp")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(LoginOtpSchema)
@blueprint.response(200, SignedInSchema)
@problems(blueprint, 409)
def finish_login(body: dict[str, Any]) -> Response:
    """Open the session of a challenge with a TOTP or backup code."""
    second = SecondFactor(body["otp_code"], body["backup_code"])
    signed_in = login.finish_login(body["challenge_token"], second)
    return browser.answer_signed_in(signed_in, in_cookie=browser.wants_cookie())


@blueprint.post("/auth/refresh")
@blueprint.response(200, SignedInSchema)
def refresh_session() -> Response:
    """Exchange a refresh token (bearer, or cookie with its CSRF value) for a new pair."""
    with browser.dropping_dead_cookies():
        credential = browser.credential()
        signed_in = sessions.refresh(credential.token)
    return browser.answer_signed_in(signed_in, in_cookie=credential.is_cookie or browser.wants_cookie())


@blueprint.post("/auth/logout")
@blueprint.arguments(LogoutSchema)
@blueprint.response(204)
def log_out(body: dict[str, Any]) -> Response:
    """End the session of an access or refresh token (also the provider's); with ``todas`` every session."""
    authentication.log_out(browser.credential().token, everywhere=bool(body["everywhere"]))
    return browser.answer_logged_out()


@blueprint.get("/auth/sessions")
@requires(ANY_USER)
@blueprint.response(200, SessionsSchema)
def list_sessions() -> dict[str, Any]:
    """Answer the own live sessions, newest first."""
    principal = caller()
    return {"sessions": sessions.list_live(principal.user_id or 0, principal.session_id)}


@blueprint.delete("/auth/sessions/<int(max=2147483647):session_id>")
@requires(ANY_USER)
@blueprint.response(204)
def end_session(session_id: int) -> None:
    """End one of the own sessions."""
    sessions.end_one(caller().user_id or 0, session_id)
