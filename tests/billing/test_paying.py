"""Owners buy and renew online: unpaid rows with their Cobro, free ones at once, nothing half done when it fails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backend.billing.domain.states import SubscriptionState as S
from backend.billing.models.plans import Plan
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import awaiting, paying
from backend.billing.service.due import run_daily
from backend.billing.service.viewing import show
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.errors import CircuitOpen, ProviderRefused, ProviderTimedOut, ProviderUnavailable
from backend.payments.models import PaymentRequest
from tests.billing.paying_steps import (
    HOURS_72,
    Counter,
    actions,
    code_of,
    on,
    pay,
    quotes,
    read_all,
    request_of,
    row_of,
    rows_of,
    states_of,
)
from tests.factories.companies import make_company
from tests.factories.subscriptions import PRO, make_plan, make_subscription

pytestmark = pytest.mark.database
FREE = {"monthly_price": Decimal(0), "yearly_price": Decimal(0)}


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def owner(client, ana):
    return Counter(client, ana)


@pytest.fixture
def row(moving_clock, ana_company, basic):
    """Básico, 2026-03-01 … 2026-04-01, on 2026-03-20."""
    on(moving_clock, 2026, 3, 20)
    return make_subscription(ana_company, basic, payment_method="transferencia")


# A first subscription


def test_owner_subscribes_and_is_told_where_to_pay(owner, platform, ana_company, basic):
    answer = owner.subscribe(ana_company, basic)
    assert answer.status_code == 201
    told = answer.json["suscripcion"]
    assert (told["estado"], told["vigente"], told["forma_pago"]) == ("pendiente_pago", False, "mercadopago")
    assert (told["precio_pagado"], told["importe_a_cobrar"], told["anios"]) == (24990, 24990, 1)
    assert answer.json["payment_url"] == told["payment_url"] == request_of(told["id"]).payment_url
    request = request_of(told["id"])
    assert (request.concept, request.amount, request.currency) == ("subscription", Decimal("24990.00"), "ARS")
    assert (request.company_id, request.expires_at) == (ana_company.id, clock.now() + HOURS_72)
    assert row_of(told["id"]).payment_due_at == clock.now() + HOURS_72
    assert {"billing.subscription.created", "payments.request.opened"} <= set(actions())


def test_owner_sees_where_to_pay_in_the_list_and_nowhere_once_it_is_paid(client, owner, platform, ana_company, basic):
    told = owner.subscribe(ana_company, basic).json["suscripcion"]
    assert show(told["id"])[0].payment_url == told["payment_url"]
    pay(platform, told["id"])
    assert show(told["id"])[0].payment_url is None


@pytest.mark.parametrize("case", [("mensual", 24990, "2026-04-02"), ("anual", 269892, "2027-03-02")])
def test_yearly_costs_the_yearly_price(owner, platform, ana_company, basic, case):
    period, price, end = case
    told = owner.subscribe(ana_company, basic, period).json["suscripcion"]
    assert (told["importe_a_cobrar"], told["fecha_inicio"], told["fecha_fin"]) == (price, "2026-03-02", end)


def test_free_plan_is_active_at_once_without_a_payment(owner, ana_company):
    free = make_plan("Gratis", **FREE)
    answer = owner.subscribe(ana_company, free)
    assert (answer.status_code, answer.json["payment_url"]) == (201, None)
    told = answer.json["suscripcion"]
    assert (told["estado"], told["precio_pagado"], told["forma_pago"]) == ("activa", 0, "mercadopago")
    assert read_all(PaymentRequest) == []


def test_free_row_does_not_renew_itself_once_it_costs_something(owner, platform, moving_clock, ana_company):
    """Rule 9: what an owner began without a payment is not extended without one by the clock."""
    free = make_plan("Gratis", **FREE)
    row_id = owner.subscribe(ana_company, free).json["suscripcion"]["id"]
    repository = SubscriptionRepository(ana_company.id)
    run_unit(lambda: repository.advance(repository.get(row_id), renews_automatically=True))
    run_unit(lambda: setattr(session().get(Plan, free.id), "monthly_price", Decimal("24990.00")))
    on(moving_clock, 2026, 4, 3)
    run_daily()
    assert states_of(ana_company) == ["ended"]


def test_second_try_names_the_payment_that_waits(owner, platform, ana_company, basic):
    first = owner.subscribe(ana_company, basic).json
    second = owner.subscribe(ana_company, basic)
    assert code_of(second) == (409, "pending_payment")
    told = (second.json["suscripcion_id"], second.json["payment_url"])
    assert told == (first["suscripcion"]["id"], first["payment_url"])
    assert states_of(ana_company) == ["pending_payment"]


def test_page_lost_in_a_crash_is_made_by_the_second_try(owner, platform, ana_company, basic, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(awaiting, "publish", lambda _: None)
        owner.subscribe(ana_company, basic)
    second = owner.subscribe(ana_company, basic)
    assert code_of(second) == (409, "pending_payment")
    assert second.json["payment_url"] == request_of(rows_of(ana_company)[0].id).payment_url is not None


def test_second_try_is_refused_although_the_page_cannot_be_made(owner, platform, ana_company, basic, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(awaiting, "publish", lambda _: None)
        owner.subscribe(ana_company, basic)
    platform.before.append(CircuitOpen())
    second = owner.subscribe(ana_company, basic)
    assert (code_of(second), second.json["payment_url"]) == ((409, "pending_payment"), None)


def test_payment_that_was_not_made_in_time_gives_way(owner, platform, moving_clock, ana_company, basic):
    first = owner.subscribe(ana_company, basic).json["suscripcion"]["id"]
    moving_clock.advance(hours=72)
    assert owner.subscribe(ana_company, basic).status_code == 201
    assert states_of(ana_company) == ["cancelled", "pending_payment"]
    assert request_of(first).status == "expired"


def test_refusals_of_a_first_subscription(owner, platform, ana_company, basic, carla_company):
    old = make_plan("Viejo", is_active=False)
    assert code_of(owner.subscribe(ana_company, old)) == (409, "plan_inactive")
    unknown = owner.post("/public/suscripcion", empresa_id=ana_company.id, plan_id=basic.id + 99, periodo="mensual")
    assert code_of(unknown) == (404, "plan_not_found")
    assert code_of(owner.subscribe(carla_company, basic)) == (404, "empresa_not_found")
    make_subscription(ana_company, basic)
    assert code_of(owner.subscribe(ana_company, basic)) == (409, "active_subscription_exists")
    assert rows_of(carla_company) == []


def test_scheduled_row_is_a_renewal_that_waits(owner, platform, ana_company, basic):
    make_subscription(ana_company, basic, S.SCHEDULED, start=date(2026, 4, 1))
    assert code_of(owner.subscribe(ana_company, basic)) == (409, "renewal_pending")


def test_row_that_ended_without_a_job_does_not_stand_in_the_way(owner, platform, ana_company, basic):
    make_subscription(ana_company, basic, start=date(2026, 1, 15))
    assert owner.subscribe(ana_company, basic).status_code == 201
    assert states_of(ana_company) == ["ended", "pending_payment"]


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"servicio_ids": [1, 2]}, "servicio_ids"),
        ({"fecha_fin": "2030-01-01"}, "fecha_fin"),
        ({"precio_pagado": 1}, "precio_pagado"),
        ({"estado": "activa"}, "estado"),
        ({"anios": 5}, "anios"),
        ({"periodo": "semanal"}, "periodo"),
        ({"plan_id": "1"}, "plan_id"),
    ],
)
def test_nothing_else_can_be_asked_for(owner, ana_company, basic, extra, field):
    body = {"empresa_id": ana_company.id, "plan_id": basic.id, "periodo": "mensual"} | extra
    answer = owner.post("/public/suscripcion", **body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert rows_of(ana_company) == []


def test_services_are_refused_in_words(owner, ana_company):
    answer = owner.post("/public/suscripcion", empresa_id=ana_company.id, servicio_ids=[1])
    assert "por plan" in answer.json["errors"]["servicio_ids"][0]


def test_nobody_subscribes_without_a_login(client):
    assert client.post("/public/suscripcion", json={}).status_code == 401


def test_other_staff_and_other_owners_subscribe_nobody(client, beto, carla, ana_company, basic):
    assert Counter(client, beto).subscribe(ana_company, basic).status_code == 403
    assert code_of(Counter(client, carla).subscribe(ana_company, basic)) == (404, "empresa_not_found")


def test_operator_subscribes_any_company(client, admin, platform, ana_company, basic):
    assert Counter(client, admin).subscribe(ana_company, basic).status_code == 201


def test_same_key_buys_once(owner, platform, ana_company, basic):
    first, again = (owner.subscribe(ana_company, basic, key="un-clic") for _ in range(2))
    assert (first.json, again.status_code) == (again.json, 201)
    assert states_of(ana_company) == ["pending_payment"]
    assert owner.subscribe(ana_company, basic, "anual", key="un-clic").status_code == 422


# Renewals


def test_owner_renews_by_paying(owner, platform, row, ana_company):
    answer = owner.renew(row.id)
    assert answer.status_code == 201
    new = answer.json["suscripcion"]
    assert (new["estado"], new["renueva_a"], new["forma_pago"]) == ("pendiente_pago", row.id, "mercadopago")
    assert (new["fecha_inicio"], new["fecha_fin"]) == ("2026-04-01", "2026-05-01")
    assert answer.json["payment_url"] == new["payment_url"] is not None
    assert row_of(row.id).state == "active"
    pay(platform, new["id"])
    assert states_of(ana_company) == ["active", "scheduled"]


def test_years_follow_the_contract(owner, platform, row):
    told = owner.renew(row.id, periodo="anual", anios=3).json["suscripcion"]
    assert (told["precio_pagado"], told["porcentaje_descuento"]) == (809676, 2)
    assert (told["precio_con_descuento"], told["fecha_fin"]) == (793482.48, "2029-04-01")
    assert request_of(told["id"]).amount == Decimal("793482.48")


def test_years_of_a_month_and_two_spellings_are_422(owner, row):
    assert list(owner.renew(row.id, anios=2).json["errors"]) == ["anios"]
    assert list(owner.renew(row.id, periodo="anual", anios=2, años=3).json["errors"]) == ["anios"]
    for wrong in (
        {"anios": 6},
        {"anios": 0},
        {"anios": "2"},
        {"fecha_fin": "2030-01-01"},
        {"fecha_inicio": "2026-04-01"},
    ):
        assert owner.renew(row.id, **wrong).status_code == 422


def test_credit_is_used_when_it_is_paid_and_stays_when_it_is_not(owner, platform, moving_clock, ana_company, basic):
    on(moving_clock, 2026, 3, 20)
    row = make_subscription(ana_company, basic, credit_left=Decimal("10000.00"))
    told = owner.renew(row.id).json["suscripcion"]
    assert (told["credito_aplicado"], told["importe_a_cobrar"]) == (10000, 14990)
    assert row_of(row.id).credit_left == Decimal("10000.00")
    moving_clock.advance(hours=72)
    run_daily()
    assert (row_of(told["id"]).state, row_of(row.id).credit_left) == ("cancelled", Decimal("10000.00"))
    again = owner.renew(row.id).json["suscripcion"]["id"]
    pay(platform, again)
    assert (row_of(row.id).credit_left, row_of(again).credit_left) == (0, 0)


@pytest.mark.parametrize(
    "case",
    [
        ((2026, 3, 20), "programada", ("2026-04-01", "2026-05-01")),
        ((2026, 4, 1), "activa", ("2026-04-01", "2026-05-01")),
        ((2026, 4, 10), "activa", ("2026-04-10", "2026-05-10")),
    ],
)
def test_credit_that_covers_everything_needs_no_payment(owner, moving_clock, ana_company, basic, case):
    day, state, dates = case
    row = make_subscription(ana_company, basic, credit_left=Decimal("33877.74"))
    on(moving_clock, *day)
    answer = owner.renew(row.id)
    told = answer.json["suscripcion"]
    assert (answer.status_code, answer.json["payment_url"], told["estado"]) == (201, None, state)
    assert (told["fecha_inicio"], told["fecha_fin"]) == dates
    assert (told["importe_a_cobrar"], told["saldo_a_favor"], row_of(row.id).credit_left) == (0, 8887.74, 0)


@pytest.mark.parametrize("state", [S.ACTIVE, S.SUSPENDED, S.ENDED, S.CANCELLED])
def test_renewal_of_price_zero_is_active_at_once(owner, moving_clock, ana_company, state):
    on(moving_clock, 2026, 3, 20)
    row = make_subscription(ana_company, make_plan("Gratis", **FREE), state)
    answer = owner.renew(row.id)
    told = answer.json["suscripcion"]
    assert (told["estado"], answer.json["payment_url"]) == ("activa", None)
    assert (told["fecha_inicio"], told["fecha_fin"]) == ("2026-03-20", "2026-04-20")
    assert row_of(row.id).state in {"ended", "cancelled"}


def test_free_row_that_never_started_is_renewed_by_the_start_rule(owner, moving_clock, ana_company):
    on(moving_clock, 2026, 3, 20)
    row = make_subscription(ana_company, make_plan("Gratis", **FREE), S.CANCELLED, start=date(2026, 4, 1))
    assert owner.renew(row.id).json["suscripcion"]["fecha_inicio"] == "2026-05-01"


@pytest.mark.parametrize("state", [S.SUSPENDED, S.ENDED, S.CANCELLED])
def test_rows_that_do_not_run_are_renewed_too(owner, platform, ana_company, basic, state):
    row = make_subscription(ana_company, basic, state, start=date(2026, 1, 1))
    told = owner.renew(row.id).json["suscripcion"]
    pay(platform, told["id"])
    new = row_of(told["id"])
    assert (new.state, new.start_date, new.end_date) == ("active", date(2026, 3, 2), date(2026, 4, 2))
    assert row_of(row.id).state == ("ended" if state is S.SUSPENDED else state)


def test_row_of_another_company_is_unknown(owner, basic, carla_company):
    assert code_of(owner.renew(make_subscription(carla_company, basic).id)) == (404, "not_found")


def test_refusals_of_a_renewal(owner, platform, row, ana_company):
    assert owner.renew(row.id).status_code == 201
    second = owner.renew(row.id)
    assert code_of(second) == (409, "pending_payment")
    waiting = second.json["suscripcion_id"]
    assert second.json["payment_url"] == request_of(waiting).payment_url
    assert code_of(owner.renew(waiting)) == (409, "invalid_state")
    pay(platform, waiting)
    assert code_of(owner.renew(row.id)) == (409, "renewal_pending")
    assert states_of(ana_company) == ["active", "scheduled"]


def test_old_row_cannot_be_renewed_beside_the_active_one(owner, platform, row, basic, ana_company):
    old = make_subscription(ana_company, basic, S.ENDED, start=date(2025, 1, 1))
    assert code_of(owner.renew(old.id)) == (409, "active_subscription_exists")


def test_plan_no_longer_sold_is_renewed(owner, platform, moving_clock, ana_company):
    on(moving_clock, 2026, 3, 20)
    row = make_subscription(ana_company, make_plan("Viejo", is_active=False))
    assert owner.renew(row.id).status_code == 201


def test_renewal_is_the_owners(client, beto, row):
    assert Counter(client, beto).renew(row.id).status_code == 403


# Nothing half done


@pytest.fixture
def row_free_company(ana_company, basic):
    """A company that has bought nothing yet, and what it may buy."""
    return ana_company, basic


FAILURES = [
    (ProviderRefused(reason="invalid", provider_status=400), 502, "mercadopago_refused"),
    (ProviderUnavailable(), 503, "mercadopago_unavailable"),
    (CircuitOpen(), 503, "mercadopago_circuit_open"),
    (ProviderTimedOut(), 504, "mercadopago_timeout"),
]


@pytest.mark.parametrize("is_sent", [False, True], ids=["never arrived", "answer lost"])
@pytest.mark.parametrize("case", FAILURES)
def test_page_that_cannot_be_made_leaves_nothing(owner, platform, row_free_company, case, is_sent):
    (ana_company, basic), (failure, status, code) = row_free_company, case
    (platform.after if is_sent else platform.before).append(failure)
    answer = owner.subscribe(ana_company, basic)
    assert code_of(answer) == (status, code)
    assert "No se cobró nada" in answer.json["detail"]
    assert states_of(ana_company) == ["cancelled"]
    assert request_of(rows_of(ana_company)[0].id).status == "expired"
    assert owner.subscribe(ana_company, basic).status_code == 201


def test_page_that_cannot_be_made_leaves_the_renewed_row_alone(owner, platform, row, ana_company):
    platform.before.append(ProviderTimedOut())
    assert owner.renew(row.id, key="clic").status_code == 504
    assert states_of(ana_company) == ["active", "cancelled"]
    assert owner.renew(row.id, key="clic").status_code == 201


def test_quote_is_usable_again_when_its_page_cannot_be_made(owner, platform, row, ana_company):
    pro = make_plan("Pro", **PRO)
    quote = owner.change_own_plan(row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    platform.before.append(ProviderUnavailable())
    assert owner.change_own_plan(row.id, pro, cotizacion_id=quote).status_code == 503
    assert (states_of(ana_company), quotes()[0].used_at) == (["active", "cancelled"], None)
    assert owner.change_own_plan(row.id, pro, cotizacion_id=quote).status_code == 201


def test_installation_without_an_account_renews_nothing_online(owner, row, ana_company):
    assert code_of(owner.renew(row.id)) == (503, "payments_not_configured")
    assert states_of(ana_company) == ["active"]


def test_installation_without_an_account_sells_nothing_online(owner, ana_company, basic):
    assert code_of(owner.subscribe(ana_company, basic)) == (503, "payments_not_configured")
    assert rows_of(ana_company) == []


def test_deactivated_company_buys_nothing(admin, client, platform, app, basic):
    closed = make_company("Cerrada", is_active=False)
    assert code_of(Counter(client, admin).subscribe(closed, basic)) == (409, "empresa_inactive")
    assert rows_of(closed) == []


def test_page_made_by_a_second_click_saves_the_first(owner, platform, ana_company, basic, monkeypatch):
    """The first click's call fails after the second one, which found its row waiting, has made the page."""
    made = []

    def slow(request_id):
        if not made:
            made.append(None)
            made.append(owner.subscribe(ana_company, basic).json["payment_url"])
            raise ProviderTimedOut
        return publish(request_id)

    publish = awaiting.publishing.publish
    monkeypatch.setattr(awaiting.publishing, "publish", slow)
    answer = owner.subscribe(ana_company, basic)
    assert (answer.status_code, answer.json["payment_url"]) == (201, made[1])
    assert states_of(ana_company) == ["pending_payment"]


def test_nothing_is_asked_of_the_provider_inside_a_unit(owner, platform, ana_company, basic):
    """The fake provider raises OpenTransaction when a unit is open."""
    assert paying.subscribe(ana_company.id, basic.id, paying.Period.MONTHLY).payment_url is not None
