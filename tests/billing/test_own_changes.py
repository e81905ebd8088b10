"""Owners end or renew by themselves; nothing makes a row active, longer, open-ended or cheaper (rule 9, refusal 2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from backend.billing.domain.states import SubscriptionState
from backend.billing.service.due import run_daily
from backend.billing.service.viewing import show
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import auth_headers

S = SubscriptionState
NOON = datetime(2026, 3, 11, 15, tzinfo=UTC)
WORDS = {
    S.PENDING_PAYMENT: "pendiente_pago",
    S.SCHEDULED: "programada",
    S.ACTIVE: "activa",
    S.SUSPENDED: "suspendida",
    S.ENDED: "inactiva",
    S.CANCELLED: "cancelada",
}


@pytest.fixture(autouse=True)
def _eleventh_of_march(moving_clock):
    moving_clock.set(NOON)


@pytest.fixture
def make(ana_company):
    plan = make_plan("Básico")

    def one(state=S.ACTIVE, **columns):
        due_at = NOON + timedelta(hours=72) if state is S.PENDING_PAYMENT else None
        start = date(2026, 4, 1) if state is S.SCHEDULED else columns.pop("start", date(2026, 3, 1))
        return make_subscription(ana_company, plan, state, start=start, payment_due_at=due_at, **columns)

    return one


@pytest.fixture
def patch(client, ana):
    headers = auth_headers(ana)

    def send(row, body, who=headers):
        return client.patch(f"/account/subscriptions/{row.id}", json=body, headers=who)

    return send


def outcome(answer):
    return answer.status_code, answer.json.get("code")


@pytest.mark.parametrize("state", [S.ACTIVE, S.SUSPENDED, S.SCHEDULED])
@pytest.mark.parametrize("body", [{"estado": "cancelada"}, {"cancelar_al_vencer": True}])
def test_owner_lets_a_row_end_with_its_period(patch, make, state, body):
    row = make(state, renews_automatically=True)
    told = patch(row, body).json["suscripcion"]
    assert (told["cancelar_al_vencer"], told["estado"], told["fecha_fin"]) == (True, WORDS[state], f"{row.end_date}")


def test_row_that_is_to_end_ends_and_is_not_renewed(patch, make, moving_clock):
    row = make(renews_automatically=True)
    patch(row, {"estado": "cancelada"})
    moving_clock.set(datetime(2026, 4, 2, 15, tzinfo=UTC))
    assert [one.change.kind for one in run_daily()] == ["ended"]
    assert show(row.id)[0].state == S.ENDED


def test_end_is_withdrawn_while_the_row_is_active(patch, make):
    row = make(cancels_at_end=True)
    assert patch(row, {"cancelar_al_vencer": False}).json["suscripcion"]["cancelar_al_vencer"] is False


@pytest.mark.parametrize("state", [S.SUSPENDED, S.SCHEDULED])
def test_end_is_not_withdrawn_otherwise(patch, make, state):
    assert outcome(patch(make(state, cancels_at_end=True), {"cancelar_al_vencer": False})) == (409, "invalid_state")


def test_owner_switches_renewal(patch, make):
    row = make()
    for wanted in (True, False):
        told = patch(row, {"renovacion_automatica": wanted}).json["suscripcion"]
        assert told["renovacion_automatica"] is wanted
    entries = select(AuditEntry.action, AuditEntry.user_id).where(AuditEntry.entity == "subscription")
    audited = run_unit(lambda: session().execute(entries).all())
    assert [action for action, _ in audited] == ["billing.subscription.changed"] * 2


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("wanted", [*WORDS.values(), "vigente"])
def test_owner_moves_no_row_but_to_cancelled(patch, make, state, wanted):
    row = make(state)
    answer = outcome(patch(row, {"estado": wanted}))
    if wanted not in {"cancelada", WORDS[state]}:
        assert answer == (403, "self_service_forbidden")
    elif state in {S.ENDED, S.CANCELLED}:
        assert answer == (409, "invalid_state")
    else:
        assert answer == (200, None)
    is_dropped = state is S.PENDING_PAYMENT and wanted == "cancelada"
    now = show(row.id)[0]
    assert now.state == (S.CANCELLED if is_dropped else state)
    assert (now.start_date, now.end_date, now.list_amount) == (row.start_date, row.end_date, row.list_amount)


@pytest.mark.parametrize("body", [{"renovacion_automatica": True}, {"cancelar_al_vencer": True}])
@pytest.mark.parametrize("state", [S.PENDING_PAYMENT, S.ENDED, S.CANCELLED])
def test_unpaid_and_ended_rows_take_no_other_change(patch, make, state, body):
    assert outcome(patch(make(state), body)) == (409, "invalid_state")


def test_row_that_is_over_but_not_yet_written_off_counts_as_over(patch, make):
    row = make(start=date(2026, 2, 1))
    assert outcome(patch(row, {"renovacion_automatica": True})) == (409, "invalid_state")
    assert show(row.id)[0].effective_state == S.ENDED


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fecha_fin": "2030-01-01"},
        {"estado": "cancelada", "fecha_fin": None},
        {"fecha_inicio": "2026-01-01"},
        {"precio_pagado": 0},
        {"porcentaje_descuento": 100},
        {"plan_id": 1},
        {"forma_pago": "efectivo"},
        {"notas": "hola"},
        {"cancelar_al_vencer": "sí"},
        {"estado": "cancelada", "cancelar_al_vencer": False},
    ],
)
def test_everything_else_is_refused(patch, make, body):
    row = make()
    assert patch(row, body).status_code == 422
    assert show(row.id)[0].version == 1


def test_only_the_owner_of_the_company_may(patch, make, beto, carla, admin):
    row = make()
    body = {"cancelar_al_vencer": True}
    assert outcome(patch(row, body, auth_headers(beto))) == (403, "forbidden")
    assert patch(row, body, auth_headers(carla)).status_code == 404
    assert patch(row, body, {}).status_code == 401
    assert patch(row, body, auth_headers(admin)).status_code == 422
    assert patch(row, body, auth_headers(admin, company=row.company_id)).status_code == 200
