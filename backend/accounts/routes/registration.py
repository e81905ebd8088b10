"""HTTP of registration (contract 10-identity §4)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.schemas.answers import MessageSchema, RegisteredSchema
from backend.accounts.schemas.requests import ConfirmationSchema, RegistrationSchema
from backend.accounts.service import registration
from backend.accounts.service.registration import Registration
from backend.infra.http import json_answer
from backend.infra.rate_limits import limited
from backend.infra.schema import problems

blueprint = Blueprint("registration", __name__, description="Registro")


@blueprint.post("/auth/registro")
@limited("registration")
@blueprint.doc(security=[])
@blueprint.arguments(RegistrationSchema)
@blueprint.response(201, RegisteredSchema)
@problems(blueprint, 409)
def register(body: dict[str, Any]) -> Response:
    """Register a buyer, the founder of a company, or an invited person."""
    with_otp = body.pop("otp_method") == "totp"
    registered = registration.register(Registration(**body, with_otp=with_otp))
    answer = RegisteredSchema(exclude=() if registered.setup else ("setup",)).dump(registered)
    return json_answer({"message": "Registro exitoso", **answer}, 201)


@blueprint.post("/auth/registro/confirmar-otp")
@limited("codes")
@blueprint.doc(security=[])
@blueprint.arguments(ConfirmationSchema)
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def confirm_registration(body: dict[str, Any]) -> dict[str, str]:
    """Activate a pending registration with its first code."""
    registration.confirm(body["activation_token"], body["otp_code"])
    return {"message": "Tu cuenta está activa. Ya podés iniciar sesión."}
