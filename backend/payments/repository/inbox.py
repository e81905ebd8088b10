"""SQL about the inbox of notifications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from backend.infra.db import session
from backend.payments.models import Notification

_insert = insert(Notification.__table__)  # type: ignore[arg-type] # a declarative table is a Table


def insert_notification(values: dict[str, Any]) -> None:
    """Store a notification by one Core statement; IntegrityError when its dedupe key is known."""
    session().execute(_insert, values)


def claim_due(now: datetime, limit: int, claim: timedelta) -> Sequence[Notification]:
    """Take unhandled notifications that are due, oldest first; others pass over what is taken here."""
    due = (
        select(Notification)
        .where(Notification.handled_at.is_(None), Notification.available_at <= now)
        .order_by(Notification.available_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    notifications = session().scalars(due).all()
    for notification in notifications:
        notification.available_at = now + claim
        notification.attempts += 1
    return notifications


def settle(notification_id: str, **values: Any) -> None:
    """Write down how handling went."""
    session().execute(update(Notification).where(Notification.id == notification_id).values(**values))


def was_told(resource_id: str, action: str) -> bool:
    """Tell whether a notification of this action, or of none in particular, about the resource ever arrived."""
    told = select(Notification.id).where(
        Notification.resource_id == resource_id,
        Notification.source == "webhook",
        or_(Notification.action == action, Notification.action.is_(None)),
    )
    return session().scalar(told.limit(1)) is not None
