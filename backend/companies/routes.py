"""HTTP of the own company (contract 10-identity §6)."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.companies import service
from backend.companies.models import Company
from backend.companies.schemas import OwnCompanySchema
from backend.infra.guards import STAFF, caller, requires

blueprint = Blueprint("own_company", __name__, description="La propia empresa")


@blueprint.get("/account/empresa")
@requires(STAFF)
@blueprint.response(200, OwnCompanySchema)
def show_own_company() -> dict[str, Company]:
    """Answer the company acted for."""
    return {"company": service.get_company(caller().acting_company)}
