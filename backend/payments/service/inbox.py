"""The inbox of notifications (contract §5): stored first, answered, handled afterwards, never believed."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from backend.infra import audit
from backend.infra.fields import instant_text
from backend.infra.principal import PROVIDER, acting
from backend.infra.unit_of_work import after_commit, appending, reading, transactional
from backend.kernel import clock
from backend.kernel.errors import DependencyDown
from backend.kernel.ids import is_id, new_id
from backend.kernel.pagination import Page, PageRequest
from backend.payments.domain import InboxQuery, InboxState
from backend.payments.errors import NotificationNotFound
from backend.payments.models import Notification
from backend.payments.ports import ReceivedNotification, plugged
from backend.payments.repository import inbox as rows

log = structlog.get_logger("payments")
BATCH = 25
CLAIM = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
wake = threading.Event()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A notification as it arrived, with the verdict on its signature."""

    topic: str
    action: str | None
    resource_id: str | None
    provider_user_id: str | None
    request_id: str | None
    verdict: str
    body: str


def receive(incoming: Incoming, *, source: str = "webhook") -> bool:
    """Store a notification; returns False when the same one was stored before. Safe to repeat.

    Raises DependencyDown when it cannot be stored: the sender must repeat it.
    """
    try:
        _store(incoming, source)
    except IntegrityError:
        return False
    except (SQLAlchemyError, DependencyDown) as error:
        log.exception("payments.notification_not_stored")
        raise DependencyDown("No se pudo guardar la notificación.", code="not_stored") from error
    wake.set()
    return True


@appending
def _store(incoming: Incoming, source: str) -> None:
    now = clock.now()
    rows.insert_notification(
        {
            "id": new_id(),
            "dedupe_key": dedupe_key(incoming),
            "topic": incoming.topic[:60],
            "action": incoming.action[:60] if incoming.action else None,
            "resource_id": incoming.resource_id[:80] if incoming.resource_id else None,
            "provider_user_id": incoming.provider_user_id[:20] if incoming.provider_user_id else None,
            "request_id": incoming.request_id[:80] if incoming.request_id else None,
            "verdict": incoming.verdict,
            "source": source,
            "body": incoming.body,
            "received_at": now,
            "available_at": now,
            "handled_at": now if source == "sweep" else None,
            "attempts": 0,
        }
    )


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A stored notification and how far it is."""

    row: Notification
    state: InboxState


@reading
def list_notifications(query: InboxQuery, page: PageRequest) -> Page[ReceivedRow]:
    """Return a page of the inbox, newest first; two statements, whatever is asked for."""
    total, found = rows.count_and_page(query, page)
    return Page([_with_state(one) for one in found], total, page)


@transactional
def replay(notification_id: str) -> ReceivedRow:
    """Let a notification be handled again as if it had just arrived; safe to repeat: handling is idempotent.

    Raises NotificationNotFound.
    """
    notification = rows.find(notification_id, is_locked=True) if is_id(notification_id) else None
    if notification is None:
        raise NotificationNotFound
    before = {"handled_at": notification.handled_at and instant_text(notification.handled_at)}
    notification.handled_at = notification.last_error = None
    notification.available_at = clock.now()
    audit.record("payments.notification.replayed", notification.id, company_id=notification.company_id, before=before)
    after_commit(wake.set)
    return _with_state(notification)


def _with_state(row: Notification) -> ReceivedRow:
    if row.handled_at is None:
        return ReceivedRow(row, InboxState.PENDING)
    return ReceivedRow(row, InboxState.HANDLED if row.last_error is None else InboxState.GIVEN_UP)


def dedupe_key(incoming: Incoming) -> str:
    """Return what makes a notification one: topic, resource, action and request id (rule 10)."""
    parts = (incoming.topic, incoming.resource_id, incoming.action, incoming.request_id)
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()


def handle_due() -> int:
    """Handle every notification that is due; returns how many were tried. Any number of processes may do it."""
    tried = 0
    while batch := _claim():
        for notification in batch:
            _handle(notification)
        tried += len(batch)
    return tried


@transactional
def _claim() -> list[Notification]:
    return list(rows.claim_due(clock.now(), BATCH, CLAIM))


def _handle(notification: Notification) -> None:
    received = ReceivedNotification(
        topic=notification.topic,
        action=notification.action,
        resource_id=notification.resource_id,
        provider_user_id=notification.provider_user_id,
    )
    try:
        with acting(PROVIDER):
            company_id = plugged().notifications.handle(received)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the notification is tried again later
        log.warning("payments.notification_failed", notification=notification.id, error=type(error).__name__)
        _retry_later(notification, repr(error)[:500])
    else:
        _settle(notification.id, company_id)


@transactional
def _settle(notification_id: str, company_id: int | None) -> None:
    rows.settle(notification_id, handled_at=clock.now(), company_id=company_id, last_error=None)


@transactional
def _retry_later(notification: Notification, error: str) -> None:
    now = clock.now()
    # Bounded before it is a time: 2**47 seconds are more than a timedelta holds.
    wait = min(timedelta(seconds=2 ** min(notification.attempts, 12)), LONGEST_WAIT)
    has_given_up = now - notification.received_at > GIVE_UP_AFTER
    rows.settle(notification.id, available_at=now + wait, last_error=error, handled_at=now if has_given_up else None)
