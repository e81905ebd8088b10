"""Jobs and outbox delivery: embedded in the web process, or alone with ``python -m backend.scheduler``."""

from __future__ import annotations

import atexit
import signal
import threading
from collections.abc import Callable
from types import FrameType

from flask import Flask

from backend.app import create_app
from backend.infra import outbox
from backend.infra.current import settings
from backend.infra.scheduling import start_scheduler, work_when_woken
from backend.payments.service import inbox


def start_embedded(app: Flask) -> threading.Event:
    """Start jobs, outbox and inbox in daemon threads; setting the returned event stops the loops."""
    stop = threading.Event()
    scheduler = start_scheduler(app)
    for wake, work in ((outbox.wake, _delivery(app)), (inbox.wake, inbox.handle_due)):
        arguments = (app, wake, work, stop)
        threading.Thread(target=work_when_woken, args=arguments, name=work.__module__, daemon=True).start()
    atexit.register(scheduler.shutdown, wait=False)
    atexit.register(stop.set)
    return stop


def _delivery(app: Flask) -> Callable[[], object]:
    """Return what empties the outbox: this process, or the news to workers where there is a broker."""
    with app.app_context():
        broker_url = settings().celery_broker_url
    if not broker_url:
        return outbox.deliver_due
    from backend.infra.delivery_workers import ask_workers, connect_queue  # noqa: PLC0415 - Celery only where it is used

    def ask_for_delivery() -> None:
        ask_workers(connect_queue(broker_url))

    return ask_for_delivery


def main() -> None:
    """Run the scheduler process until it is told to stop."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    delivery = start_embedded(create_app())
    stop.wait()
    delivery.set()


if __name__ == "__main__":
    main()
