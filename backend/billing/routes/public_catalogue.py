"""HTTP of what anybody may read (contract 20-billing §4, §5, §11)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.billing.schemas import public_catalogue as schemas
from backend.billing.schemas.plans import PlanWithServicesSchema
from backend.billing.schemas.services import ServiceSchema
from backend.billing.service import locations, public_catalogue
from backend.companies.schemas import CompanyBriefSchema
from backend.infra.bare_lists import HEADERS, TOTAL_HEADER
from backend.infra.current import settings
from backend.infra.http import json_answer
from backend.infra.rate_limits import limited

blueprint = Blueprint("public_catalogue", __name__, description="Lo que se puede leer sin iniciar sesión")
CATALOGUE_SECONDS = 60


@blueprint.get("/public/planes")
@blueprint.get("/api/planes")
@limited("public_reads")
@blueprint.doc(security=[])
@blueprint.response(200, PlanWithServicesSchema(many=True), headers=HEADERS)
def list_plans() -> Response:
    """All plans on sale, cheapest month first, with what they include."""
    return _list(schemas.plans_on_the_wire(public_catalogue.list_sold_plans()))


@blueprint.get("/public/servicios")
@limited("public_reads")
@blueprint.doc(security=[])
@blueprint.arguments(schemas.PublicServiceFilterSchema, location="query")
@blueprint.response(200, ServiceSchema(many=True), headers=HEADERS)
def list_services(query: dict[str, Any]) -> Response:
    """Services by name."""
    is_only_active = schemas.wants_only_active(query["only_active"])
    return _list(schemas.services_on_the_wire(public_catalogue.list_services(is_only_active=is_only_active)))


@blueprint.get("/public/empresas/<int:company_id>")
@limited("public_reads")
@blueprint.doc(security=[])
@blueprint.response(200, CompanyBriefSchema)
def show_company(company_id: int) -> Any:
    """Name and activity of a company, and nothing else of it."""
    return public_catalogue.show_company(company_id)


@blueprint.get("/public/location/countries")
@limited("locations")
@blueprint.doc(security=[])
@blueprint.arguments(schemas.CountryFilterSchema, location="query")
@blueprint.response(200, schemas.CountriesSchema)
def list_countries(query: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Countries by their Spanish name."""
    found = locations.list_countries(query["text"], query["limit"])
    return {"countries": found}, _cached(settings().location_cache_ttl_countries)


@blueprint.get("/public/location/countries/<string:iso2>/cities")
@limited("locations")
@blueprint.doc(security=[])
@blueprint.arguments(schemas.CityFilterSchema, location="query")
@blueprint.response(200, schemas.CitiesSchema)
def list_cities(query: dict[str, Any], iso2: str) -> Response:
    """Cities of a country by name."""
    country_code = iso2.upper()
    found = locations.list_cities(country_code, query["text"], query["limit"])
    answer = json_answer(schemas.cities_on_the_wire(country_code, found))
    answer.headers.update(_cached(settings().location_cache_ttl_cities))
    return answer


def _list(rows: list[dict[str, Any]]) -> Response:
    answer = json_answer(rows)
    answer.headers[TOTAL_HEADER] = str(len(rows))
    answer.headers.update(_cached(CATALOGUE_SECONDS))
    return answer


def _cached(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={seconds}"}
