"""HTTP of forgotten passwords and e-mail addresses (contract 10-identity §3)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.domain import password_policy
from backend.accounts.schemas.answers import MessageSchema, PasswordPolicySchema
from backend.accounts.schemas.requests import EmailSchema, PasswordResetSchema, TokenSchema
from backend.accounts.service import email_addresses, passwords
from backend.infra.kept_answers import unchanging
from backend.infra.rate_limits import limited

blueprint = Blueprint("recovery", __name__, description="Contraseña olvidada y verificación del correo")
MAIL_ON_ITS_WAY = "Si el correo corresponde a una cuenta, vas a recibir un mensaje con los pasos a seguir."


@blueprint.post("/auth/password/forgot")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(EmailSchema)
@blueprint.response(202, MessageSchema)
def forgot_password(body: dict[str, Any]) -> dict[str, str]:
    """Mail a reset link if the account exists; the answer is the same either way."""
    passwords.forget(body["email"])
    return {"message": MAIL_ON_ITS_WAY}


@blueprint.post("/auth/password/reset")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(PasswordResetSchema)
@blueprint.response(200, MessageSchema)
def reset_password(body: dict[str, Any]) -> dict[str, str]:
    """Set a new password with a mailed token; every session of the account ends."""
    passwords.reset(body["token"], body["new_password"])
    return {"message": "Tu contraseña cambió. Ya podés iniciar sesión."}


@blueprint.post("/auth/email/verify")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(TokenSchema)
@blueprint.response(200, MessageSchema)
def verify_email(body: dict[str, Any]) -> dict[str, str]:
    """Mark the address of a mailed token verified."""
    email_addresses.verify(body["token"])
    return {"message": "Confirmaste tu correo."}


@blueprint.post("/auth/email/resend")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(EmailSchema)
@blueprint.response(202, MessageSchema)
def resend_verification(body: dict[str, Any]) -> dict[str, str]:
    """Mail a new verification link if it is needed; the answer is the same either way."""
    email_addresses.want_verification(body["email"])
    return {"message": MAIL_ON_ITS_WAY}


@blueprint.get("/public/politica-password")
@unchanging
@limited("public_reads")
@blueprint.doc(security=[])
@blueprint.response(200, PasswordPolicySchema)
def show_password_policy() -> dict[str, Any]:
    """Answer what a password must have."""
    return {
        "min_length": password_policy.MIN_LENGTH,
        "max_length": password_policy.MAX_LENGTH,
        "rules": password_policy.RULES,
    }
