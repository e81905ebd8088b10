"""HTTP of the own second factor (contract 10-identity §4)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.answers import ActivatedSchema, BackupCodesSchema, MessageSchema, OtpSecretSchema
from backend.accounts.schemas.requests import OtpCodeSchema, OtpSetupSchema, PasswordSchema
from backend.accounts.service import second_factor
from backend.accounts.service.second_factor import PendingSecret
from backend.infra.guards import ANY_USER, caller, requires
from backend.infra.rate_limits import limited
from backend.infra.schema import problems

blueprint = Blueprint("second_factor", __name__, description="Verificación en dos pasos")


@blueprint.post("/auth/otp/setup")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(OtpSetupSchema)
@blueprint.response(200, OtpSecretSchema)
@problems(blueprint, 409)
def set_up(body: dict[str, Any]) -> PendingSecret:
    """Make a secret that waits for its first code; a working one stays in force until then."""
    principal = caller()
    return second_factor.set_up(
        principal.user_id or 0,
        principal.session_id,
        is_regenerating=bool(body["regenerate"]),
        password=body["password"],
    )


@blueprint.post("/auth/otp/activate")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(OtpCodeSchema)
@blueprint.response(200, ActivatedSchema)
@problems(blueprint, 409)
def activate(body: dict[str, Any]) -> dict[str, Any]:
    """Put the waiting secret in force; answers five backup codes, once."""
    return {
        "message": "Activaste la verificación en dos pasos.",
        "backup_codes": second_factor.activate(caller().user_id or 0, body["otp_code"]),
        "note": "Guardá estos códigos: cada uno sirve una sola vez y no los vamos a mostrar de nuevo.",
    }


@blueprint.post("/auth/otp/disable")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(PasswordSchema)
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def disable(body: dict[str, Any]) -> dict[str, str]:
    """Remove the second factor against the password."""
    second_factor.disable(caller().user_id or 0, body["password"])
    return {"message": "Desactivaste la verificación en dos pasos."}


@blueprint.post("/auth/otp/backup-codes")
@requires(ANY_USER)
@limited("codes")
@blueprint.arguments(OtpCodeSchema)
@blueprint.response(200, BackupCodesSchema)
@problems(blueprint, 409)
def renew_backup_codes(body: dict[str, Any]) -> dict[str, Any]:
    """Answer five new backup codes, once; the old ones are void."""
    codes = second_factor.renew_backup_codes(caller().user_id or 0, body["otp_code"])
    return {"message": "Generamos códigos nuevos; los anteriores ya no sirven.", "backup_codes": codes}
