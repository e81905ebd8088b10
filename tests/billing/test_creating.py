"""Operators sell: what a new row says, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.service.viewing import show
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from tests.factories.companies import make_company
from tests.factories.subscriptions import PRO, make_plan, make_subscription

S = SubscriptionState
NOON = datetime(2026, 3, 11, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _eleventh_of_march(moving_clock):
    moving_clock.set(NOON)


@pytest.fixture
def plan(app):
    return make_plan("Básico")


@pytest.fixture
def create(operate, ana_company, plan):
    def send(**body):
        wanted = {"empresa_id": ana_company.id, "plan_id": plan.id, "periodo": "mensual", **body}
        return operate("POST", "/admin/suscripciones", {key: one for key, one in wanted.items() if one is not ...})

    return send


def n_rows() -> int:
    rows = select(func.count(Subscription.id))
    return run_unit(lambda: session().execute(rows, execution_options={OPTION: PLATFORM}).scalar_one())


def test_new_row_is_told_whole(create, admin, ana_company, plan):
    answer = create(forma_pago="transferencia", notas="venta por teléfono", renovacion_automatica=True)
    assert answer.status_code == 201
    told = answer.json["suscripcion"]
    assert told.pop("empresa")["nit"] == ana_company.tax_id
    assert told.pop("plan")["nombre"] == "Básico"
    assert told.pop("notas").endswith("venta por teléfono")
    assert told.pop("id")
    assert told == {
        "empresa_id": ana_company.id,
        "plan_id": plan.id,
        "periodo": "mensual",
        "anios": 1,
        "fecha_inicio": "2026-03-11",
        "fecha_fin": "2026-04-11",
        "estado": "activa",
        "forma_pago": "transferencia",
        "moneda": "ARS",
        "precio_periodo": 24990,
        "precio_pagado": 24990,
        "porcentaje_descuento": 0,
        "precio_con_descuento": 24990,
        "credito_aplicado": 0,
        "importe_a_cobrar": 24990,
        "saldo_a_favor": 0,
        "renovacion_automatica": True,
        "cancelar_al_vencer": False,
        "renueva_a": None,
        "vigente": True,
        "dias_restantes": 31,
        "payment_url": None,
        "motivo_cancelacion": None,
        "creado_por": admin.id,
        "creado_en": "2026-03-11T15:00:00Z",
        "actualizado_en": "2026-03-11T15:00:00Z",
    }


@pytest.mark.parametrize(
    ("body", "end", "price", "percent", "to_collect"),
    [
        ({"periodo": "anual"}, "2027-03-11", 269892, 0, 269892),
        ({"periodo": "anual", "anios": 3}, "2029-03-11", 809676, 2, 793482.48),
        ({"periodo": "anual", "años": 3}, "2029-03-11", 809676, 2, 793482.48),
        ({"periodo": "anual", "anios": 5}, "2031-03-11", 1349460, 4, 1295481.60),
        ({"periodo": "anual", "anios": 5, "porcentaje_descuento": 0}, "2031-03-11", 1349460, 0, 1349460),
        ({"porcentaje_descuento": 12.5}, "2026-04-11", 24990, 12.5, 21866.25),
        ({"porcentaje_descuento": 100}, "2026-04-11", 24990, 100, 0),
    ],
)
def test_price_and_end_follow_from_period_and_years(create, body, end, price, percent, to_collect):  # noqa: PLR0913, PLR0917 - a table
    told = create(**body).json["suscripcion"]
    assert (told["fecha_fin"], told["precio_pagado"], told["precio_periodo"]) == (end, price, price)
    assert (told["porcentaje_descuento"], told["importe_a_cobrar"]) == (percent, to_collect)


@pytest.mark.parametrize(
    ("given", "start", "state"),
    [
        ("2026-03-11", "2026-03-11", "activa"),
        ("2026-02-11", "2026-02-11", "activa"),  # its last day is today
        ("2026-03-12", "2026-03-12", "programada"),
        ("2026-03-12T02:00:00Z", "2026-03-11", "activa"),  # still the 11th in Buenos Aires
    ],
)
def test_start_decides_whether_it_runs(create, given, start, state):
    told = create(fecha_inicio=given).json["suscripcion"]
    assert (told["fecha_inicio"], told["estado"]) == (start, state)


@pytest.mark.parametrize(
    "body",
    [
        {"fecha_inicio": "2026-02-10"},
        {"anios": 2},
        {"periodo": "anual", "anios": 0},
        {"periodo": "anual", "anios": 6},
        {"periodo": "anual", "anios": 1.5},
        {"periodo": "anual", "anios": "3"},
        {"periodo": "anual", "anios": 2, "años": 3},
        {"periodo": "semanal"},
        {"periodo": ...},
        {"fecha_fin": "2030-01-01"},
        {"fecha_inicio": "mañana"},
        {"fecha_inicio": "2026-03-11T10:00:00"},
        {"fecha_inicio": "0001-01-01"},
        {"porcentaje_descuento": 101},
        {"porcentaje_descuento": -1},
        {"precio_pagado": 1},
        {"plan_id": 2**40},
    ],
)
def test_wrong_body_is_refused(create, body):
    assert create(**body).status_code == 422
    assert n_rows() == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"empresa_id": 9999}, 404, "empresa_not_found"), ({"plan_id": 9999}, 404, "plan_not_found")],
)
def test_unknown_company_or_plan(create, body, status, code):
    answer = create(**body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_nothing_is_sold_to_a_deactivated_company_or_of_a_retired_plan(create):
    assert create(empresa_id=make_company(is_active=False).id).json["code"] == "empresa_inactive"
    assert create(plan_id=make_plan(is_active=False).id).json["code"] == "plan_inactive"
    assert n_rows() == 0


@pytest.mark.parametrize(
    ("known", "body", "code"),
    [
        (S.ACTIVE, {}, "active_subscription_exists"),
        (S.ACTIVE, {"fecha_inicio": "2026-03-31"}, "active_subscription_exists"),
        (S.ACTIVE, {"fecha_inicio": "2026-04-01"}, None),  # the boundary day may be shared
        (S.SUSPENDED, {}, None),
        (S.ENDED, {}, None),
        (S.CANCELLED, {}, None),
        (S.SCHEDULED, {}, None),
        (S.SCHEDULED, {"fecha_inicio": "2026-03-15"}, "active_subscription_exists"),
        (S.SCHEDULED, {"fecha_inicio": "2026-06-01"}, "active_subscription_exists"),
    ],
)
def test_second_row_is_refused_where_one_stands(create, ana_company, plan, known, body, code):  # noqa: PLR0913, PLR0917 - a table
    start = date(2026, 4, 1) if known is S.SCHEDULED else date(2026, 3, 1)
    make_subscription(ana_company, plan, known, start=start)
    answer = create(**body)
    assert (answer.status_code, answer.json.get("code")) == (201 if code is None else 409, code)


def test_row_that_is_over_does_not_stand_in_the_way_of_a_new_one(create, ana_company, plan):
    old = make_subscription(ana_company, plan, start=date(2026, 2, 1))
    assert create().status_code == 201
    assert show(old.id)[0].state == S.ENDED


def test_row_that_renews_itself_does(create, ana_company, plan):
    old = make_subscription(ana_company, plan, start=date(2026, 2, 1), renews_automatically=True)
    assert create().json["code"] == "active_subscription_exists"
    assert show(old.id)[0].effective_state == S.ACTIVE


def test_open_unpaid_row_is_cancelled_by_a_sale(create, ana_company, plan):
    unpaid = make_subscription(ana_company, plan, S.PENDING_PAYMENT, payment_due_at=NOON + timedelta(hours=1))
    assert create().status_code == 201
    assert show(unpaid.id)[0].state == S.CANCELLED


def test_price_zero_is_a_price(create, app):
    free = make_plan(monthly_price=Decimal(0), yearly_price=Decimal(0))
    told = create(plan_id=free.id, periodo="anual", anios=2).json["suscripcion"]
    assert (told["precio_pagado"], told["importe_a_cobrar"], told["estado"]) == (0, 0, "activa")


def test_later_price_reaches_no_row(create, operate, plan):
    told = create().json["suscripcion"]
    run_unit(lambda: setattr(session().get_one(type(plan), plan.id), "monthly_price", PRO["monthly_price"]))
    again = operate("GET", f"/admin/suscripciones/{told['id']}").json
    assert (again["precio_pagado"], again["precio_periodo"]) == (24990, 24990)
    assert again["plan"]["precio_mensual"] == 75000


def test_same_key_sells_once(create, operate, ana_company, plan):
    body = {"empresa_id": ana_company.id, "plan_id": plan.id, "periodo": "mensual"}
    answers = [operate("POST", "/admin/suscripciones", body, Idempotency_Key="una-vez") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert n_rows() == 1


@pytest.mark.parametrize("period", list(Period))
def test_currency_is_the_plan_s_and_has_its_decimals(create, period, app):
    chilean = make_plan(monthly_price=Decimal(999), yearly_price=Decimal(9999), currency="CLP")
    word = {"monthly": "mensual", "yearly": "anual"}[period]
    told = create(plan_id=chilean.id, periodo=word, porcentaje_descuento=50).json["suscripcion"]
    assert (told["moneda"], told["importe_a_cobrar"]) == ("CLP", 500 if period is Period.MONTHLY else 5000)


@pytest.mark.parametrize("who", ["ana", "beto", None])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("GET", "/1"), ("PATCH", "/1"), ("GET", "/estadisticas")]
    + [("POST", f"/1/{verb}") for verb in ("renovar", "cancelar", "suspender", "reactivar", "descuento")],
)
def test_only_operators_come_in(client, request, app, who, method, path):  # noqa: PLR0913, PLR0917 - a table
    from tests.factories.users import auth_headers  # noqa: PLC0415 - only this test is somebody else

    headers = auth_headers(request.getfixturevalue(who)) if who else {}
    answer = client.open(f"/admin/suscripciones{path}", method=method, json={}, headers=headers)
    assert answer.status_code == (403 if who else 401)
