"""Operators continue rows: the table of §7 to the day, discounts and credit to the cent, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import (
    ActiveSubscriptionExists,
    CompanyInactive,
    InvalidState,
    RenewalPending,
    SubscriptionNotFound,
)
from backend.billing.models.subscriptions import Subscription
from backend.billing.service.due import run_daily, run_due
from backend.billing.service.renewing import Renewal, renew
from backend.billing.service.viewing import show
from backend.kernel.errors import ValidationFailed
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription

S = SubscriptionState
D = date


def on(clock, day: date) -> None:
    """Stand at noon in Buenos Aires on this day."""
    clock.set(datetime(day.year, day.month, day.day, 15, tzinfo=UTC))


def state_of(row: Subscription) -> tuple[S, date, date]:
    (now,) = show(row.id)
    return S(now.state), now.start_date, now.end_date


@pytest.fixture
def plan(app):
    return make_plan("Básico")


@pytest.fixture
def row(ana_company, plan):
    """Row A of the contract: 2026-03-01 … 2026-04-01."""
    return make_subscription(ana_company, plan)


@pytest.mark.parametrize(
    ("renewal", "new", "old"),
    [
        ((D(2026, 3, 20), None), (S.SCHEDULED, D(2026, 4, 1), D(2026, 5, 1)), S.ACTIVE),
        ((D(2026, 4, 1), None), (S.ACTIVE, D(2026, 4, 1), D(2026, 5, 1)), S.ENDED),
        ((D(2026, 4, 10), None), (S.ACTIVE, D(2026, 4, 10), D(2026, 5, 10)), S.ENDED),
        ((D(2026, 3, 20), D(2026, 3, 20)), (S.ACTIVE, D(2026, 3, 20), D(2026, 4, 20)), S.ENDED),
    ],
    ids=["early", "last day", "late", "early with a given start"],
)
@pytest.mark.database
def test_renewal_begins_where_the_contract_says(moving_clock, row, renewal, new, old):
    day, given = renewal
    on(moving_clock, day)
    renewed = renew(row.company_id, row.id, Renewal(start_date=given))
    assert state_of(renewed.row) == new
    assert state_of(row)[0] is old


def test_early_renewal_starts_on_the_last_day_of_the_old_row(moving_clock, row):
    on(moving_clock, D(2026, 3, 20))
    renewed = renew(row.company_id, row.id, Renewal())
    on(moving_clock, D(2026, 3, 31))
    run_daily()
    assert (state_of(row)[0], state_of(renewed.row)[0]) == (S.ACTIVE, S.SCHEDULED)
    on(moving_clock, D(2026, 4, 1))
    run_daily()
    assert (state_of(row)[0], state_of(renewed.row)[0]) == (S.ENDED, S.ACTIVE)


@pytest.mark.parametrize(
    ("day", "new"),
    [
        (D(2026, 4, 2), (S.ACTIVE, D(2026, 4, 1), D(2026, 5, 1))),
        (D(2026, 5, 1), (S.ACTIVE, D(2026, 4, 1), D(2026, 5, 1))),
        (D(2026, 5, 20), (S.ACTIVE, D(2026, 5, 20), D(2026, 6, 20))),
    ],
    ids=["next day", "last day of the new period", "server was down"],
)
@pytest.mark.parametrize("by", [run_daily, run_due], ids=["job", "licence check"])
@pytest.mark.database
def test_automatic_renewal_leaves_no_gap_unless_the_server_was_down(moving_clock, plan, day, new, by):
    company = make_company()
    old = make_subscription(company, plan, renews_automatically=True)
    on(moving_clock, day)
    by(*([company.id] if by is run_due else []))
    (row,) = show(old.id + 1)
    assert state_of(row) == new
    assert (row.renews_id, row.renews_automatically, state_of(old)[0]) == (old.id, True, S.ENDED)


@pytest.mark.parametrize("state", [S.ACTIVE, S.SUSPENDED, S.ENDED, S.CANCELLED])
def test_every_row_that_was_can_be_continued(moving_clock, ana_company, plan, state):
    old = make_subscription(ana_company, plan, state)
    on(moving_clock, D(2026, 4, 1))
    renewed = renew(ana_company.id, old.id, Renewal())
    assert renewed.row.state == S.ACTIVE
    left = S.CANCELLED if state is S.CANCELLED else S.ENDED
    assert state_of(old)[0] is left


@pytest.mark.parametrize("state", [S.SCHEDULED, S.PENDING_PAYMENT])
def test_row_that_never_began_cannot_be_continued(ana_company, plan, state):
    due_at = datetime(2026, 9, 1, tzinfo=UTC) if state is S.PENDING_PAYMENT else None
    old = make_subscription(ana_company, plan, state, start=D(2026, 4, 1), payment_due_at=due_at)
    with pytest.raises(InvalidState):
        renew(ana_company.id, old.id, Renewal())


def test_cancelled_row_that_never_started_is_continued_by_the_start_rule(moving_clock, ana_company, plan):
    old = make_subscription(ana_company, plan, S.CANCELLED, start=D(2026, 4, 1))
    on(moving_clock, D(2026, 3, 11))
    assert state_of(renew(ana_company.id, old.id, Renewal()).row) == (S.SCHEDULED, D(2026, 5, 1), D(2026, 6, 1))


def test_second_renewal_is_pending(row):
    renew(row.company_id, row.id, Renewal())
    with pytest.raises(RenewalPending):
        renew(row.company_id, row.id, Renewal())


def test_row_that_was_continued_at_once_is_not_continued_again(moving_clock, row):
    on(moving_clock, D(2026, 4, 1))
    renew(row.company_id, row.id, Renewal())
    with pytest.raises(ActiveSubscriptionExists):
        renew(row.company_id, row.id, Renewal())


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (D(2026, 2, 28), ActiveSubscriptionExists),  # before the old row's own start
        (D(2026, 3, 1), None),
        (D(2026, 4, 20), ActiveSubscriptionExists),  # overlaps the third row
        (D(2026, 4, 10), None),  # shares its boundary day
    ],
)
def test_renewal_keeps_clear_of_a_third_row(moving_clock, ana_company, row, given, error):
    make_subscription(ana_company, make_plan(), S.SCHEDULED, start=D(2026, 5, 10))
    on(moving_clock, D(2026, 3, 11) if given < D(2026, 4, 1) else D(2026, 4, 10))
    if error is None:
        renew(ana_company.id, row.id, Renewal(start_date=given))
    else:
        with pytest.raises(error):
            renew(ana_company.id, row.id, Renewal(start_date=given))


def test_renewal_that_would_be_over_is_refused(moving_clock, row):
    on(moving_clock, D(2026, 5, 20))
    with pytest.raises(ValidationFailed):
        renew(row.company_id, row.id, Renewal(start_date=D(2026, 4, 1)))
    assert state_of(renew(row.company_id, row.id, Renewal()).row)[1] == D(2026, 5, 20)


def test_renewal_of_a_deactivated_company_or_of_nothing_is_refused(row, plan):
    closed = make_company(is_active=False)
    old = make_subscription(closed, plan, S.CANCELLED)
    with pytest.raises(CompanyInactive):
        renew(closed.id, old.id, Renewal())
    with pytest.raises(SubscriptionNotFound):
        renew(row.company_id, old.id, Renewal())


def test_renewal_inherits_what_is_not_given(ana_company):
    retired = make_plan(is_active=False)
    old = make_subscription(
        ana_company, retired, period=Period.YEARLY, years=3, payment_method="débito", renews_automatically=True
    )
    new = renew(ana_company.id, old.id, Renewal()).row
    assert (new.period, new.years, new.payment_method, new.renews_automatically) == ("yearly", 1, "débito", True)
    assert (new.plan_id, new.renews_id, new.start_date) == (retired.id, old.id, D(2029, 3, 1))


def test_renewal_takes_what_is_given(operate, row):
    body = {"periodo": "anual", "años": 3, "anios": 3, "renovacion_automatica": True, "notas": "por contrato"}
    answer = operate("POST", f"/admin/suscripciones/{row.id}/renovar", body)
    told = answer.json["suscripcion"]
    assert answer.status_code == 201
    assert (told["precio_pagado"], told["porcentaje_descuento"], told["importe_a_cobrar"]) == (809676, 2, 793482.48)
    assert (told["anios"], told["fecha_inicio"], told["fecha_fin"]) == (3, "2026-04-01", "2029-04-01")
    assert (told["renovacion_automatica"], told["renueva_a"], told["estado"]) == (True, row.id, "programada")
    assert "por contrato" in told["notas"]
    assert answer.json["anterior"]["estado"] == "activa"


@pytest.mark.parametrize(
    "body",
    [
        {"anios": 2},
        {"periodo": "anual", "anios": 2, "años": 3},
        {"periodo": "anual", "anios": 6},
        {"periodo": "mensual", "años": 2},
        {"fecha_fin": "2030-01-01"},
        {"porcentaje_descuento": -0.01},
    ],
)
def test_wrong_renewal_is_refused(operate, row, body):
    assert operate("POST", f"/admin/suscripciones/{row.id}/renovar", body).status_code == 422
    assert state_of(row)[0] is S.ACTIVE


def test_credit_moves_on_until_it_is_used_up(moving_clock, ana_company, plan):
    """Contract 20-billing §8: Pro → Básico left 33877.74; next month 24990.00 of it, then the rest."""
    row = make_subscription(ana_company, plan, credit_left=Decimal("33877.74"))
    on(moving_clock, D(2026, 4, 1))
    first = renew(ana_company.id, row.id, Renewal()).row
    assert (first.credit_applied, first.to_collect, first.credit_left) == (Decimal("24990.00"), 0, Decimal("8887.74"))
    on(moving_clock, D(2026, 5, 1))
    second = renew(ana_company.id, first.id, Renewal(discount_percent=Decimal(10))).row
    assert (second.credit_applied, second.to_collect) == (Decimal("8887.74"), Decimal("13603.26"))
    assert [one.credit_left for one in show(row.id, first.id, second.id)] == [0, 0, 0]


def test_same_key_renews_once(operate, row):
    path = f"/admin/suscripciones/{row.id}/renovar"
    answers = [operate("POST", path, {}, Idempotency_Key="una-vez") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_open_unpaid_row_is_cancelled_by_a_renewal(moving_clock, ana_company, plan, row):
    unpaid = make_subscription(ana_company, plan, S.PENDING_PAYMENT, payment_due_at=datetime(2026, 9, 1, tzinfo=UTC))
    renew(ana_company.id, row.id, Renewal())
    assert state_of(unpaid)[0] is S.CANCELLED
