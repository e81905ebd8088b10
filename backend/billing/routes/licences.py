"""Licence checks for instances and their people (contract 20-billing §5)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.billing.schemas import licences as wire
from backend.billing.service import licence_keys, licences, signed_licences
from backend.infra.guards import STAFF, caller, requires
from backend.infra.http import json_answer
from backend.infra.schema import problems

blueprint = Blueprint("licences", __name__, description="Licencias")
JWKS_FRESH = "public, max-age=3600"


@blueprint.post("/api/verificar-licencia")
@requires(STAFF)
@blueprint.arguments(wire.NothingAskedSchema, required=False)
@blueprint.response(200, wire.LicenceCheckSchema)
def check_licence(_nothing: dict[str, Any]) -> Response:
    """Tell whether the company acted for has a valid licence, and why not."""
    return json_answer(wire.check_body(licences.entitlement_of(caller().acting_company)))


@blueprint.get("/.well-known/jwks.json")
@blueprint.response(200, wire.PublicKeysSchema)
def publish_keys() -> Response:
    """The public keys that verify licences."""
    answer = json_answer(wire.keys_body(licence_keys.published_keys()))
    answer.headers["Cache-Control"] = JWKS_FRESH
    return answer
