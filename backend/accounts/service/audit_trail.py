"""Looking at the audit trail (contract 20-billing §10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.accounts.repository import audit_trail
from backend.accounts.repository.audit_trail import AuditFilter, AuditLine
from backend.infra.current import settings
from backend.infra.unit_of_work import reading
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What the list is narrowed to; days are inclusive, in the platform's zone; ``verbs`` are last parts of actions."""

    company_id: int | None = None
    user_id: int | None = None
    entities: Collection[str] | None = None
    verbs: Collection[str] | None = None
    entity_id: str | None = None
    origin: str | None = None
    address: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@reading
def list_entries(query: AuditQuery, page: PageRequest) -> Page[AuditLine]:
    """Return one page of the trail of all companies, newest first."""
    wanted = AuditFilter(
        company_id=query.company_id,
        user_id=query.user_id,
        entities=query.entities,
        verbs=query.verbs,
        entity_id=query.entity_id,
        origin=query.origin,
        address=query.address,
        begins_at=_midnight(query.first_day) if query.first_day else None,
        ends_before=_midnight(query.last_day, days=1) if query.last_day else None,
    )
    return audit_trail.list_page(wanted, page)


def _midnight(day: date, *, days: int = 0) -> datetime | None:
    """Return the instant the day begins, or one so many days later; None beyond the end of the calendar."""
    try:
        local = datetime.combine(day + timedelta(days=days), time(), ZoneInfo(settings().zona_horaria))
        return local.astimezone(UTC)
    except OverflowError:
        return None
