"""SQL about services, and which plan includes which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.billing.models.plans import PlanService, Service
from backend.infra.db import session


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
