"""APScheduler over the declared jobs: each tick asks the database whether the job is due."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from backend.infra.jobs import declared_jobs, register_jobs, run_if_due

# A moved clock must be noticed soon, whatever the period of a job is.
LONGEST_TICK = timedelta(seconds=5)
THREADS = 6
LONGEST_WAIT_SECONDS = 1.0
log = structlog.get_logger("jobs")
# A tick that meets its own job still running is nothing to tell: the next one comes soon.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def start_scheduler(app: Flask) -> BackgroundScheduler:
    """Register the jobs and start ticking in background threads; the caller shuts the scheduler down."""
    with app.app_context():
        register_jobs()
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(THREADS)}, timezone="UTC")
    for declared in declared_jobs():
        tick = min(declared.every, LONGEST_TICK)
        scheduler.add_job(
            _in_app(app, declared.name),
            "interval",
            seconds=tick.total_seconds(),
            id=declared.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def _in_app(app: Flask, name: str) -> Callable[[], None]:
    def tick() -> None:
        with app.app_context():
            run_if_due(name)

    return tick


def work_when_woken(app: Flask, wake: threading.Event, work: Callable[[], object], stop: threading.Event) -> None:
    """Do ``work`` whenever a commit sets ``wake``, and every second in any case, until ``stop`` is set."""
    while not stop.is_set():
        wake.wait(LONGEST_WAIT_SECONDS)
        wake.clear()
        try:
            with app.app_context():
                work()
        except Exception:
            log.exception("scheduling.turn_failed", work=work.__name__)
            stop.wait(LONGEST_WAIT_SECONDS)
