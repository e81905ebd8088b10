"""HTTP of plans for operators (contract 20-billing §2)."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.schemas.answers import MessageSchema
from backend.billing.models.plans import Plan
from backend.billing.schemas import plans as schemas
from backend.billing.schemas.services import ActivityFilterSchema
from backend.billing.service import plan_contents, plans
from backend.infra.bare_lists import WindowSchema, answers_bare_list, window_of
from backend.infra.guards import ADMIN, requires
from backend.infra.schema import problems
from backend.kernel.pagination import Stretch

blueprint = Blueprint("plans", __name__, url_prefix="/admin", description="Planes")


@blueprint.get("/planes")
@requires(ADMIN)
@blueprint.arguments(ActivityFilterSchema, location="query")
@answers_bare_list(blueprint, schemas.PlanSchema)
def list_plans(query: dict[str, Any]) -> Stretch[Plan]:
    """All plans, cheapest month first."""
    return plans.list_plans(window_of(query), is_active=query["is_active"])


@blueprint.get("/planes-servicios/resumen")
@requires(ADMIN)
@blueprint.arguments(WindowSchema, location="query")
@answers_bare_list(blueprint, schemas.PlanSummarySchema)
def summarise_plans(query: dict[str, Any]) -> Stretch[dict[str, Any]]:
    """All plans with what they include."""
    found = plan_contents.list_contents(window_of(query))
    return Stretch([schemas.plan_with_services(one) for one in found.items], found.total)


@blueprint.post("/planes")
@requires(ADMIN)
@blueprint.arguments(schemas.NewPlanSchema)
@blueprint.response(201, schemas.PlanAnswerSchema)
@problems(blueprint, 409)
def create_plan(values: dict[str, Any]) -> dict[str, Any]:
    """Make a plan."""
    return {"message": "Plan creado.", "plan": plans.create_plan(values)}


@blueprint.get("/planes/<int:plan_id>")
@requires(ADMIN)
@blueprint.response(200, schemas.PlanWithServicesSchema)
def show_plan(plan_id: int) -> dict[str, Any]:
    """One plan with what it includes."""
    return schemas.plan_with_services(plan_contents.get_contents(plan_id))


@blueprint.put("/planes/<int:plan_id>")
@requires(ADMIN)
@blueprint.arguments(schemas.PlanChangeSchema)
@blueprint.response(200, schemas.PlanAnswerSchema)
@problems(blueprint, 409)
def change_plan(values: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """Change a plan; its prices reach only subscriptions made later."""
    return {"message": "Plan actualizado.", "plan": plans.change_plan(plan_id, values)}


@blueprint.delete("/planes/<int:plan_id>")
@requires(ADMIN)
@blueprint.response(200, MessageSchema)
@problems(blueprint, 409)
def remove_plan(plan_id: int) -> dict[str, str]:
    """Delete a plan that was never sold."""
    plans.remove_plan(plan_id)
    return {"message": "Plan eliminado."}
