"""HTTP of the own account (contract 10-identity §5)."""

from __future__ import annotations

from typing import Any

from flask import after_this_request
from flask_smorest import Blueprint

from backend.accounts.domain.limits import EMAIL_CODE_LIFE
from backend.accounts.routes import browser
from backend.accounts.schemas.answers import (
    CodeSentSchema,
    CodeVerifiedSchema,
    MessageSchema,
    ProfileChangedSchema,
    ProfileSchema,
)
from backend.accounts.schemas.requests import PasswordChangeSchema, ProfileChangeSchema, VerificationCodeSchema
from backend.accounts.service import passwords, profile
from backend.infra.guards import ANY_USER, caller, requires
from backend.infra.rate_limits import limited
from backend.infra.schema import problems

blueprint = Blueprint("account", __name__, description="La propia cuenta")


@blueprint.get("/account/profile")
@requires(ANY_USER)
@blueprint.response(200, ProfileSchema)
def show_profile() -> dict[str, Any]:
    """Answer the own account with its company."""
    user, company = profile.get_profile(caller().user_id or 0)
    return {"user": user, "company": company}


@blueprint.put("/account/profile")
@requires(ANY_USER)
@blueprint.arguments(ProfileChangeSchema)
@blueprint.response(200, ProfileChangedSchema)
def change_profile(body: dict[str, Any]) -> dict[str, Any]:
    """Store the fields that were sent; null clears."""
    user = profile.change_profile(caller().user_id or 0, body)
    return {"message": "Guardamos tus datos.", "user": user}


@blueprint.post("/account/password")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(PasswordChangeSchema)
@blueprint.response(200, MessageSchema)
def change_password(body: dict[str, Any]) -> dict[str, str]:
    """Change the own password with a TOTP or mailed code; every session ends, this one too."""
    passwords.change_own(
        caller().user_id or 0,
        body["new_password"],
        otp_code=body["otp_code"],
        email_code=body["verification_code"],
    )
    after_this_request(browser.clear_cookies)
    return {"message": "Tu contraseña cambió. Iniciá sesión de nuevo."}


@blueprint.post("/account/password/request-code")
@requires(ANY_USER)
@limited("codes")
@blueprint.response(200, CodeSentSchema)
@problems(blueprint, 409)
def request_code() -> dict[str, Any]:
    """Mail six digits that confirm a password change."""
    sent = passwords.request_code(caller().user_id or 0)
    minutes = int(EMAIL_CODE_LIFE.total_seconds()) // 60
    return {"message": "Te enviamos un código por correo.", "email": sent.email, "expires_in_minutes": minutes}


@blueprint.post("/account/password/verify-code")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(VerificationCodeSchema)
@blueprint.response(200, CodeVerifiedSchema)
def verify_code(body: dict[str, Any]) -> dict[str, Any]:
    """Tell whether a mailed code is right; it stays usable."""
    seconds = passwords.verify_code(caller().user_id or 0, body["verification_code"])
    return {"message": "El código es correcto.", "remaining_seconds": seconds}
