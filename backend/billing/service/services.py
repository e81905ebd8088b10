"""Services as operators keep them (contract 20-billing §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.billing.errors import ServiceInUse
from backend.billing.models.plans import Service
from backend.billing.repository import plans, services
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.pagination import Stretch, Window

COLUMNS = ("name", "description", "is_active", "api_url")


@reading
def list_services(window: Window, *, is_active: bool | None = None) -> Stretch[Service]:
    """Return a stretch of the services by name."""
    return services.list_services(window, is_active=is_active)


@reading
def get_service(service_id: int) -> Service:
    """Return the service; ServiceNotFound."""
    return services.get_service(service_id)


@transactional
def create_service(values: Mapping[str, Any]) -> Service:
    """Make a service from the given columns; ServiceExists. Audited."""
    service = services.insert_service(Service(**{"is_active": True, **values}))
    audit.record("billing.service.created", service.id, after=_seen(service))
    return service


@transactional
def change_service(service_id: int, values: Mapping[str, Any]) -> Service:
    """Write the given columns; ServiceNotFound, ServiceExists. Audited."""
    return _changed(services.get_held_service(service_id), values)


@transactional
def toggle_service(service_id: int) -> Service:
    """Switch the service off, or on again; ServiceNotFound. Audited."""
    service = services.get_held_service(service_id)
    return _changed(service, {"is_active": not service.is_active})


@transactional
def remove_service(service_id: int) -> None:
    """Delete a service that no sold plan includes, with its links; ServiceNotFound, ServiceInUse (refusal 11). Audited.

    The plans that include it are held meanwhile, so that none of them can be sold in between.
    """
    service = services.get_service(service_id)
    plan_ids = services.hold_plans_with(service_id)
    if plans.is_sold(*plan_ids):
        raise ServiceInUse
    before = _seen(service)
    services.delete_service(service)
    audit.record("billing.service.deleted", service_id, before={**before, "plan_ids": list(plan_ids)})


def _changed(service: Service, values: Mapping[str, Any]) -> Service:
    before = _seen(service)
    services.change_service(service, values)
    if _seen(service) != before:
        audit.record("billing.service.changed", service.id, before=before, after=_seen(service))
    return service


def _seen(service: Service) -> dict[str, Any]:
    return {name: getattr(service, name) for name in COLUMNS}
