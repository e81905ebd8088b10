"""Plan changes over HTTP: the table of §8 to the cent, every refusal, quotes that are used once and expire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState as S
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.billing.service.renewing import Renewal, renew
from backend.infra import outbox
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from tests.billing.paying_steps import (
    Counter,
    actions,
    code_of,
    on,
    pay,
    quotes,
    request_of,
    row_of,
    states_of,
)
from tests.factories.subscriptions import PRO, make_plan, make_subscription

pytestmark = pytest.mark.database


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def pro(app):
    return make_plan("Pro", **PRO)


@pytest.fixture
def operator(client, admin):
    return Counter(client, admin)


@pytest.fixture
def owner(client, ana):
    return Counter(client, ana)


@pytest.fixture
def row(moving_clock, ana_company, basic):
    """Básico, 2026-03-01 … 2026-04-01, on 2026-03-11."""
    on(moving_clock, 2026, 3, 11)
    return make_subscription(ana_company, basic)


def change_price(plan, price):
    def write():
        session().get(Plan, plan.id).monthly_price = Decimal(price)

    run_unit(write)


def change_row(row, **values):
    def write():
        found = session().get(Subscription, row.id, execution_options={OPTION: PLATFORM})
        for name, value in values.items():
            setattr(found, name, value)

    run_unit(write)


QUOTE = {
    "dias_periodo": 31,
    "dias_restantes": 21,
    "credito": 16928.71,
    "precio_pagado": 50806.45,
    "porcentaje_descuento": 0,
    "cargo": 50806.45,
    "credito_aplicado": 16928.71,
    "importe_a_cobrar": 33877.74,
    "saldo_a_favor": 0,
    "moneda": "ARS",
    "fecha": "2026-03-11",
    "valida_hasta": "2026-03-12T03:00:00Z",
}


def test_dry_run_answers_the_quote_of_the_contract_and_changes_nothing(operator, row, basic, pro, ana_company):
    answer = operator.change_plan(row.id, pro, dry_run=True)
    assert answer.status_code == 200
    assert answer.json == {
        "cotizacion": QUOTE
        | {
            "cotizacion_id": quotes()[0].id,
            "suscripcion_id": row.id,
            "plan_actual_id": basic.id,
            "plan_nuevo_id": pro.id,
        }
    }
    assert states_of(ana_company) == ["active"]
    assert row_of(row.id).version == row.version


@pytest.mark.parametrize(
    "amounts",
    [("0", 16928.71, 50806.45, 33877.74), ("10", 15235.84, 45725.81, 30489.97)],
)
def test_execution_follows_the_table(operator, ana_company, row, pro, amounts):
    discount, credit, charge, to_collect = amounts
    change_row(row, discount_percent=Decimal(discount))
    answer = operator.change_plan(row.id, pro)
    assert answer.status_code == 201
    told, new = answer.json["cotizacion"], answer.json["suscripcion"]
    assert (told["credito"], told["cargo"], told["importe_a_cobrar"]) == (credit, charge, to_collect)
    assert (new["precio_pagado"], new["precio_con_descuento"]) == (50806.45, charge)
    assert (new["credito_aplicado"], new["importe_a_cobrar"]) == (credit, to_collect)
    assert (new["precio_periodo"], new["saldo_a_favor"]) == (75000, 0)
    assert (new["fecha_inicio"], new["fecha_fin"]) == ("2026-03-11", "2026-04-01")
    assert (new["estado"], new["vigente"], new["renueva_a"]) == ("activa", True, row.id)
    assert (answer.json["anterior"]["estado"], answer.json["payment_url"]) == ("inactiva", None)
    assert states_of(ana_company) == ["ended", "active"]
    assert row_of(new["id"]).base_days == 31
    assert "[cambio_plan 2026-03-11T15:00:00Z usuario" in new["notas"]
    assert "Básico → Pro" in answer.json["anterior"]["notas"]
    assert {"billing.subscription.plan_changed", "billing.subscription.created"} <= set(actions())


def test_cheaper_plan_leaves_credit_that_pays_the_next_month(operator, moving_clock, ana_company, basic, pro):
    on(moving_clock, 2026, 3, 11)
    row = make_subscription(ana_company, pro)
    new = operator.change_plan(row.id, basic).json["suscripcion"]
    assert (new["importe_a_cobrar"], new["saldo_a_favor"], new["credito_aplicado"]) == (0, 33877.74, 16928.71)
    on(moving_clock, 2026, 4, 1)
    next_month = renew(ana_company.id, new["id"], Renewal()).row
    assert (next_month.credit_applied, next_month.to_collect, next_month.credit_left) == (
        Decimal("24990.00"),
        Decimal(0),
        Decimal("8887.74"),
    )
    assert row_of(new["id"]).credit_left == 0


def test_second_change_counts_days_of_the_shorter_row(operator, moving_clock, row, basic, pro):
    first = operator.change_plan(row.id, pro).json["suscripcion"]
    on(moving_clock, 2026, 3, 21)
    told = operator.change_plan(first["id"], basic).json["cotizacion"]
    assert (told["dias_periodo"], told["dias_restantes"]) == (21, 11)
    assert (told["credito"], told["precio_pagado"]) == (26612.90, 8867.42)


def test_change_keeps_what_is_not_about_the_plan(operator, ana_company, moving_clock, basic, pro):
    on(moving_clock, 2026, 3, 11)
    row = make_subscription(
        ana_company, basic, payment_method="transferencia", renews_automatically=True, cancels_at_end=True
    )
    new = operator.change_plan(row.id, pro).json["suscripcion"]
    assert (new["forma_pago"], new["renovacion_automatica"], new["cancelar_al_vencer"]) == ("transferencia", True, True)


def test_quoted_amounts_are_executed_although_prices_changed(operator, row, pro):
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]
    change_price(pro, "90000.00")
    answer = operator.change_plan(row.id, pro, cotizacion_id=quote["cotizacion_id"])
    assert answer.status_code == 201
    assert answer.json["cotizacion"] == quote
    assert answer.json["suscripcion"]["importe_a_cobrar"] == quote["importe_a_cobrar"] == 33877.74
    assert operator.change_plan(answer.json["suscripcion"]["id"], pro).json["code"] == "same_plan"


def test_used_quote_is_expired_whatever_the_row_is(operator, row, pro, ana_company):
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    assert operator.change_plan(row.id, pro, cotizacion_id=quote).status_code == 201
    assert code_of(operator.change_plan(row.id, pro, cotizacion_id=quote)) == (409, "quote_expired")
    assert states_of(ana_company) == ["ended", "active"]


def test_quote_expires_at_midnight_of_the_company(operator, moving_clock, row, pro):
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    on(moving_clock, 2026, 3, 12, hour=3)
    assert code_of(operator.change_plan(row.id, pro, cotizacion_id=quote)) == (409, "quote_expired")
    moving_clock.advance(seconds=-1)
    assert operator.change_plan(row.id, pro, cotizacion_id=quote).status_code == 201


def test_quote_of_a_row_that_changed_is_expired(operator, row, pro):
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    change_row(row, version=row.version + 1)
    assert code_of(operator.change_plan(row.id, pro, cotizacion_id=quote)) == (409, "quote_expired")


def test_unknown_quote_is_404_and_one_of_another_plan_422(operator, row, basic, pro, carla_company):
    other_row = make_subscription(carla_company, basic)
    foreign = operator.change_plan(other_row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    assert code_of(operator.change_plan(row.id, pro, cotizacion_id=foreign)) == (404, "not_found")
    assert code_of(operator.change_plan(row.id, pro, cotizacion_id=2**31 - 1)) == (404, "not_found")
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]["cotizacion_id"]
    answer = operator.change_plan(row.id, make_plan("Premium"), cotizacion_id=quote)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["cotizacion_id"])


@pytest.mark.parametrize("state", [S.SUSPENDED, S.ENDED, S.CANCELLED, S.SCHEDULED])
def test_only_active_rows_change_plan(operator, ana_company, basic, pro, state):
    start = date(2026, 3, 20) if state is S.SCHEDULED else date(2026, 3, 1)
    row = make_subscription(ana_company, basic, state, start=start)
    assert code_of(operator.change_plan(row.id, pro, dry_run=True)) == (409, "invalid_state")
    assert code_of(operator.change_plan(row.id, pro)) == (409, "invalid_state")


def test_row_past_its_end_has_ended_although_no_job_ran(operator, moving_clock, row, pro, ana_company):
    on(moving_clock, 2026, 4, 2)
    assert code_of(operator.change_plan(row.id, pro)) == (409, "invalid_state")


def test_last_day_leaves_nothing_to_change(operator, moving_clock, row, pro):
    on(moving_clock, 2026, 4, 1)
    assert code_of(operator.change_plan(row.id, pro, dry_run=True)) == (409, "period_over")
    assert code_of(operator.change_plan(row.id, pro)) == (409, "period_over")


def test_other_refusals_name_their_reason(operator, row, basic, pro, ana_company):
    assert code_of(operator.change_plan(row.id, basic)) == (409, "same_plan")
    assert code_of(operator.change_plan(row.id, make_plan("Viejo", is_active=False))) == (409, "plan_inactive")
    assert code_of(operator.change_plan(row.id, make_plan("Chileno", currency="CLP"))) == (409, "currency_mismatch")
    assert code_of(operator.change_plan(row.id + 999, pro)) == (404, "not_found")
    unknown = operator.post(f"/admin/suscripciones/{row.id}/cambio-plan", plan_id=pro.id + 999)
    assert code_of(unknown) == (404, "plan_not_found")
    make_subscription(ana_company, basic, S.SCHEDULED, start=date(2026, 4, 1), renews_id=row.id)
    assert code_of(operator.change_plan(row.id, pro)) == (409, "renewal_pending")
    assert states_of(ana_company) == ["active", "scheduled"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"plan_id": "2"},
        {"plan_id": 2, "fecha_fin": "2030-01-01"},
        {"plan_id": 2, "importe_a_cobrar": 1},
        {"plan_id": 2, "dry_run": "si"},
        {"plan_id": 2, "dry_run": True, "cotizacion_id": 1},
    ],
)
def test_body_holds_only_what_the_contract_names(operator, row, body):
    assert operator.post(f"/admin/suscripciones/{row.id}/cambio-plan", **body).status_code == 422


def test_price_that_no_column_holds_is_422(operator, ana_company, moving_clock):
    on(moving_clock, 2026, 3, 11)
    dear = make_plan("Carísimo", yearly_price=Decimal("999999999999.99"))
    row = make_subscription(ana_company, make_plan("Anual"), period=Period.YEARLY, years=5)
    assert operator.change_plan(row.id, dear).status_code == 422


def test_plan_of_price_zero_is_a_price(operator, row):
    free = make_plan("Gratis", monthly_price=Decimal(0), yearly_price=Decimal(0))
    new = operator.change_plan(row.id, free, cobrar_online=True).json
    assert (new["cotizacion"]["precio_pagado"], new["suscripcion"]["importe_a_cobrar"]) == (0, 0)
    assert (new["suscripcion"]["estado"], new["suscripcion"]["saldo_a_favor"]) == ("activa", 16928.71)


def test_same_key_changes_once(operator, row, pro, ana_company):
    first, second = (operator.change_plan(row.id, pro, key="una-vez") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert states_of(ana_company) == ["ended", "active"]


def test_only_operators_reach_the_operators_route(client, ana, beto, row, pro):
    for user in (ana, beto):
        assert Counter(client, user).change_plan(row.id, pro).status_code == 403


# Collected online


def test_online_change_waits_for_exactly_its_charge(operator, platform, row, pro, ana_company):
    quote = operator.change_plan(row.id, pro, dry_run=True).json["cotizacion"]
    answer = operator.change_plan(row.id, pro, cotizacion_id=quote["cotizacion_id"], cobrar_online=True)
    assert answer.status_code == 201
    new = answer.json["suscripcion"]
    assert (new["estado"], answer.json["anterior"]["estado"]) == ("pendiente_pago", "activa")
    assert answer.json["payment_url"] == new["payment_url"]
    request = request_of(new["id"])
    assert (request.concept, request.amount, request.currency) == ("plan_change", Decimal("33877.74"), "ARS")
    assert request.expires_at.isoformat() == "2026-03-12T03:00:00+00:00"
    assert states_of(ana_company) == ["active", "pending_payment"]


def test_paid_online_change_keeps_its_quoted_dates(operator, platform, moving_clock, row, pro):
    new = operator.change_plan(row.id, pro, cobrar_online=True).json["suscripcion"]
    moving_clock.advance(hours=11)
    pay(platform, new["id"])
    changed, old = row_of(new["id"]), row_of(row.id)
    assert (changed.state, old.state) == ("active", "ended")
    assert (changed.start_date, changed.end_date) == (date(2026, 3, 11), date(2026, 4, 1))
    assert (changed.to_collect, changed.payment_due_at) == (Decimal("33877.74"), None)


def test_online_change_is_refused_while_another_payment_waits(operator, platform, row, pro, ana_company):
    first = operator.change_plan(row.id, pro, cobrar_online=True).json
    second = operator.change_plan(row.id, make_plan("Premium", **PRO), cobrar_online=True)
    assert code_of(second) == (409, "pending_payment")
    assert second.json["suscripcion_id"] == first["suscripcion"]["id"]
    assert second.json["payment_url"] == first["payment_url"]
    assert states_of(ana_company) == ["active", "pending_payment"]


def test_change_by_an_operator_cancels_the_row_that_waits(operator, platform, row, pro, ana_company):
    waiting = operator.change_plan(row.id, pro, cobrar_online=True).json["suscripcion"]["id"]
    assert operator.change_plan(row.id, make_plan("Premium")).status_code == 201
    assert states_of(ana_company) == ["ended", "cancelled", "active"]
    assert request_of(waiting).status == "expired"
    pay(platform, waiting)
    outbox.deliver_due()
    assert (row_of(waiting).state, len(platform.refunds)) == ("cancelled", 1)


def test_nobody_to_collect_is_503_and_changes_nothing(operator, row, pro, ana_company):
    assert code_of(operator.change_plan(row.id, pro, cobrar_online=True)) == (503, "payments_not_configured")
    assert states_of(ana_company) == ["active"]
    assert [quote.used_at for quote in quotes()] == []


# The company's own route


def test_owner_changes_plan_by_paying(owner, platform, row, pro, ana_company):
    quote = owner.change_own_plan(row.id, pro, dry_run=True).json["cotizacion"]
    assert quote["importe_a_cobrar"] == 33877.74
    answer = owner.change_own_plan(row.id, pro, cotizacion_id=quote["cotizacion_id"])
    assert answer.status_code == 201
    assert (answer.json["suscripcion"]["estado"], answer.json["suscripcion"]["notas"]) == ("pendiente_pago", None)
    assert answer.json["suscripcion"]["forma_pago"] == "mercadopago"
    assert states_of(ana_company) == ["active", "pending_payment"]
    pay(platform, answer.json["suscripcion"]["id"])
    assert states_of(ana_company) == ["ended", "active"]


def test_owner_pays_nothing_for_a_cheaper_plan(owner, moving_clock, ana_company, basic, pro):
    on(moving_clock, 2026, 3, 11)
    row = make_subscription(ana_company, pro)
    answer = owner.change_own_plan(row.id, basic)
    assert (answer.status_code, answer.json["payment_url"]) == (201, None)
    assert answer.json["suscripcion"]["estado"] == "activa"


def test_owner_cannot_change_at_once_while_a_payment_waits(owner, platform, row, pro, ana_company):
    owner.change_own_plan(row.id, pro)
    free = make_plan("Gratis", monthly_price=Decimal(0), yearly_price=Decimal(0))
    assert code_of(owner.change_own_plan(row.id, free)) == (409, "pending_payment")
    assert states_of(ana_company) == ["active", "pending_payment"]


@pytest.mark.parametrize("extra", [{"cobrar_online": False}, {"fecha_fin": "2030-01-01"}, {"porcentaje_descuento": 99}])
def test_owner_has_no_say_in_how_it_is_collected(owner, row, pro, extra):
    assert owner.change_own_plan(row.id, pro, **extra).status_code == 422


def test_own_route_is_the_owners_of_the_own_row(client, beto, carla, row, pro):
    assert Counter(client, beto).change_own_plan(row.id, pro).status_code == 403
    assert code_of(Counter(client, carla).change_own_plan(row.id, pro)) == (404, "not_found")
