"""The operators' dashboard (contract 20-billing §10; refusal 18)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import event

from backend.billing.domain.calendar_series import last_days, last_months, month_end
from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState as State
from backend.billing.ports import Plugs, SupportFlow, SupportNow, plug
from backend.infra.db import db, session
from backend.infra.unit_of_work import transactional
from backend.payments.models import Payment
from tests.factories.companies import make_company
from tests.factories.payments import make_request
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import auth_headers

SUMMARY = "/admin/resumen"
numbers = count(1)
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def plan(app):
    return make_plan("Básico")


def summary(client, admin, **asked):
    return client.get(SUMMARY, query_string=asked, headers=auth_headers(admin))


@transactional
def make_payment(company, amount, at, **columns):
    values = {"status": "approved", "currency": "ARS", "provider_payment_id": str(next(numbers)), **columns}
    session().add(Payment(company_id=company.id, amount=Decimal(amount), approved_at=at, **values))


def test_empty_installation_has_zeros_everywhere(client, admin):
    answer = summary(client, admin, meses=2, dias=2).json
    assert answer["empresas"] == {"total": 0, "activas": 0}
    assert set(answer["suscripciones"].values()) == {0}
    assert set(answer["tickets"].values()) == {0}
    assert (answer["mrr"], answer["pagos_hoy"]) == ([], {"cantidad": 0, "importes": []})
    assert answer["series"] == {
        "altas_por_mes": [{"mes": "2026-02", "cantidad": 0}, {"mes": "2026-03", "cantidad": 0}],
        "mrr_por_mes": [
            {"mes": "2026-02", "moneda": "ARS", "importe": 0},
            {"mes": "2026-03", "moneda": "ARS", "importe": 0},
        ],
        "tickets_por_dia": [
            {"dia": "2026-03-01", "creados": 0, "cerrados": 0},
            {"dia": "2026-03-02", "creados": 0, "cerrados": 0},
        ],
        "pagos_por_dia": [
            {"dia": "2026-03-01", "moneda": "ARS", "cantidad": 0, "importe": 0},
            {"dia": "2026-03-02", "moneda": "ARS", "cantidad": 0, "importe": 0},
        ],
    }


def test_states_count_in_effect(client, admin, plan):
    def row(state, start, **columns):
        make_subscription(make_company(), plan, state, start=start, **columns)

    row(State.ACTIVE, date(2026, 3, 1))
    row(State.ACTIVE, date(2026, 1, 15))  # over, whatever is written
    row(State.ACTIVE, date(2026, 2, 1), renews_automatically=True)  # its renewal is due
    row(State.SUSPENDED, date(2026, 3, 1))
    row(State.SCHEDULED, date(2026, 3, 20))
    row(State.PENDING_PAYMENT, date(2026, 3, 1))
    row(State.CANCELLED, date(2026, 3, 1))
    row(State.ENDED, date(2026, 1, 1))
    assert summary(client, admin).json["suscripciones"] == {
        "activas": 2,
        "suspendidas": 1,
        "programadas": 1,
        "pendientes_pago": 1,
        "canceladas": 1,
        "inactivas": 2,
        "por_vencer_30d": 1,
    }


def test_recurring_revenue_is_rounded_once_and_never_added_across_currencies(client, admin, plan):
    for _ in range(3):
        make_subscription(
            make_company(), plan, State.ACTIVE, start=date(2026, 3, 1), period_price=Decimal(100), years=1
        )
    yearly = {"period": Period.YEARLY, "years": 3, "period_price": Decimal(1000), "discount_percent": Decimal(2)}
    for _ in range(3):
        make_subscription(
            make_company(), plan, State.ACTIVE, start=date(2026, 3, 1), end_date=date(2029, 3, 1), **yearly
        )
    make_subscription(
        make_company(), plan, State.ACTIVE, start=date(2026, 3, 1), currency="CLP", period_price=Decimal(990)
    )
    # 3 × 100 + 3 × 1000 × 0.98 ÷ 36 = 300 + 81.666…
    assert summary(client, admin).json["mrr"] == [
        {"moneda": "ARS", "importe": 381.67},
        {"moneda": "CLP", "importe": 990},
    ]


def test_past_months_count_what_ran_on_their_last_day(client, admin, plan):
    def row(state, start, end, updated=NOW, **columns):
        return make_subscription(make_company(), plan, state, start=start, end_date=end, updated_at=updated, **columns)

    row(State.ENDED, date(2025, 12, 10), date(2026, 1, 10))  # ran at the end of December
    row(State.ACTIVE, date(2026, 2, 10), date(2026, 3, 10))  # ran at the end of February, runs now
    row(State.CANCELLED, date(2026, 1, 20), date(2026, 2, 20), datetime(2026, 2, 3, tzinfo=UTC))  # January only
    row(State.CANCELLED, date(2026, 1, 20), date(2026, 2, 20), NOW, payment_due_at=NOW)  # was never paid
    old = row(State.ENDED, date(2026, 1, 20), date(2026, 2, 20))
    make_subscription(
        make_company(), plan, State.ENDED, start=date(2026, 1, 25), end_date=date(2026, 2, 25), renews_id=old.id
    )  # in its place
    series = summary(client, admin, meses=4).json["series"]["mrr_por_mes"]
    assert [(one["mes"], one["importe"] / 24990) for one in series] == [
        ("2025-12", 1),
        ("2026-01", 2),
        ("2026-02", 1),
        ("2026-03", 1),
    ]


def test_payments_count_on_the_platform_day_by_currency(client, admin, ana_company, carla_company):
    midnight = datetime(2026, 3, 2, 3, tzinfo=UTC)  # in Buenos Aires
    make_payment(ana_company, "100.10", midnight)
    make_payment(carla_company, "200.20", NOW)
    make_payment(carla_company, "5000", NOW, currency="CLP")
    make_payment(ana_company, "70", midnight - timedelta(seconds=1))
    make_payment(ana_company, "999", NOW, status="refunded")
    answer = summary(client, admin, dias=2).json
    assert answer["pagos_hoy"] == {
        "cantidad": 3,
        "importes": [{"moneda": "ARS", "importe": 300.3}, {"moneda": "CLP", "importe": 5000}],
    }
    assert answer["series"]["pagos_por_dia"] == [
        {"dia": "2026-03-01", "moneda": "ARS", "cantidad": 1, "importe": 70},
        {"dia": "2026-03-01", "moneda": "CLP", "cantidad": 0, "importe": 0},
        {"dia": "2026-03-02", "moneda": "ARS", "cantidad": 2, "importe": 300.3},
        {"dia": "2026-03-02", "moneda": "CLP", "cantidad": 1, "importe": 5000},
    ]


def test_what_the_platform_collects_itself_counts_once(client, admin, ana_company, carla_company):
    paid = {"status": "approved", "open_slot": None, "approved_at": NOW}
    make_request(ana_company, "24990.50", provider_payment_id="1", **paid)
    by_company = make_request(
        ana_company, "100", provider_payment_id="2", collector_company_id=carla_company.id, **paid
    )
    make_payment(carla_company, "100", NOW, request_id=by_company.id)
    make_request(ana_company, "7", provider_payment_id="3", **(paid | {"status": "refunded"}))
    make_request(ana_company, "9")
    assert summary(client, admin, dias=365).json["pagos_hoy"] == {
        "cantidad": 2,
        "importes": [{"moneda": "ARS", "importe": 25090.5}],
    }


def test_companies_are_counted_in_the_month_they_were_founded(client, admin):
    make_company(created_at=datetime(2026, 2, 1, 2, 59, tzinfo=UTC))  # still January in Buenos Aires
    make_company(created_at=datetime(2026, 2, 1, 3, tzinfo=UTC), is_active=False)
    make_company()
    answer = summary(client, admin, meses=3).json
    assert [one["cantidad"] for one in answer["series"]["altas_por_mes"]] == [1, 1, 1]
    assert answer["empresas"] == {"total": 3, "activas": 2}


def test_support_desk_tells_its_figures_when_there_is_one(client, admin):
    class Desk:
        def now(self):
            return SupportNow(open=3, critical=1)

        def flow(self, bounds):
            return [SupportFlow(index, 0) for index in range(len(bounds) - 1)]

    plug(Plugs(support=Desk()))
    try:
        answer = summary(client, admin, dias=2).json
    finally:
        plug(Plugs())
    assert (answer["tickets"]["abiertos"], answer["tickets"]["criticos"]) == (3, 1)
    assert [one["creados"] for one in answer["series"]["tickets_por_dia"]] == [0, 1]


def test_statements_do_not_grow_with_the_series(client, admin, plan):
    make_subscription(make_company(), plan, State.ACTIVE, start=date(2026, 3, 1))

    def statements(**asked):
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 - named to be removed again
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            assert summary(client, admin, **asked).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    summary(client, admin)
    assert statements(meses=2, dias=2) == statements(meses=36, dias=365)


@pytest.mark.parametrize("asked", [{"meses": 0}, {"meses": 37}, {"dias": 0}, {"dias": 366}])
def test_series_out_of_bounds_are_refused(client, admin, asked):
    assert summary(client, admin, **asked).status_code == 422


def test_owner_may_not_see_it(client, ana):
    assert client.get(SUMMARY, headers=auth_headers(ana)).status_code == 403


def test_months_and_days_of_a_series_end_today():
    assert last_months(date(2026, 1, 31), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert last_days(date(2026, 3, 1), 2) == [date(2026, 2, 28), date(2026, 3, 1)]
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)
