"""Jobs and outbox delivery: embedded in the web process, or alone with ``python -m backend.scheduler``."""

from __future__ import annotations

import atexit
import signal
import threading
from types import FrameType

import structlog
from flask import Flask

from backend.app import create_app
from backend.infra.scheduling import deliver_when_woken, start_scheduler

log = structlog.get_logger("scheduler")


def start_embedded(app: Flask) -> threading.Event:
    """Start the jobs and the outbox in daemon threads; setting the returned event stops the outbox."""
    stop = threading.Event()
    scheduler = start_scheduler(app)
    threading.Thread(target=_deliver_until, args=(app, stop), name="outbox", daemon=True).start()
    atexit.register(scheduler.shutdown, wait=False)
    atexit.register(stop.set)
    return stop


def _deliver_until(app: Flask, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            deliver_when_woken(app)
        except Exception:
            log.exception("outbox.turn_failed")
            stop.wait(1)


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
