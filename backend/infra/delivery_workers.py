"""Delivery of the outbox by Celery workers, for installations that run a broker (``CELERY_BROKER_URL``).

The broker carries only the news that something is due; what is due stays in the database, where workers claim it.
A lost or repeated task therefore loses and repeats nothing, and without a broker the scheduler does the same work.
"""

from __future__ import annotations

from functools import lru_cache

from celery import Celery
from sqlalchemy import exists, select

from backend.infra.db import session
from backend.infra.outbox import OutboxMessage
from backend.infra.unit_of_work import reading
from backend.kernel import clock

TASK = "outbox.deliver_due"
# News that no worker took in this time is repeated by the scheduler anyway.
NEWS_LIFE_SECONDS = 30


@lru_cache(maxsize=1)
def connect_queue(broker_url: str) -> Celery:
    """Return the queue of this process at the broker (Redis or RabbitMQ)."""
    queue = Celery("mostrador", broker=broker_url)
    queue.conf.update(
        task_acks_late=True,
        task_ignore_result=True,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        worker_prefetch_multiplier=1,
    )
    return queue


def ask_workers(queue: Celery) -> None:
    """Tell the workers when something is due; raises the broker's error when it cannot be told."""
    if _is_anything_due():
        queue.send_task(TASK, expires=NEWS_LIFE_SECONDS, retry=False)


@reading
def _is_anything_due() -> bool:
    due = select(OutboxMessage.id).where(OutboxMessage.state == "pending", OutboxMessage.available_at <= clock.now())
    return bool(session().scalar(select(exists(due))))
