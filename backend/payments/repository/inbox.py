"""SQL about the inbox of notifications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from backend.infra.db import session
from backend.kernel.pagination import PageRequest
from backend.payments.domain import InboxQuery, InboxState
from backend.payments.models import Notification

EQUAL = ("topic", "action", "resource_id", "provider_user_id", "company_id", "verdict", "source")
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


def find(notification_id: str, *, is_locked: bool = False) -> Notification | None:
    """Return a notification, locked until the end of the unit when asked so, or None."""
    found = select(Notification).where(Notification.id == notification_id)
    return session().scalar(found.with_for_update() if is_locked else found)


def count_and_page(query: InboxQuery, page: PageRequest) -> tuple[int, Sequence[Notification]]:
    """Return how many notifications match, and one page of them, newest first; two statements."""
    criteria = _criteria(query)
    total = session().scalar(select(func.count()).select_from(Notification).where(*criteria)) or 0
    newest = select(Notification).where(*criteria).order_by(Notification.received_at.desc(), Notification.id.desc())
    return total, session().scalars(newest.limit(page.per_page).offset(page.offset)).all()


def _criteria(query: InboxQuery) -> list[ColumnElement[bool]]:
    wanted = {name: value for name in EQUAL if (value := getattr(query, name)) is not None}
    criteria = [getattr(Notification, name) == value for name, value in wanted.items()]
    if query.state is not None:
        criteria += _in_state(query.state)
    if query.received_from is not None:
        criteria.append(Notification.received_at >= query.received_from)
    if query.received_to is not None:
        criteria.append(Notification.received_at <= query.received_to)
    return criteria


def _in_state(state: InboxState) -> list[ColumnElement[bool]]:
    if state is InboxState.PENDING:
        return [Notification.handled_at.is_(None)]
    has_failed = Notification.last_error.is_not(None)
    return [Notification.handled_at.is_not(None), has_failed if state is InboxState.GIVEN_UP else ~has_failed]


def was_told(resource_id: str, action: str) -> bool:
    """Tell whether a notification of this action, or of none in particular, about the resource ever arrived."""
    told = select(Notification.id).where(
        Notification.resource_id == resource_id,
        Notification.source == "webhook",
        or_(Notification.action == action, Notification.action.is_(None)),
    )
    return session().scalar(told.limit(1)) is not None
