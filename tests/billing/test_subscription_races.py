"""Races for a company's one active row: the database decides; shown to be lost without what guards them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.errors import ActiveSubscriptionExists, AlreadyCancelled, InvalidState, RenewalPending
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.repository.subscriptions import SubscriptionRepository
from backend.billing.service import creating, due, renewing
from backend.billing.service.changing import cancel_subscription, suspend
from backend.billing.service.creating import NewSubscription, create_subscription
from backend.billing.service.renewing import Renewal, renew
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from tests.conftest import run_in_threads
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription

pytestmark = pytest.mark.database
AT_ONCE = 8
S = SubscriptionState


@pytest.fixture
def plan(app):
    return make_plan("Básico")


def at_once(app, work, count=AT_ONCE):
    """Run ``work(i)`` in threads with a context each; return what each got, errors as their classes."""

    def in_context(index):
        with app.app_context():
            return work(index)

    results = run_in_threads(count, in_context)
    return Counter(type(one) if isinstance(one, BaseException) else "done" for one in results)


def rows_in(state):
    rows = select(Subscription.id).where(Subscription.state == state)
    return run_unit(lambda: session().execute(rows, execution_options={OPTION: PLATFORM}).scalars().all())


def sell(company, plan):
    return lambda _: create_subscription(NewSubscription(company.id, plan.id, Period.MONTHLY))


def test_company_is_sold_one_row_by_many(app, ana_company, plan):
    got = at_once(app, sell(ana_company, plan))
    assert got == {"done": 1, ActiveSubscriptionExists: AT_ONCE - 1}
    assert len(rows_in(S.ACTIVE)) == 1


def test_without_lock_and_look_the_unique_place_still_decides(app, ana_company, plan, monkeypatch):
    """Negative control: nobody waits and nobody looks; only the constraint is left, and it refuses in words."""
    held = SubscriptionRepository.lock_company
    monkeypatch.setattr(creating, "_refuse_second", lambda *_: None)
    monkeypatch.setattr(SubscriptionRepository, "lock_company", lambda self: session().get_one(*company_key(self)))
    monkeypatch.setattr(DueRepository, "lock_companies", lambda *_: [])
    assert held is not SubscriptionRepository.lock_company
    got = at_once(app, sell(ana_company, plan))
    assert (got["done"], got[ActiveSubscriptionExists]) == (1, AT_ONCE - 1)


def company_key(repository):
    from backend.companies.models import Company  # noqa: PLC0415 - only the control reads it without a lock

    return Company, repository.company_id


def test_two_rows_without_any_guard(app, ana_company, plan, monkeypatch):
    """Negative control of the constraint itself: without its slot a second active row would stand."""
    monkeypatch.setattr(creating, "_refuse_second", lambda *_: None)

    def unplaced(self, row):
        row.slot = None
        self.add(row)
        self.flush()

    monkeypatch.setattr(SubscriptionRepository, "insert", unplaced)
    got = at_once(app, sell(ana_company, plan), count=2)
    assert "done" not in got  # the CHECK that ties slot and state refuses it: there is no way around


@pytest.mark.parametrize(
    ("month", "loser"), [(3, RenewalPending), (4, ActiveSubscriptionExists)], ids=["scheduled", "at once"]
)
def test_row_is_renewed_once_by_many(app, ana_company, moving_clock, month, loser):
    row = make_subscription(ana_company, make_plan())
    moving_clock.set(datetime(2026, month, 1, 15, tzinfo=UTC))
    got = at_once(app, lambda _: renew(ana_company.id, row.id, Renewal()))
    assert got == {"done": 1, loser: AT_ONCE - 1}
    assert len(rows_in(S.ACTIVE)) == 1


def test_row_renewed_by_many_who_do_not_look_is_renewed_once(app, ana_company, plan, monkeypatch):
    row = make_subscription(ana_company, plan)
    monkeypatch.setattr(renewing, "refuse_third", lambda *_: None)
    got = at_once(app, lambda _: renew(ana_company.id, row.id, Renewal()))
    assert got["done"] == 1
    assert set(got) <= {"done", ActiveSubscriptionExists, InvalidState}


def test_operator_and_clock_do_not_both_continue_a_row(app, plan, moving_clock):
    for _ in range(3):
        moving_clock.set(datetime(2026, 3, 11, 15, tzinfo=UTC))
        company = make_company()
        row = make_subscription(company, plan, renews_automatically=True)
        moving_clock.set(datetime(2026, 4, 2, 15, tzinfo=UTC))

        def work(index, company=company, row=row):
            return renew(company.id, row.id, Renewal()) if index % 2 else due.run_due(company.id)

        got = at_once(app, work, count=4)
        assert set(got) <= {"done", ActiveSubscriptionExists}
        followers = select(Subscription.id).where(Subscription.renews_id == row.id)
        found = run_unit(lambda f=followers: session().execute(f, execution_options={OPTION: PLATFORM}).all())
        assert len(found) == 1


def test_job_in_many_threads_changes_each_row_once(app, plan, moving_clock):
    rows = [make_subscription(make_company(), plan, renews_automatically=number % 2 == 0) for number in range(6)]
    moving_clock.set(datetime(2026, 4, 2, 15, tzinfo=UTC))
    done: list[int] = []

    def work(_):
        for one in due.run_daily():
            done.append(one.change.row.id)  # noqa: PERF401 - threads share the list
        return True

    assert at_once(app, work, count=4) == {"done": 4}
    assert sorted(done) == [row.id for row in rows]
    assert (len(rows_in(S.ACTIVE)), len(rows_in(S.ENDED))) == (3, 6)


def test_suspending_and_cancelling_at_once_leaves_one_story(app, ana_company, plan):
    row = make_subscription(ana_company, plan)

    def work(index):
        return cancel_subscription(row.id, "a") if index % 2 else suspend(row.id, "b")

    got = at_once(app, work)
    assert set(got) <= {"done", AlreadyCancelled, InvalidState}
    assert rows_in(S.CANCELLED) == [row.id]
