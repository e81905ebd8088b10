"""GET /admin/jobs and POST /admin/jobs/{name}/run: what operators see of periodic jobs, and asking for a run."""

from __future__ import annotations

import pytest

from backend.infra import jobs
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from tests.accounts.steps import said
from tests.factories.users import auth_headers


@pytest.fixture
def headers(admin):
    return auth_headers(admin)


@pytest.fixture
def ran(app):
    """Runs of a job named ``test.count`` with a period of five minutes, which fails when told so."""
    seen: list = []

    def work():
        seen.append(1)
        if len(seen) == 2:
            raise LookupError("secret of the database")

    jobs.job("test.count", every="5m")(work)
    yield seen
    jobs._jobs.pop("test.count")


def shown(client, headers):
    listed = client.get("/admin/jobs", headers=headers).get_json()["jobs"]
    assert [job["nombre"] for job in listed] == [job.name for job in jobs.declared_jobs()]
    return next(job for job in listed if job["nombre"] == "test.count")


def test_jobs_are_listed_with_period_runs_and_kind_of_error(client, headers, ran, moving_clock):
    assert shown(client, headers) == {
        "nombre": "test.count", "cada_segundos": 300, "proxima_ejecucion": None, "ultima_ejecucion": None,
        "duracion_segundos": None, "ultimo_error": None, "ejecuciones": 0, "en_curso": False,
    }  # fmt: skip
    jobs.register_jobs()
    jobs.run_if_due("test.count")
    after = shown(client, headers)
    assert (after["ejecuciones"], after["ultimo_error"], after["ultima_ejecucion"]) == (1, None, "2026-03-02T15:00:00Z")
    assert after["proxima_ejecucion"] == "2026-03-02T15:05:00Z"
    assert after["duracion_segundos"] >= 0
    moving_clock.advance(minutes=5)
    jobs.run_if_due("test.count")
    assert shown(client, headers)["ultimo_error"] == "LookupError"


def test_running_job_is_shown_as_running(client, headers, ran, moving_clock):
    jobs.register_jobs()
    assert jobs._claim(jobs._jobs["test.count"], "a process")
    assert shown(client, headers)["en_curso"]
    moving_clock.advance(minutes=11)
    assert not shown(client, headers)["en_curso"]


def test_asked_for_job_runs_at_the_next_tick_and_is_audited(client, headers, ran, admin):
    jobs.register_jobs()
    jobs.run_if_due("test.count")
    assert not jobs.run_if_due("test.count")
    answer = client.post("/admin/jobs/test.count/run", headers=headers)
    assert (answer.status_code, answer.get_json()["job"]["proxima_ejecucion"]) == (200, "2026-03-02T15:00:00Z")
    assert jobs.run_if_due("test.count")
    row = run_unit(lambda: session().query(AuditEntry).filter_by(action="infra.job.requested").one())
    assert (row.user_id, row.entity_id, row.origin) == (admin.id, "test.count", "web")


def test_job_that_no_process_has_registered_yet_can_be_asked_for(client, headers, ran):
    assert client.post("/admin/jobs/test.count/run", headers=headers).status_code == 200
    assert jobs.run_if_due("test.count")


def test_unknown_job_is_404(client, headers):
    assert said(client.post("/admin/jobs/test.nothing/run", headers=headers)) == (404, "not_found")


@pytest.mark.usefixtures("app")
def test_names_of_jobs_fit_into_the_audit_trail():
    assert all(len(job.name) <= 64 for job in jobs.declared_jobs())
