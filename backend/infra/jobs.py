"""Periodic jobs: declared beside their slice with ``@job``, claimed in the database, run by APScheduler.

Any number of processes may tick; the conditional UPDATE of ``claim`` lets one of them run each due job.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import structlog
from sqlalchemy import String, Text, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from backend.infra import audit
from backend.infra.db import Base, UtcDateTime, session
from backend.infra.metrics import JOB_RUNS
from backend.infra.principal import SYSTEM, acting
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from backend.kernel.errors import NotFound
from backend.kernel.ids import new_id

log = structlog.get_logger("jobs")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# A process killed in the middle of a job keeps it from running this long; runs that overlap claim their rows anyway.
CLAIM = timedelta(minutes=3)


class JobState(Base):
    """When a job is due, who runs it now, how its last run went."""

    __tablename__ = "job_state"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    next_run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(36))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_run_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seconds: Mapped[float | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    runs: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job: ``slice.verb_noun``, its period and its function."""

    name: str
    every: timedelta
    run: Callable[[], object]
    at_start: bool = False


@dataclass(frozen=True, slots=True)
class JobStanding:
    """A declared job and how it stands; of an error only its kind, its text is in the log."""

    name: str
    every: timedelta
    next_run_at: datetime | None
    last_run_at: datetime | None
    last_seconds: float | None
    last_error: str | None
    runs: int
    is_running: bool


_jobs: dict[str, Job] = {}


def job(name: str, *, every: str, at_start: bool = False) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare a job; ``every`` is a number and a unit: ``30s``, ``5m``, ``1h``, ``1d``.

    With ``at_start`` it is due whenever a process that runs jobs starts.
    """
    match = re.fullmatch(r"(\d+)([smhd])", every)
    if match is None:
        raise ValueError(f"{name}: a period is a number and one of s, m, h, d")
    period = timedelta(seconds=int(match[1]) * UNITS[match[2]])

    def declare(function: Callable[[], object]) -> Callable[[], object]:
        _jobs[name] = Job(name, period, function, at_start)
        return function

    return declare


def declared_jobs() -> list[Job]:
    """Return all jobs by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_if_due(name: str) -> bool:
    """Claim the job when it is due and run it; returns whether this process ran it."""
    claimed = _jobs[name]
    token = new_id()
    if not _claim(claimed, token):
        return False
    started = perf_counter()
    error: str | None = None
    try:
        with acting(SYSTEM):
            claimed.run()
    except Exception as failure:
        error = repr(failure)[:2000]
        log.exception("job.failed", job=name)
    JOB_RUNS.labels(name, "failed" if error else "ok").inc()
    _release(claimed, token, perf_counter() - started, error)
    return True


@transactional
def _claim(claimed: Job, token: str) -> bool:
    now = clock.now()
    taken = session().execute(
        update(JobState)
        .where(
            JobState.name == claimed.name,
            JobState.next_run_at <= now,
            or_(JobState.claimed_until.is_(None), JobState.claimed_until < now),
        )
        .values(claimed_by=token, claimed_until=now + CLAIM)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined] # an UPDATE has a row count


@transactional
def _release(claimed: Job, token: str, seconds: float, error: str | None) -> None:
    now = clock.now()
    session().execute(
        update(JobState)
        .where(JobState.name == claimed.name, JobState.claimed_by == token)
        .values(
            claimed_by=None,
            claimed_until=None,
            next_run_at=now + claimed.every,
            last_run_at=now,
            last_seconds=seconds,
            last_error=error,
            runs=JobState.runs + 1,
        )
    )


@reading
def list_standings() -> list[JobStanding]:
    """Return every declared job by name; one that no process has registered yet has never run."""
    states = {state.name: state for state in session().scalars(select(JobState))}
    return [_standing(declared, states.get(declared.name)) for declared in declared_jobs()]


@transactional
def make_due(name: str) -> JobStanding:
    """Let the job run at the next tick, whatever its period; raises NotFound for one that is not declared."""
    declared = _jobs.get(name)
    if declared is None:
        raise NotFound
    state = session().get(JobState, name, with_for_update=True)
    if state is None:
        state = JobState(name=name, next_run_at=clock.now(), runs=0)
        session().add(state)
    state.next_run_at = min(state.next_run_at, clock.now())
    audit.record("infra.job.requested", name)
    return _standing(declared, state)


def _standing(declared: Job, state: JobState | None) -> JobStanding:
    if state is None:
        return JobStanding(declared.name, declared.every, None, None, None, None, runs=0, is_running=False)
    return JobStanding(
        name=declared.name,
        every=declared.every,
        next_run_at=state.next_run_at,
        last_run_at=state.last_run_at,
        last_seconds=state.last_seconds,
        last_error=state.last_error.split("(")[0] if state.last_error else None,
        runs=state.runs,
        is_running=state.claimed_until is not None and state.claimed_until >= clock.now(),
    )


def register_jobs() -> None:
    """Give every declared job its row; safe to repeat and to race."""
    for declared in declared_jobs():
        try:
            _register(declared)
        except IntegrityError:  # another process was first
            log.debug("job.registered_elsewhere", job=declared.name)


@transactional
def _register(declared: Job) -> None:
    now = clock.now()
    if session().scalar(select(JobState.name).where(JobState.name == declared.name)) is None:
        session().add(JobState(name=declared.name, next_run_at=now))
    elif declared.at_start:
        due = update(JobState).where(JobState.name == declared.name, JobState.next_run_at > now)
        session().execute(due.values(next_run_at=now))
