"""Operators continue rows: the table of §7 to the day, discounts and credit to the cent, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.service.due import run_daily, run_due
from backend.billing.service.renewing import Renewal, renew
from backend.billing.service.viewing import show
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
