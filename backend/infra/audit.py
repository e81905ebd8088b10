"""The audit trail: who, when, from where, what, before and after (00-conventions, Safe to repeat). Insert-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.db import Base, UtcDateTime, session
from backend.infra.principal import Origin, current_actor
from backend.kernel import clock


class AuditEntry(Base):
    """One thing that somebody, or the system, did."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        # The list of operators: newest first, of everybody, of a company, of a person, of a row.
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_company_id_at", "company_id", "at"),
        Index("ix_audit_entry_user_id_at", "user_id", "at"),
        Index("ix_audit_entry_entity", "entity", "entity_id"),
        CheckConstraint(f"origin IN ({', '.join(repr(one.value) for one in Origin)})", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="when")
    company_id: Mapped[int | None] = mapped_column(comment="whose row; null for the platform's own")
    user_id: Mapped[int | None] = mapped_column(comment="who; null is the system or a key")
    key_id: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(10), comment="by which way: web, api, job, cli, webhook")
    address: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80), comment="slice.entity.verb, e.g. payments.charge.approved")
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(64))
    before: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


def record(
    action: str,
    entity_id: object,
    *,
    company_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one row to the trail in the open unit; ``action`` is ``slice.entity.verb``. Never pass secrets."""
    session().add(AuditEntry(**entry_values(action, entity_id, company_id=company_id, before=before, after=after)))


def entry_values(
    action: str,
    entity_id: object,
    *,
    company_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the columns of a row of the trail, by whoever acts now; for :func:`record_all`."""
    actor = current_actor()
    return {
        "at": clock.now(),
        "company_id": company_id if company_id is not None else actor.company_id,
        "user_id": actor.user_id,
        "key_id": actor.key_id,
        "origin": actor.origin.value,
        "address": actor.address,
        "request_id": actor.request_id,
        "action": action,
        "entity": action.split(".")[1],
        "entity_id": str(entity_id),
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
    }


def record_all(entries: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows to the trail at once, in the open unit; each as :func:`entry_values` returns it."""
    if entries:
        session().execute(insert(AuditEntry.__table__), list(entries))  # type: ignore[arg-type] # a declarative table
