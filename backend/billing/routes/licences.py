"""Licence checks for instances and their people (contract 20-billing §5)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.billing.schemas import licences as wire
from backend.billing.service import licence_keys, licences, signed_licences
from backend.infra.guards import STAFF, caller, requires, with_key
from backend.infra.http import json_answer
from backend.infra.principal import KeyScope
from backend.infra.rate_limits import limited
from backend.infra.schema import problems

blueprint = Blueprint("licences", __name__, description="Licencias")
# The path or the body names the company; a key of a company still reaches its own only.
INSTANCE = with_key(KeyScope.LICENCE, needs_company=False, is_bad_key_forbidden=True)
INSTANCE_OR_STAFF = with_key(KeyScope.LICENCE, people=STAFF, needs_company=False, is_bad_key_forbidden=True)
INSTANCE_OF_COMPANY = with_key(KeyScope.LICENCE, is_bad_key_forbidden=True)
JWKS_FRESH = "public, max-age=3600"


@blueprint.post("/api/verificar-licencia")
@requires(STAFF)
@blueprint.arguments(wire.NothingAskedSchema, required=False)
@blueprint.response(200, wire.LicenceCheckSchema)
def check_licence(_nothing: dict[str, Any]) -> Response:
    """Tell whether the company acted for has a valid licence, and why not."""
    return json_answer(wire.check_body(licences.entitlement_of(caller().acting_company)))


@blueprint.post("/api/verificar-servicios-activos")
@requires(INSTANCE_OR_STAFF)
@limited("saas")
@blueprint.arguments(wire.ServicesAskedSchema)
@blueprint.response(200, wire.EnabledServicesSchema)
@problems(blueprint, 404, 503)
def check_services(asked: dict[str, Any]) -> Response:
    """List the services a company may use now; none without a valid licence."""
    found = licences.entitlement_of(asked["company_id"], only_company=caller().company_id)
    return json_answer(wire.enabled_body(found))


@blueprint.get("/api/suscripcion-activa/<string:tax_id>")
@requires(INSTANCE)
@limited("saas")
@blueprint.response(200, wire.ActiveSubscriptionSchema)
@problems(blueprint, 404, schema=wire.UnknownCompanyProblemSchema)
@problems(blueprint, 503)
def show_active_subscription(tax_id: str) -> Response:
    """Tell what the company with this NIT has now."""
    found = licences.entitlement_by_tax_id(tax_id, only_company=caller().company_id)
    return json_answer(wire.active_body(found))


@blueprint.get("/api/licencia")
@requires(INSTANCE_OF_COMPANY)
@limited("saas")
@blueprint.response(200, wire.SignedLicenceSchema)
@blueprint.alt_response(304, description="la licencia que ya tiene")
@problems(blueprint, 404, 503)
def show_licence() -> Response:
    """Hand out the company's signed licence, to be kept for when there is no connection."""
    licence = signed_licences.licence_of(caller().acting_company, wire.claims_of)
    answer = json_answer(wire.signed_body(licence))
    answer.set_etag(licence.serial)
    answer.make_conditional(request)
    return answer


@blueprint.get("/.well-known/jwks.json")
@blueprint.response(200, wire.PublicKeysSchema)
def publish_keys() -> Response:
    """Publish the keys that verify licences."""
    answer = json_answer(wire.keys_body(licence_keys.published_keys()))
    answer.headers["Cache-Control"] = JWKS_FRESH
    return answer
