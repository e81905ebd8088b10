"""HTTP of companies for operators (contract 20-billing §2)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.schemas import companies as schemas
from backend.billing.service import companies
from backend.companies import service as own_rules
from backend.infra.bare_lists import answers_bare_list, window_of
from backend.infra.guards import ADMIN, requires
from backend.infra.idempotency import idempotent
from backend.infra.schema import problems
from backend.kernel.pagination import Stretch

blueprint = Blueprint("companies", __name__, url_prefix="/admin/empresas", description="Empresas")


@blueprint.get("")
@requires(ADMIN)
@blueprint.arguments(schemas.CompanyFilterSchema, location="query")
@answers_bare_list(blueprint, schemas.CompanyOverviewSchema)
def list_companies(query: dict[str, Any]) -> Stretch[dict[str, Any]]:
    """All companies with the subscription that counts today."""
    found = companies.list_companies(window_of(query), text=query["text"], is_active=query["is_active"])
    return Stretch([schemas.overview(one) for one in found.items], found.total)


@blueprint.post("")
@requires(ADMIN)
@idempotent
@blueprint.arguments(schemas.NewCompanySchema)
@blueprint.response(201, schemas.NewCompanyAnswerSchema)
@problems(blueprint, 409)
def create_company(body: dict[str, Any]) -> dict[str, Any]:
    """Make a company, with its subscription when a plan is named; honours Idempotency-Key."""
    first_plan = schemas.first_plan_of(body)
    company, subscription = companies.create_company(body, first_plan)
    answer = {"message": "Empresa creada.", "company": company}
    return answer if subscription is None else {**answer, "subscription": subscription}


@blueprint.get("/<int:company_id>")
@requires(ADMIN)
@blueprint.response(200, schemas.CompanyDetailSchema)
def show_company(company_id: int) -> dict[str, Any]:
    """One company with its subscriptions."""
    return schemas.detail(companies.show_company(company_id))


@blueprint.put("/<int:company_id>")
@requires(ADMIN)
@blueprint.arguments(schemas.OperatedChangeSchema)
@blueprint.response(200, schemas.CompanyAnswerSchema)
@problems(blueprint, 409)
def change_company(values: dict[str, Any], company_id: int) -> dict[str, Any]:
    """Change a company; ``estado`` deactivates or activates it."""
    return {"message": "Empresa actualizada.", "company": companies.change_company(company_id, values)}


@blueprint.delete("/<int:company_id>")
@requires(ADMIN)
@blueprint.arguments(schemas.DeactivationSchema, location="query")
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def deactivate_company(query: dict[str, Any], company_id: int) -> dict[str, str]:
    """Deactivate a company: nobody of it gets in, its subscriptions are cancelled, its rows stay."""
    companies.deactivate_company(company_id, is_forced=query["is_forced"])
    return {"message": "Empresa desactivada."}


@blueprint.post("/<int:company_id>/activar")
@requires(ADMIN)
@blueprint.response(200, schemas.CompanyAnswerSchema)
@problems(blueprint, 409)
def activate_company(company_id: int) -> dict[str, Any]:
    """Let the people of a company in again; its subscriptions stay cancelled."""
    return {"message": "Empresa activada.", "company": own_rules.activate_company(company_id)}
