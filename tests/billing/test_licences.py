"""Licence checks (contract 20-billing §5, rules 6 and 7; refusals 1, 8, 13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.billing.domain.licences import Denial, denial_of, is_in_force
from backend.billing.domain.states import SubscriptionState as State
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_service, make_subscription
from tests.factories.users import auth_headers

CHECK = "/api/verificar-licencia"
TODAY = date(2026, 3, 2)  # where the tests' clock stands, in Buenos Aires


@pytest.fixture
def plan(app):
    return plan_with_services()


def check(client, user, **headers):
    return client.post(CHECK, headers=auth_headers(user) | headers)


def test_active_row_within_its_days_is_valid(client, ana, ana_company, plan):
    make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 3, 1))
    answer = check(client, ana)
    assert answer.status_code == 200
    assert answer.json == {
        "empresa_id": ana_company.id,
        "licencia_valida": True,
        "plan": {"id": plan.id, "nombre": "Básico"},
        "fecha_fin": "2026-04-01",
    }


@pytest.mark.parametrize(
    "expected",
    [
        (State.ENDED, "vencida"),
        (State.SUSPENDED, "suspendida"),
        (State.CANCELLED, "cancelada"),
        (State.SCHEDULED, "programada"),
        (State.PENDING_PAYMENT, "pendiente_pago"),
    ],
)
def test_any_other_state_is_refused_by_its_name(client, ana, ana_company, plan, expected):
    state, word = expected
    start = TODAY + timedelta(days=5) if state is State.SCHEDULED else date(2026, 2, 20)
    row = make_subscription(ana_company, plan, state, start=start)
    assert check(client, ana).json == {
        "empresa_id": ana_company.id,
        "licencia_valida": False,
        "motivo": word,
        "plan": {"id": plan.id, "nombre": "Básico"},
        "fecha_fin": row.end_date.isoformat(),
    }


def test_company_without_any_row_is_told_so(client, ana, ana_company):
    assert check(client, ana).json == {
        "empresa_id": ana_company.id,
        "licencia_valida": False,
        "motivo": "sin_suscripcion",
    }


def test_reason_is_that_of_the_newest_row(client, ana, ana_company, plan):
    make_subscription(ana_company, plan, State.SUSPENDED, start=date(2026, 2, 20))
    make_subscription(ana_company, plan, State.PENDING_PAYMENT, start=TODAY)
    assert check(client, ana).json["motivo"] == "pendiente_pago"


def test_row_whose_end_has_passed_is_expired_though_no_job_ran(client, ana, ana_company, plan):
    make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 2, 1), end_date=date(2026, 3, 1))
    assert check(client, ana).json["motivo"] == "vencida"


def test_scheduled_row_whose_day_has_come_is_valid_though_no_job_ran(client, ana, ana_company, plan):
    make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 2, 1), end_date=date(2026, 3, 1))
    make_subscription(ana_company, plan, State.SCHEDULED, start=date(2026, 3, 1))
    answer = check(client, ana).json
    assert answer["licencia_valida"] is True
    assert answer["fecha_fin"] == "2026-04-01"


def test_operator_sees_why_a_deactivated_company_has_none(client, admin, ana_company, plan):
    make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 3, 1))
    deactivate(ana_company.id)
    answer = check(client, admin, **{"X-Empresa-Id": str(ana_company.id)})
    assert answer.json["motivo"] == "empresa_inactiva"


def test_people_of_a_deactivated_company_are_refused(client, ana, ana_company, plan):
    make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 3, 1))
    deactivate(ana_company.id)
    answer = check(client, ana)
    assert (answer.status_code, answer.json["code"]) == (403, "company_inactive")


def test_person_without_company_is_refused(client, app):
    from tests.factories.users import make_user  # noqa: PLC0415 - only here

    answer = check(client, make_user())
    assert answer.status_code == 403


def test_body_with_a_field_is_refused(client, ana):
    answer = client.post(CHECK, json={"licencia_valida": True}, headers=auth_headers(ana))
    assert answer.status_code == 422


@pytest.mark.parametrize("zone", ["America/Argentina/Buenos_Aires", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_last_day_is_valid_until_its_last_second_in_the_zone(client, admin, plan, moving_clock, zone):
    company = make_company(time_zone=zone)
    make_subscription(company, plan, State.ACTIVE, start=date(2026, 2, 15), end_date=date(2026, 3, 15))
    end = datetime(2026, 3, 16, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    headers = {"X-Empresa-Id": str(company.id)}
    moving_clock.set(end - timedelta(seconds=1))
    assert check(client, admin, **headers).json["licencia_valida"] is True
    moving_clock.set(end)
    assert check(client, admin, **headers).json["motivo"] == "vencida"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("is_company_active", [True, False])
@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 2)])
def test_in_force_only_when_all_holds(state, is_company_active, day):
    expected = is_company_active and state is State.ACTIVE and date(2026, 3, 1) <= day <= date(2026, 4, 1)
    found = is_in_force(state, date(2026, 3, 1), date(2026, 4, 1), day, is_company_active=is_company_active)
    assert found is expected


def test_every_state_has_a_reason():
    assert {denial_of(state, is_company_active=True) for state in State} | {
        denial_of(None, is_company_active=True),
        denial_of(State.ACTIVE, is_company_active=False),
    } == set(Denial)


@transactional
def deactivate(company_id):
    session().get(Company, company_id).is_active = False


def plan_with_services():
    plan = make_plan("Básico")
    make_service(plan, "Tótems", 3)
    make_service(plan, "Compraventa")
    return plan
