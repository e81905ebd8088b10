"""Side effects that follow a commit: rows written in the same transaction, delivered afterwards at least once.

``put("mail", {...})`` inside a unit; a delivery declared with ``@delivers("mail")`` is run later, outside any
transaction, and must be idempotent. Delivery claims rows (SKIP LOCKED), so any number of processes may do it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Index, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra.crypto import EncryptedJson
from backend.infra.db import Base, UtcDateTime, session
from backend.infra.metrics import OUTBOX_DELIVERIES
from backend.infra.unit_of_work import after_commit, transactional
from backend.kernel import clock
from backend.kernel.errors import TransportError
from backend.kernel.ids import new_id

log = structlog.get_logger("outbox")
Delivery = Callable[[dict[str, Any], str], None]
BATCH = 20
CLAIM = timedelta(minutes=2)
MAX_ATTEMPTS = 12
_deliveries: dict[str, Delivery] = {}
wake = threading.Event()


class OutboxMessage(Base):
    """One side effect that is owed."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "available_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[Any] = mapped_column(EncryptedJson, comment="sealed: may hold links with tokens")
    state: Mapped[str] = mapped_column(String(10), default="pending", comment="pending, delivered or dead")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="not before; also the end of a claim")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


def delivers(kind: str) -> Callable[[Delivery], Delivery]:
    """Declare the function that delivers messages of this kind; it gets the payload and the message id."""

    def declare(delivery: Delivery) -> Delivery:
        _deliveries[kind] = delivery
        return delivery

    return declare


def put(kind: str, payload: dict[str, Any], *, available_at: datetime | None = None) -> str:
    """Owe a side effect as part of the open unit; returns the message id."""
    message = OutboxMessage(
        id=new_id(), kind=kind, payload=payload, created_at=clock.now(), available_at=available_at or clock.now()
    )
    session().add(message)
    after_commit(wake.set)
    return message.id


def deliver_due() -> int:
    """Deliver everything that is due; returns how many messages were tried."""
    tried = 0
    while batch := _claim():
        for message_id, kind, payload, attempts in batch:
            _deliver(message_id, kind, payload, attempts)
        tried += len(batch)
    return tried


@transactional
def _claim() -> list[tuple[str, str, dict[str, Any], int]]:
    now = clock.now()
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.available_at <= now)
        .order_by(OutboxMessage.available_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    messages = session().scalars(due).all()
    for message in messages:
        message.available_at = now + CLAIM
        message.attempts += 1
    return [(m.id, m.kind, m.payload, m.attempts) for m in messages]


def _deliver(message_id: str, kind: str, payload: dict[str, Any], attempts: int) -> None:
    try:
        _deliveries[kind](payload, message_id)
    except Exception as error:  # noqa: BLE001 - whatever a delivery raises, the message stays owed
        is_dead = attempts >= MAX_ATTEMPTS or (isinstance(error, TransportError) and error.is_permanent)
        log.warning("outbox.failed", kind=kind, message_id=message_id, attempts=attempts, error=type(error).__name__)
        OUTBOX_DELIVERIES.labels(kind, "dead" if is_dead else "failed").inc()
        retry_at = clock.now() + timedelta(seconds=min(5 * 2**attempts, 6 * 3600))
        _settle(message_id, state="dead" if is_dead else "pending", available_at=retry_at, last_error=repr(error)[:500])
    else:
        OUTBOX_DELIVERIES.labels(kind, "delivered").inc()
        _settle(message_id, state="delivered", delivered_at=clock.now(), last_error=None)


@transactional
def _settle(message_id: str, **values: Any) -> None:
    session().execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**values))
