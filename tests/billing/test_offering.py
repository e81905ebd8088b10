"""Automatic renewal of what is collected online (§9): offered seven days ahead, paid or not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backend.billing.domain.states import SubscriptionState as S
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import daily
from backend.billing.service.due import run_daily
from backend.billing.service.offering import offer_renewal
from backend.billing.service.paying import Period, subscribe
from backend.billing.service.pending import cancel_open_payment_row
from backend.infra import outbox
from backend.infra.unit_of_work import run_unit
from backend.payments.errors import ProviderUnavailable
from tests.billing.paying_steps import on, pay, read_all, request_of, row_of, rows_of, states_of
from tests.conftest import run_in_threads
from tests.factories.subscriptions import make_plan, make_subscription

pytestmark = pytest.mark.database
ONLINE = {"payment_method": "mercadopago", "renews_automatically": True}


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def row(moving_clock, ana, ana_company, basic):
    """Básico, 2026-03-01 … 2026-04-01, collected online and renewed automatically; seen seven days before its end."""
    on(moving_clock, 2026, 3, 25)
    return make_subscription(ana_company, basic, **ONLINE)


def offer(row):
    return offer_renewal(row.company_id, row.id)


def offered_of(row):
    (found,) = [one for one in rows_of_company(row) if one.renews_id == row.id]
    return found


def rows_of_company(row):
    return read_all(Subscription, company_id=row.company_id)


def test_offer_is_an_unpaid_successor_and_a_mail_with_its_page(platform, mailbox, row):
    assert offer(row)
    new = offered_of(row)
    assert (new.state, new.start_date, new.end_date) == ("pending_payment", date(2026, 4, 1), date(2026, 5, 1))
    assert (new.payment_method, new.renews_automatically, new.created_by) == ("mercadopago", True, None)
    assert new.payment_due_at == datetime(2026, 4, 2, 3, tzinfo=UTC)
    (mail,) = mailbox.collect()
    assert mail.to == "ana@example.com"
    assert request_of(new.id).payment_url in mail.text
    assert "24990.00 ARS" in mail.text


def test_offer_is_made_once(platform, mailbox, row):
    assert offer(row)
    assert not offer(row)
    assert len(mailbox.collect()) == 1
    run_unit(lambda: cancel_open_payment_row(row.company_id, "Ya no"))
    assert not offer(row)
    assert mailbox.collect() == []


def test_paid_offer_follows_the_old_row(platform, mailbox, moving_clock, row):
    offer(row)
    mailbox.collect()
    new = offered_of(row)
    pay(platform, new.id)
    assert (row_of(new.id).state, row_of(row.id).state) == ("scheduled", "active")
    on(moving_clock, 2026, 4, 1)
    run_daily()
    assert (row_of(new.id).state, row_of(row.id).state) == ("active", "ended")


def test_unpaid_offer_ends_with_the_old_row(platform, mailbox, moving_clock, row):
    offer(row)
    mailbox.collect()
    new = offered_of(row)
    moving_clock.set(datetime(2026, 4, 2, 2, 59, tzinfo=UTC))
    run_daily()
    assert (row_of(new.id).state, row_of(row.id).state) == ("pending_payment", "active")
    moving_clock.set(datetime(2026, 4, 2, 3, tzinfo=UTC))
    run_daily()
    assert (row_of(new.id).state, row_of(row.id).state) == ("cancelled", "ended")
    assert request_of(new.id).status == "expired"


def test_offer_costs_todays_price_and_keeps_the_discount_of_one_year(platform, moving_clock, ana_company):
    on(moving_clock, 2026, 3, 25)
    dear = make_plan("Caro", monthly_price=Decimal("30000.00"))
    row = make_subscription(ana_company, dear, discount_percent=Decimal(10), list_amount=Decimal(1), **ONLINE)
    offer(row)
    assert request_of(offered_of(row).id).amount == Decimal("27000.00")


def test_several_years_are_offered_as_one_without_their_discount(platform, moving_clock, ana_company, basic):
    row = make_subscription(
        ana_company,
        basic,
        start=date(2024, 4, 1),
        period=Period.YEARLY,
        years=2,
        discount_percent=Decimal(1),
        **ONLINE,
    )
    on(moving_clock, 2026, 3, 25)
    offer(row)
    new = offered_of(row)
    assert (new.years, new.discount_percent, new.end_date) == (1, 0, date(2027, 4, 1))
    assert request_of(new.id).amount == Decimal("269892.00")


def test_credit_that_covers_it_schedules_the_successor(moving_clock, ana_company, basic):
    on(moving_clock, 2026, 3, 25)
    row = make_subscription(ana_company, basic, credit_left=Decimal("25000.00"), **ONLINE)
    assert offer(row)
    new = offered_of(row)
    assert (new.state, new.credit_applied, new.credit_left) == ("scheduled", Decimal("24990.00"), Decimal("10.00"))
    assert row_of(row.id).credit_left == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"payment_method": "transferencia"},
        {"renews_automatically": False},
        {"cancels_at_end": True},
        {"state": S.SUSPENDED},
        {"end_date": date(2026, 4, 2)},
        {"end_date": date(2026, 3, 24)},
    ],
)
def test_nothing_is_offered_where_it_is_not_wanted(platform, moving_clock, ana_company, basic, columns):
    on(moving_clock, 2026, 3, 25)
    row = make_subscription(ana_company, basic, **(ONLINE | columns))
    assert not offer(row)
    assert len(rows_of(ana_company)) == 1


def test_offer_waits_for_another_payment_of_the_company(platform, ana_company, basic, row):
    make_subscription(ana_company, basic, S.PENDING_PAYMENT, payment_due_at=datetime(2026, 3, 27, tzinfo=UTC))
    assert not offer(row)
    run_unit(lambda: cancel_open_payment_row(ana_company.id, "Ya no"))
    assert offer(row)


def test_offer_waits_until_somebody_can_collect(row, ana_company):
    assert not offer(row)
    assert states_of(ana_company) == ["active"]


def test_page_that_cannot_be_made_now_is_made_later(platform, mailbox, moving_clock, row):
    platform.before.append(ProviderUnavailable())
    offer(row)
    assert mailbox.collect() == []
    moving_clock.advance(minutes=5)
    (mail,) = mailbox.collect()
    assert request_of(offered_of(row).id).payment_url in mail.text


def test_offer_by_many_processes_is_one(app, platform, row):
    def work(_):
        with app.app_context():
            return offer(row)

    assert sorted(run_in_threads(6, work)) == [False] * 5 + [True]
    outbox.deliver_due()
    assert len(platform.preferences) == 1


def test_row_bought_online_is_offered_its_renewal(platform, mailbox, moving_clock, ana_company, basic):
    """What owners pay online renews by a payment, never by the clock alone."""
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    pay(platform, bought.row.id)
    repository = SubscriptionRepository(ana_company.id)
    run_unit(lambda: repository.advance(repository.get(bought.row.id), renews_automatically=True))
    on(moving_clock, 2026, 3, 28)
    assert offer(row_of(bought.row.id))
    on(moving_clock, 2026, 4, 4)
    run_daily()
    assert states_of(ana_company) == ["ended", "cancelled"]


def test_hourly_job_offers_from_seven_days_before_the_end(platform, mailbox, moving_clock, row):
    on(moving_clock, 2026, 3, 24)
    daily.run()
    assert len(rows_of_company(row)) == 1
    on(moving_clock, 2026, 3, 25)
    daily.run()
    daily.run()
    assert offered_of(row).state == "pending_payment"
    assert [mail.subject for mail in mailbox.collect()] == ["Renová tu suscripción antes del 1/4/2026"]


def test_run_by_hand_offers_too_and_a_dry_one_does_not(platform, row):
    daily.run_by_hand(is_dry=True, days_ahead=0)
    assert len(rows_of_company(row)) == 1
    daily.run_by_hand(is_dry=False, days_ahead=0)
    assert offered_of(row).state == "pending_payment"
