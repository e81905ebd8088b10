"""``Idempotency-Key``: one effect and one answer, also when the process dies in between (00-conventions)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.infra import idempotency
from backend.infra.db import session
from backend.infra.idempotency import IdempotencyRecord
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.payments.models import PointOfSale
from tests.factories.users import auth_headers


@pytest.fixture
def create(client, ana):
    """Ask for a point of sale under a key."""

    def call(code="A", key="key-1", **changes):
        body = {"code": code, "name": "Caja"} | changes
        headers = auth_headers(ana) | {"Idempotency-Key": key}
        return client.post("/api/points-of-sale", json=body, headers=headers)

    return call


def codes():
    return run_unit(lambda: CompanyRepository(PLATFORM).execute(select(PointOfSale.code)).scalars().all())


def die_before_keeping(monkeypatch, create):
    """The effect is committed, then the process is gone: nothing is kept, nothing is forgotten."""
    monkeypatch.setattr(idempotency, "_keep", lambda *_: None)
    assert create().status_code == 201
    monkeypatch.undo()


def test_the_same_request_gets_the_same_answer_and_no_second_effect(create):
    first, second = create(), create()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"
    assert codes() == ["A"]


def test_another_body_under_the_key_is_refused(create):
    create()
    assert (create(name="Otra").status_code, create(name="Otra").json["code"]) == (422, "idempotency_key_reused")


def test_errors_are_not_kept(create):
    assert create(code="no válido").status_code == 422
    assert create(code="no válido").status_code == 422
    create(key="key-2")
    assert create(key="key-3").status_code == 409
    assert not run_unit(
        lambda: session().scalars(select(IdempotencyRecord).where(IdempotencyRecord.key.in_(["key-1", "key-3"]))).all()
    )


def test_a_key_is_forgotten_after_a_day(create, moving_clock):
    create()
    moving_clock.advance(hours=24)
    assert create().status_code == 409, "asked anew: the code is taken"


def test_a_key_whose_process_died_after_its_effect_is_not_repeated(create, monkeypatch, moving_clock):
    die_before_keeping(monkeypatch, create)
    assert create().json["code"] == "idempotency_in_progress"
    moving_clock.advance(minutes=3)
    assert create().json["code"] == "idempotency_answer_lost"
    assert codes() == ["A"]


def test_a_key_whose_process_died_before_any_effect_may_be_tried_again(create, ana, moving_clock):
    run_unit(lambda: idempotency._insert("00000000-0000-7000-8000-000000000001", f"user:{ana.id}", "key-1", "other"))
    moving_clock.advance(minutes=3)
    assert create().json["code"] == "idempotency_key_reused"
    run_unit(lambda: idempotency._forget("00000000-0000-7000-8000-000000000001"))
    assert create().status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 129, "tab\there"])
def test_unusable_keys_are_refused(create, key):
    assert create(key=key).status_code == 422
    assert codes() == []


def test_kept_answers_are_forgotten_by_the_job(create, moving_clock):
    create()
    moving_clock.advance(hours=25)
    idempotency.forget_old_keys()
    assert not run_unit(lambda: session().scalars(select(IdempotencyRecord)).all())
