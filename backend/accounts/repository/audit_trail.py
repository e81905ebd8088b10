"""SQL about the audit trail, across companies: only operators read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, or_, select

from backend.accounts.models.users import User
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the list is narrowed to; ``verbs`` are last parts of actions; an empty collection matches nothing."""

    company_id: int | None = None
    user_id: int | None = None
    entities: Collection[str] | None = None
    verbs: Collection[str] | None = None
    entity_id: str | None = None
    origin: str | None = None
    address: str | None = None
    begins_at: datetime | None = None
    ends_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A row and the name of the account behind it, None when it was no account or is there no more."""

    entry: AuditEntry
    user_name: str | None


def list_page(wanted: AuditFilter, page: PageRequest) -> Page[AuditLine]:
    """Return one page, newest first: two statements whatever its size."""
    criteria = _criteria(wanted)
    total = session().execute(select(func.count()).select_from(AuditEntry).where(*criteria)).scalar_one()
    rows = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(*criteria)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(page.per_page)
        .offset(page.offset)
    )
    items = [AuditLine(*row) for row in session().execute(rows)] if total > page.offset else []
    return Page(items, total, page)


def _criteria(wanted: AuditFilter) -> list[Any]:
    equal = {
        AuditEntry.company_id: wanted.company_id,
        AuditEntry.user_id: wanted.user_id,
        AuditEntry.entity_id: wanted.entity_id,
        AuditEntry.origin: wanted.origin,
        AuditEntry.address: wanted.address,
    }
    criteria: list[Any] = [column == value for column, value in equal.items() if value is not None]
    if wanted.entities is not None:
        criteria.append(AuditEntry.entity.in_(wanted.entities))
    if wanted.verbs is not None:
        endings = (AuditEntry.action.endswith(f".{verb}", autoescape=True) for verb in sorted(wanted.verbs))
        criteria.append(or_(false(), *endings))
    if wanted.begins_at is not None:
        criteria.append(AuditEntry.at >= wanted.begins_at)
    if wanted.ends_before is not None:
        criteria.append(AuditEntry.at < wanted.ends_before)
    return criteria
