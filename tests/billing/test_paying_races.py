"""Races about paid subscriptions that the database decides, and what happens without its decision."""

from __future__ import annotations

import threading
from collections import Counter as Tally
from datetime import date

import pytest
from sqlalchemy import update

from backend.billing.domain.states import SubscriptionState, slot_of
from backend.billing.errors import InvalidState, PendingPayment, QuoteExpired
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.quotes import Quotes
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import activating, pending, plan_changes
from backend.billing.service.due import run_daily
from backend.billing.service.paying import Period, renew_online, subscribe
from backend.billing.service.plan_changes import WantedChange, change_plan, quote
from backend.billing.service.renewing import Renewal, renew
from backend.infra import outbox
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from backend.payments.service.requesting import opening
from tests.billing.paying_steps import on, pay, request_of, row_of, rows_of, states_of
from tests.conftest import run_in_threads
from tests.factories.subscriptions import PRO, make_plan, make_subscription
from tests.fixtures.gateway import tell_payment

pytestmark = pytest.mark.database
AT_ONCE = 8


@pytest.fixture
def basic(app):
    return make_plan("Básico")


@pytest.fixture
def row(moving_clock, ana_company, basic):
    on(moving_clock, 2026, 3, 20)
    return make_subscription(ana_company, basic)


def at_once(app, work, count=AT_ONCE):
    """Run ``work(i)`` in threads with a context each; return what each got, errors as their classes."""

    def in_context(index):
        with app.app_context():
            return work(index)

    results = run_in_threads(count, in_context)
    return [type(one) if isinstance(one, BaseException) else one for one in results]


@pytest.mark.usefixtures("ana")
def test_same_payment_told_by_many_processes_begins_one_row(app, platform, mailbox, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = platform.pay_request(request_of(bought.row.id).id)
    assert at_once(app, lambda _: tell_payment(told)) == [ana_company.id] * AT_ONCE
    row = row_of(bought.row.id)
    assert (row.state, row.start_date) == ("active", date(2026, 3, 2))
    assert [mail.subject for mail in mailbox.collect()] == ["Recibimos tu pago"]
    assert platform.refunds == {}


def test_two_payments_of_one_request_begin_one_row_and_the_other_goes_back(app, platform, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    payments = [platform.pay_request(request_of(bought.row.id).id) for _ in range(2)]
    at_once(app, lambda i: tell_payment(payments[i % 2]))
    outbox.deliver_due()
    assert (row_of(bought.row.id).state, len(platform.refunds)) == ("active", 1)


def test_many_clicks_make_one_unpaid_row(app, platform, ana_company, basic):
    results = at_once(app, lambda _: subscribe(ana_company.id, basic.id, Period.MONTHLY).row.id)
    assert Tally(map(type, results)) == {int: 1, type: AT_ONCE - 1}
    assert set(results) == {rows_of(ana_company)[0].id, PendingPayment}
    assert states_of(ana_company) == ["pending_payment"]


def test_one_quote_is_executed_once(app, ana_company, row):
    pro = make_plan("Pro", **PRO)
    quote_id = quote(WantedChange(None, row.id, pro.id)).quote.id
    wanted = WantedChange(None, row.id, pro.id, quote_id)
    results = at_once(app, lambda _: change_plan(wanted).row.id)
    assert Tally(one if isinstance(one, type) else "changed" for one in results) == {
        "changed": 1,
        QuoteExpired: AT_ONCE - 1,
    }
    assert states_of(ana_company) == ["ended", "active"]


def settled(platform, row_id: int) -> tuple[str, int]:
    outbox.deliver_due()
    return row_of(row_id).state, len(platform.refunds)


@pytest.mark.parametrize("turn", range(4))
def test_payment_and_an_operators_renewal_never_both_count(app, platform, ana_company, row, turn):
    """Either the row was paid first and stands in the operator's way, or it was cancelled and its money goes back."""
    bought = renew_online(ana_company.id, row.id, Renewal())
    told = platform.pay_request(request_of(bought.row.id).id)

    def work(index):
        return tell_payment(told) if index % 2 == turn % 2 else renew(ana_company.id, row.id, Renewal()).row.id

    at_once(app, work, count=2)
    assert settled(platform, bought.row.id) in {("scheduled", 0), ("cancelled", 1)}
    assert Tally(states_of(ana_company))["scheduled"] == 1


def test_payment_and_the_end_of_its_time_never_both_count(app, platform, moving_clock, ana_company, basic):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    told = platform.pay_request(request_of(bought.row.id).id)
    moving_clock.advance(hours=72)
    at_once(app, lambda i: tell_payment(told) if i % 2 else run_daily(), count=6)
    assert settled(platform, bought.row.id) in {("active", 0), ("cancelled", 1)}


# Without the lock of the company, everybody having read the row before: the conditional UPDATE alone decides.


def stale_race(app, company, row_id, monkeypatch):
    """Let a payment and a cancellation act on the same old reading of an unpaid row; return what each got."""
    news = opening.get_request(request_of(row_id).id)
    real_get = SubscriptionRepository.get
    known = threading.local()
    everybody = threading.Barrier(2)

    def read():
        found = real_get(SubscriptionRepository(company.id), row_id)
        session().expunge(found)
        return found

    def stale_get(self, wanted_id):
        return session().merge(known.row, load=False) if wanted_id == row_id else real_get(self, wanted_id)

    def cancel():
        repository = SubscriptionRepository(company.id)
        pending.close(repository, repository.get(row_id), "Cancelada")
        return "cancelled"

    def work(index):
        known.row = run_unit(read, is_read_only=True)
        everybody.wait()
        return run_unit(cancel) if index else activating.activate(news)

    monkeypatch.setattr(SubscriptionRepository, "get", stale_get)
    monkeypatch.setattr(activating, "settle_company", lambda _: None)
    return at_once(app, work, count=2)


def test_conditional_update_lets_one_of_payment_and_cancellation_win(app, platform, ana_company, basic, monkeypatch):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    results = stale_race(app, ana_company, bought.row.id, monkeypatch)
    monkeypatch.undo()
    assert results in ([True, InvalidState], [InvalidState, "cancelled"])
    assert row_of(bought.row.id).state == ("active" if results[0] is True else "cancelled")


def unconditional(self, row, wanted=None, /, **values):
    """``advance`` without its guard: whoever writes last wins."""
    state = SubscriptionState(wanted or row.state)
    statement = update(Subscription).where(Subscription.id == row.id)
    self.execute(
        statement.values(state=state, slot=slot_of(state), **values).execution_options(synchronize_session=False)
    )
    session().refresh(row)


def test_without_the_conditional_update_both_believe_they_won(app, platform, ana_company, basic, monkeypatch):
    bought = subscribe(ana_company.id, basic.id, Period.MONTHLY)
    monkeypatch.setattr(SubscriptionRepository, "advance", unconditional)
    results = stale_race(app, ana_company, bought.row.id, monkeypatch)
    monkeypatch.undo()
    assert results == [True, "cancelled"]


def test_quote_without_its_guard_is_executed_by_everybody_who_read_it(app, ana_company, row, monkeypatch):
    """The conditional UPDATE of the quote is what refuses: with the row's own checks off, it alone still does."""
    pro = make_plan("Pro", **PRO)
    quote_id = quote(WantedChange(None, row.id, pro.id)).quote.id
    used = []

    def use_it(_):
        found = run_unit(lambda: Quotes(ana_company.id).get(quote_id, row.id), is_read_only=True)
        used.append(run_unit(lambda: Quotes(ana_company.id).use(found, plan_changes.clock.now())))

    at_once(app, use_it, count=4)
    assert Tally(used) == {True: 1, False: 3}
    used.clear()
    monkeypatch.setattr(Quotes, "use", lambda *_: True)
    at_once(app, use_it, count=4)
    assert Tally(used) == {True: 4}


def test_paid_row_can_be_paid_after_everything_else_raced(platform, ana_company, row):
    """Nothing of the above leaves locks or half-written rows behind."""
    bought = renew_online(ana_company.id, row.id, Renewal())
    pay(platform, bought.row.id)
    assert states_of(ana_company) == ["active", "scheduled"]
