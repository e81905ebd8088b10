"""Periodic jobs: each due run happens in one process, failures are kept and do not stop the next run."""

from __future__ import annotations

import threading

import pytest

from backend.infra import jobs
from backend.infra.db import session
from backend.infra.jobs import JobState
from backend.infra.unit_of_work import run_unit
from tests.conftest import run_in_threads


@pytest.fixture
def ran(app):
    """Runs of a job named ``test.count`` with a period of five minutes."""
    seen: list = []
    jobs.job("test.count", every="5m")(lambda: seen.append(threading.get_ident()))
    jobs.register_jobs()
    yield seen
    jobs._jobs.pop("test.count")


def state():
    return run_unit(lambda: session().get(JobState, "test.count"))


def test_a_job_runs_when_due_and_then_waits_its_period(ran, moving_clock):
    assert jobs.run_if_due("test.count")
    assert not jobs.run_if_due("test.count")
    moving_clock.advance(minutes=5)
    assert jobs.run_if_due("test.count")
    assert len(ran) == 2
    assert state().runs == 2


def test_processes_that_tick_together_run_it_once(ran, app):
    def tick(_i):
        with app.app_context():
            return jobs.run_if_due("test.count")

    assert sum(run_in_threads(8, tick)) == 1
    assert len(ran) == 1


def test_without_the_claim_every_process_would_run_it(ran, app, monkeypatch):
    monkeypatch.setattr(jobs, "_claim", lambda _job, _token: True)

    def tick(_i):
        with app.app_context():
            return jobs.run_if_due("test.count")

    assert sum(run_in_threads(8, tick)) > 1


def test_a_failing_job_keeps_its_error_and_runs_again(ran, moving_clock):
    def fails():
        raise LookupError("broken")

    jobs.job("test.count", every="5m")(fails)
    assert jobs.run_if_due("test.count")
    assert "broken" in state().last_error
    moving_clock.advance(minutes=5)
    assert jobs.run_if_due("test.count")


def test_a_job_that_died_with_its_process_is_taken_over(ran, moving_clock):
    assert jobs._claim(jobs._jobs["test.count"], "dead process")
    assert not jobs.run_if_due("test.count")
    moving_clock.advance(minutes=11)
    assert jobs.run_if_due("test.count")


@pytest.mark.parametrize("period", ["", "5", "m", "1.5h", "5 m", "-1m"])
def test_a_period_is_a_number_and_a_unit(period):
    with pytest.raises(ValueError, match="period"):
        jobs.job("test.bad", every=period)


def test_job_that_is_due_at_each_start_does_not_wait_for_its_hour(ran, moving_clock):
    for at_start in (False, True):
        jobs.job("test.count", every="5m", at_start=at_start)(lambda: ran.append(1))
        jobs.run_if_due("test.count")
        moving_clock.advance(minutes=1)
        jobs.register_jobs()
        assert jobs.run_if_due("test.count") is at_start
