"""SQL about services, and which plan includes which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from backend.billing.domain.names import name_key
from backend.billing.errors import ServiceAlreadyLinked, ServiceExists, ServiceInUse, ServiceNotFound
from backend.billing.models.plans import Plan, PlanService, Service
from backend.infra.db import session
from backend.kernel.pagination import Stretch, Window


@dataclass(frozen=True, slots=True)
class IncludedService:
    """A service as a plan includes it; ``quantity`` None is unlimited."""

    id: int
    name: str
    description: str | None
    is_active: bool
    api_url: str | None
    created_at: datetime
    quantity: int | None


def get_service(service_id: int) -> Service:
    """Return the service; ServiceNotFound."""
    found = session().get(Service, service_id)
    if found is None:
        raise ServiceNotFound
    return found


def get_held_service(service_id: int) -> Service:
    """Return the service as it is now, locked until the open unit ends; ServiceNotFound."""
    found = session().get(Service, service_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise ServiceNotFound
    return found


def find_by_name(name: str) -> Service | None:
    """Return the service of this name, case ignored, or None."""
    return session().scalar(select(Service).where(Service.name_key == name_key(name)))


def count_services() -> int:
    """Return how many services there are."""
    return session().scalar(select(func.count()).select_from(Service)) or 0


def list_services(window: Window, *, is_active: bool | None = None) -> Stretch[Service]:
    """Return a stretch of the services by name, case ignored."""
    wanted = [] if is_active is None else [Service.is_active == is_active]
    total = session().scalar(select(func.count()).select_from(Service).where(*wanted)) or 0
    rows = select(Service).where(*wanted).order_by(Service.name_key)
    return Stretch(session().scalars(rows.limit(window.limit).offset(window.offset)).all(), total)


def insert_service(service: Service) -> Service:
    """Write the service now; ServiceExists when its name is taken. The open unit stays usable."""
    service.name_key = name_key(service.name)
    try:
        with session().begin_nested():
            session().add(service)
    except IntegrityError as error:
        raise ServiceExists from error
    return service


def change_service(service: Service, values: Mapping[str, Any]) -> None:
    """Write these columns now; ServiceExists when the name is taken. The open unit stays usable."""
    try:
        with session().begin_nested():
            for name, value in values.items():
                setattr(service, name, value)
            service.name_key = name_key(service.name)
    except IntegrityError as error:
        raise ServiceExists from error


def delete_service(service: Service) -> None:
    """Delete the service and its links; ServiceInUse when a plan took it in meanwhile."""
    try:
        with session().begin_nested():
            session().execute(delete(PlanService).where(PlanService.service_id == service.id))
            session().delete(service)
    except IntegrityError as error:
        raise ServiceInUse from error


def hold_plans_with(service_id: int) -> Sequence[int]:
    """Return the plans that include the service, locked until the open unit ends: nobody subscribes to them."""
    rows = select(Plan.id).join(PlanService, PlanService.plan_id == Plan.id).where(PlanService.service_id == service_id)
    return session().scalars(rows.order_by(Plan.id).with_for_update(of=Plan)).all()


def services_of(plan_ids: Sequence[int], *, is_active: bool | None = None) -> Mapping[int, list[IncludedService]]:
    """Return the services of each of these plans by name, in one statement; plans without any have an empty list."""
    s = Service.__table__.c
    rows = (
        select(PlanService.plan_id, s.id, s.name, s.description, s.is_active, s.api_url, s.created_at)
        .add_columns(PlanService.quantity)
        .join(Service, Service.id == PlanService.service_id)
        .where(PlanService.plan_id.in_(plan_ids), *([] if is_active is None else [Service.is_active == is_active]))
        .order_by(Service.name_key)
    )
    found: dict[int, list[IncludedService]] = defaultdict(list)
    for plan_id, *columns in session().execute(rows):
        found[plan_id].append(IncludedService(*columns))
    return found


def find_link(plan_id: int, service_id: int) -> PlanService | None:
    """Return how the plan includes the service, or None."""
    return session().get(PlanService, (plan_id, service_id))


def missing_of(service_ids: Sequence[int]) -> set[int]:
    """Return which of these services do not exist."""
    return set(service_ids) - set(session().scalars(select(Service.id).where(Service.id.in_(service_ids))))


def replace_links(plan_id: int, quantities: Mapping[int, int | None]) -> None:
    """Let the plan include exactly these services; ServiceNotFound when one is gone."""
    session().execute(delete(PlanService).where(PlanService.plan_id == plan_id))
    if not quantities:
        return
    rows = [{"plan_id": plan_id, "service_id": one, "quantity": amount} for one, amount in quantities.items()]
    try:
        with session().begin_nested():
            session().execute(insert(PlanService), rows)
    except IntegrityError as error:
        raise ServiceNotFound from error


def insert_link(link: PlanService) -> None:
    """Let the plan include the service; ServiceAlreadyLinked when it does."""
    try:
        with session().begin_nested():
            session().add(link)
    except IntegrityError as error:
        raise ServiceAlreadyLinked from error


def delete_link(link: PlanService) -> None:
    """Let the plan include the service no more."""
    session().delete(link)
    session().flush()
