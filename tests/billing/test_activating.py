"""What an approved, ended or reverted Cobro does to its row (§6, rules 8 and 11), and when the money goes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backend.billing.domain.states import SubscriptionState as S
from backend.billing.models.subscriptions import Subscription
from backend.billing.service import pending
from backend.billing.service.creating import NewSubscription, create_subscription
from backend.billing.service.due import run_daily
from backend.billing.service.paying import Period, renew_online, subscribe
from backend.billing.service.plan_changes import WantedChange, change_plan
from backend.billing.service.renewing import Renewal, renew
from backend.billing.subscribers import SubscriptionPayments
from backend.companies.models import Company
from backend.infra import outbox
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.payments.service.requesting import opening, searching
from tests.billing.paying_steps import actions, on, pay, request_of, row_of, states_of
from tests.factories.subscriptions import PRO, make_plan, make_subscription
from tests.fixtures.gateway import tell_payment

pytestmark = pytest.mark.database
A_MONTH = Renewal()


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def pro(app):
    return make_plan("Pro", **PRO)


@pytest.fixture
def row(moving_clock, ana_company, basic):
    """Row A of the contract: 2026-03-01 … 2026-04-01, seen on 2026-03-20."""
    on(moving_clock, 2026, 3, 20)
    return make_subscription(ana_company, basic)


def write(table, row_id, **values):
    def change():
        found = session().get(table, row_id, execution_options={OPTION: PLATFORM})
        for name, value in values.items():
            setattr(found, name, value)

    run_unit(change)


def given_back(provider) -> int:
    """Deliver what is owed; return how many payments went back."""
    outbox.deliver_due()
    return len(provider.refunds)


def dates_of(row_id):
    row = row_of(row_id)
    return S(row.state), row.start_date, row.end_date


def texts(mailbox) -> list[str]:
    return [mail.subject for mail in mailbox.collect()]


# Approved


@pytest.mark.usefixtures("ana")
def test_first_subscription_begins_on_the_day_it_is_paid(platform, mailbox, moving_clock, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    on(moving_clock, 2026, 3, 4)
    pay(platform, bought.row.id)
    assert dates_of(bought.row.id) == (S.ACTIVE, date(2026, 3, 4), date(2026, 4, 4))
    assert row_of(bought.row.id).base_days == 31
    assert row_of(bought.row.id).payment_due_at is None
    assert texts(mailbox) == ["Recibimos tu pago"]
    assert "billing.subscription.paid" in actions()


@pytest.mark.parametrize(
    ("paid_on", "then"),
    [
        ((2026, 3, 20), ((S.SCHEDULED, date(2026, 4, 1), date(2026, 5, 1)), S.ACTIVE)),
        ((2026, 4, 1), ((S.ACTIVE, date(2026, 4, 1), date(2026, 5, 1)), S.ENDED)),
        ((2026, 4, 2), ((S.ACTIVE, date(2026, 4, 2), date(2026, 5, 2)), S.ENDED)),
    ],
    ids=["early", "last day", "late"],
)
def test_renewal_begins_by_the_start_rule_of_the_day_it_is_paid(platform, moving_clock, row, paid_on, then):
    new, old = then
    on(moving_clock, 2026, 3, 20 if paid_on[1] == 3 else 31)
    bought = renew_online(row.company_id, row.id, A_MONTH)
    on(moving_clock, *paid_on)
    pay(platform, bought.row.id)
    assert dates_of(bought.row.id) == new
    assert row_of(row.id).state == old


def test_price_stays_the_one_of_the_day_it_was_asked(platform, ana_company, row, basic):
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    write(type(basic), basic.id, monthly_price=Decimal("99999.00"))
    pay(platform, bought.row.id)
    assert row_of(bought.row.id).list_amount == Decimal("24990.00")


def test_credit_moves_when_it_is_paid(platform, ana_company, row):
    write(Subscription, row.id, credit_left=Decimal("100.00"))
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    pay(platform, bought.row.id)
    assert (row_of(row.id).credit_left, row_of(bought.row.id).credit_left) == (0, 0)
    assert row_of(bought.row.id).credit_applied == Decimal("100.00")


def test_same_news_twice_acts_once(platform, mailbox, ana, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = pay(platform, bought.row.id)
    tell_payment(told)
    news = opening.get_request(request_of(bought.row.id).id)
    version = row_of(bought.row.id).version
    assert SubscriptionPayments().on_request_approved(news) is True
    assert (row_of(bought.row.id).version, given_back(platform)) == (version, 0)
    assert texts(mailbox) == ["Recibimos tu pago"]


def test_second_payment_of_one_request_goes_back(platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    pay(platform, bought.row.id)
    pay(platform, bought.row.id)
    assert given_back(platform) == 1
    assert states_of(ana_company) == ["active"]


@pytest.mark.parametrize("wrong", [{"amount": Decimal("1.00")}, {"currency": "USD"}])
@pytest.mark.usefixtures("admin")
def test_payment_of_something_else_activates_nothing(platform, mailbox, ana_company, basic, wrong):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    pay(platform, bought.row.id, **wrong)
    assert (row_of(bought.row.id).state, request_of(bought.row.id).status) == ("pending_payment", "review")
    assert texts(mailbox) == ["Revisá un cobro online"]
    assert "payments.request.review" in actions()


def test_rejected_try_leaves_the_row_open(platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    pay(platform, bought.row.id, status="rejected")
    assert row_of(bought.row.id).state == "pending_payment"
    pay(platform, bought.row.id)
    assert row_of(bought.row.id).state == "active"


def test_payment_told_just_after_the_end_still_buys(platform, moving_clock, ana_company, row):
    """Nobody has cancelled the row yet: the clock does not take what was paid."""
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    told = platform.pay_request(request_of(bought.row.id).id)
    moving_clock.advance(hours=72, seconds=30)
    tell_payment(told)
    assert (row_of(bought.row.id).state, given_back(platform)) == ("scheduled", 0)


# Too late


def test_payment_after_the_row_expired_goes_back(platform, moving_clock, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    moving_clock.advance(hours=72)
    run_daily()
    assert (row_of(bought.row.id).state, request_of(bought.row.id).status) == ("cancelled", "expired")
    pay(platform, bought.row.id)
    assert (row_of(bought.row.id).state, given_back(platform)) == ("cancelled", 1)


def test_payment_after_the_row_was_cancelled_goes_back(platform, ana_company, row):
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    renew(ana_company.id, row.id, A_MONTH)
    assert request_of(bought.row.id).status == "expired"
    pay(platform, bought.row.id)
    assert (given_back(platform), states_of(ana_company)) == (1, ["active", "cancelled", "scheduled"])


def test_sale_by_an_operator_cancels_the_row_that_waits(platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    create_subscription(NewSubscription(ana_company.id, basic.id, Period.MONTHLY))
    assert states_of(ana_company) == ["cancelled", "active"]
    pay(platform, bought.row.id)
    assert (given_back(platform), states_of(ana_company)) == (1, ["cancelled", "active"])


def test_deactivated_company_gets_its_money_back(platform, mailbox, ana, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    write(Company, ana_company.id, is_active=False)
    pay(platform, bought.row.id)
    assert (row_of(bought.row.id).state, given_back(platform)) == ("cancelled", 1)
    assert request_of(bought.row.id).status == "refunded"
    assert texts(mailbox) == ["Te devolvemos un pago"]


def test_scheduled_row_of_somebody_else_takes_the_place(platform, ana_company, basic, row):
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    make_subscription(ana_company, basic, S.SCHEDULED, start=date(2026, 4, 1), renews_id=row.id)
    pay(platform, bought.row.id)
    assert (row_of(bought.row.id).state, given_back(platform)) == ("cancelled", 1)


def test_credit_that_is_gone_sends_the_payment_back(platform, ana_company, row):
    write(Subscription, row.id, credit_left=Decimal("100.00"))
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    write(Subscription, row.id, credit_left=Decimal("99.99"))
    pay(platform, bought.row.id)
    assert (row_of(bought.row.id).state, row_of(row.id).credit_left) == ("cancelled", Decimal("99.99"))
    assert given_back(platform) == 1


def test_row_made_active_meanwhile_is_continued(platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    make_subscription(ana_company, basic)
    pay(platform, bought.row.id)
    assert dates_of(bought.row.id) == (S.SCHEDULED, date(2026, 4, 1), date(2026, 5, 1))


@pytest.mark.parametrize("state", [S.SUSPENDED, S.CANCELLED, S.ENDED])
def test_plan_change_of_a_row_that_does_not_run_any_more_goes_back(platform, ana_company, row, pro, state):
    changed = change_plan(WantedChange(None, row.id, pro.id, collects_online=True))
    write(Subscription, row.id, state=state.value, slot=None)
    pay(platform, changed.row.id)
    assert (row_of(changed.row.id).state, row_of(row.id).state) == ("cancelled", state)
    assert given_back(platform) == 1


def test_plan_change_expires_with_its_day(platform, moving_clock, ana_company, row, pro):
    changed = change_plan(WantedChange(None, row.id, pro.id, collects_online=True))
    on(moving_clock, 2026, 3, 21, hour=3)
    run_daily()
    assert states_of(ana_company) == ["active", "cancelled"]
    pay(platform, changed.row.id)
    assert (given_back(platform), states_of(ana_company)) == (1, ["active", "cancelled"])


# Ended


@pytest.mark.parametrize("tried", [False, True])
def test_request_that_ended_by_itself_cancels_its_row(platform, moving_clock, ana_company, basic, tried):
    reason = "El pago fue rechazado" if tried else pending.NOT_PAID
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    if tried:
        pay(platform, bought.row.id, status="rejected")
    moving_clock.advance(hours=72, minutes=3)
    searching.sweep()
    row = row_of(bought.row.id)
    assert (row.state, row.cancel_reason) == ("cancelled", reason)
    assert row.payment_due_at is not None  # figures tell rows that were never paid by it
    assert "[cancelacion" in row.notes


# Reverted


@pytest.mark.parametrize("how", ["refunded", "charged_back"])
@pytest.mark.usefixtures("ana")
def test_payment_that_went_back_suspends_the_row(platform, mailbox, ana_company, basic, how):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = pay(platform, bought.row.id)
    mailbox.collect()
    tell_payment(platform.change_payment(told.provider_payment_id, how, refunded_amount=told.amount))
    row = row_of(bought.row.id)
    assert (row.state, row.cancel_reason) == ("suspended", "pago revertido")
    assert "pago revertido" in row.notes
    assert (row.start_date, row.end_date) == (date(2026, 3, 2), date(2026, 4, 2))
    assert texts(mailbox) == ["Suspendimos tu suscripción"]
    assert "billing.subscription.suspended" in actions()
    tell_payment(platform.change_payment(told.provider_payment_id, how))
    assert row_of(bought.row.id).version == row.version


def test_renewal_whose_payment_went_back_never_starts(platform, moving_clock, ana_company, row):
    write(Subscription, row.id, credit_left=Decimal("100.00"))
    bought = renew_online(ana_company.id, row.id, A_MONTH)
    told = pay(platform, bought.row.id)
    tell_payment(platform.change_payment(told.provider_payment_id, "charged_back"))
    assert (row_of(bought.row.id).state, row_of(bought.row.id).cancel_reason) == ("cancelled", "pago revertido")
    assert row_of(row.id).credit_left == Decimal("100.00")
    on(moving_clock, 2026, 4, 2)
    run_daily()
    assert states_of(ana_company) == ["ended", "cancelled"]


def test_plan_change_does_not_hide_a_payment_that_went_back(platform, ana_company, basic, pro):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = pay(platform, bought.row.id)
    changed = change_plan(WantedChange(None, bought.row.id, pro.id))
    tell_payment(platform.change_payment(told.provider_payment_id, "charged_back"))
    assert row_of(changed.row.id).state == "suspended"


def test_ended_row_stays_as_it_is_when_its_payment_goes_back(platform, moving_clock, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = pay(platform, bought.row.id)
    on(moving_clock, 2026, 4, 3)
    run_daily()
    tell_payment(platform.change_payment(told.provider_payment_id, "charged_back"))
    assert states_of(ana_company) == ["ended"]


def test_news_of_a_row_that_is_paid_otherwise_is_not_believed(platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    write(Subscription, bought.row.id, payment_request_id="another")
    pay(platform, bought.row.id)
    assert (row_of(bought.row.id).state, given_back(platform)) == ("pending_payment", 1)
