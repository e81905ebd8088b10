"""What anybody may read: plans on sale, services, the name of a company (contract 20-billing §4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.billing.repository import public_catalogue
from backend.billing.repository.public_catalogue import PLAN_WIDTH
from backend.companies.errors import CompanyNotFound
from backend.infra.unit_of_work import reading_rows


@reading_rows
def list_sold_plans() -> Sequence[tuple[Any, list[Any]]]:
    """Return the plans on sale, cheapest month first, each with rows of its active services by name: one statement.

    A plan is the row it was read in; a service the columns of ``IncludedService``.
    """
    plans: dict[int, tuple[Any, list[Any]]] = {}
    for row in public_catalogue.read_sold_plans():
        _plan, services = plans.setdefault(row[0], (row, []))
        if row[PLAN_WIDTH] is not None:
            services.append(row[PLAN_WIDTH:])
    return list(plans.values())


@reading_rows
def list_services(*, is_only_active: bool) -> Sequence[Any]:
    """Return rows of the services by name: one statement."""
    return public_catalogue.read_services(is_only_active=is_only_active)


@reading_rows
def show_company(company_id: int) -> Any:
    """Return id, name and activity of a company, and nothing else of it (refusal 14); CompanyNotFound."""
    found = public_catalogue.read_company(company_id)
    if found is None:
        raise CompanyNotFound
    return found
