"""Which services a plan includes, and how much of each (contract 20-billing §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.billing.errors import ServiceNotFound, ServiceNotLinked
from backend.billing.models.plans import Plan, PlanService
from backend.billing.repository import plans, services
from backend.billing.repository.services import IncludedService
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.pagination import Stretch, Window


@dataclass(frozen=True, slots=True)
class PlanContents:
    """A plan with its services by name."""

    plan: Plan
    services: Sequence[IncludedService]


@reading
def get_contents(plan_id: int) -> PlanContents:
    """Return the plan with its services; PlanNotFound."""
    return _contents(plans.get_plan(plan_id))


@reading
def list_contents(window: Window) -> Stretch[PlanContents]:
    """Return a stretch of the plans with their services, cheapest month first; three statements."""
    found = plans.list_plans(window)
    included = services.services_of([plan.id for plan in found.items])
    return Stretch([PlanContents(plan, included.get(plan.id, [])) for plan in found.items], found.total)


@transactional
def replace_services(plan_id: int, quantities: Mapping[int, int | None]) -> PlanContents:
    """Let the plan include exactly these services, all or nothing; PlanNotFound, ServiceNotFound. Audited."""
    plan = plans.get_held_plan(plan_id)
    if services.missing_of(list(quantities)):
        raise ServiceNotFound
    before = _quantities(plan_id)
    if before != quantities:
        services.replace_links(plan_id, quantities)
        _record(plan_id, before)
    return _contents(plan)


@transactional
def add_service(plan_id: int, service_id: int, quantity: int | None) -> PlanContents:
    """Let the plan include one more service; PlanNotFound, ServiceNotFound, ServiceAlreadyLinked. Audited."""
    plan = plans.get_held_plan(plan_id)
    services.get_service(service_id)
    before = _quantities(plan_id)
    services.insert_link(PlanService(plan_id=plan_id, service_id=service_id, quantity=quantity))
    _record(plan_id, before)
    return _contents(plan)


@transactional
def change_quantity(plan_id: int, service_id: int, quantity: int | None) -> tuple[Plan, IncludedService]:
    """Write how much of the service the plan includes; PlanNotFound, ServiceNotLinked. Audited."""
    plan = plans.get_held_plan(plan_id)
    link = _link(plan_id, service_id)
    before = _quantities(plan_id)
    if link.quantity != quantity:
        link.quantity = quantity
        _record(plan_id, before)
    included = next(one for one in _contents(plan).services if one.id == service_id)
    return plan, included


@transactional
def remove_service(plan_id: int, service_id: int) -> PlanContents:
    """Let the plan include the service no more; PlanNotFound, ServiceNotLinked. Audited."""
    plan = plans.get_held_plan(plan_id)
    link = _link(plan_id, service_id)
    before = _quantities(plan_id)
    services.delete_link(link)
    _record(plan_id, before)
    return _contents(plan)


def _link(plan_id: int, service_id: int) -> PlanService:
    link = services.find_link(plan_id, service_id)
    if link is None:
        raise ServiceNotLinked
    return link


def _contents(plan: Plan) -> PlanContents:
    return PlanContents(plan, services.services_of([plan.id]).get(plan.id, []))


def _quantities(plan_id: int) -> dict[int, int | None]:
    return {one.id: one.quantity for one in services.services_of([plan_id]).get(plan_id, [])}


def _record(plan_id: int, before: Mapping[int, int | None]) -> None:
    after = _quantities(plan_id)
    audit.record(
        "billing.plan.contents_changed",
        plan_id,
        before={str(one): amount for one, amount in before.items()},
        after={str(one): amount for one, amount in after.items()},
    )
