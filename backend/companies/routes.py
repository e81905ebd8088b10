"""HTTP of the own company (contract 10-identity §6)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.companies import service
from backend.companies.models import Company
from backend.companies.schemas import CompanyChangedSchema, CompanyChangeSchema, OwnCompanySchema
from backend.infra.guards import OWNER, STAFF, caller, requires
from backend.infra.schema import problems

blueprint = Blueprint("own_company", __name__, description="La propia empresa")


@blueprint.get("/account/empresa")
@requires(STAFF)
@blueprint.response(200, OwnCompanySchema)
def show_own_company() -> dict[str, Company]:
    """Answer the company acted for."""
    return {"company": service.get_company(caller().acting_company)}


@blueprint.put("/account/empresa")
@requires(OWNER)
@blueprint.arguments(CompanyChangeSchema)
@blueprint.response(200, CompanyChangedSchema)
@problems(blueprint, 409)
def change_own_company(body: dict[str, Any]) -> dict[str, Any]:
    """Store what was sent; the currency stays once there are amounts in it."""
    company = service.change_company(caller().acting_company, body)
    return {"message": "Guardamos los datos de la empresa.", "company": company}
