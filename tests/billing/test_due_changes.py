"""What time does: who writes it, when, once; whom it is told to (§9, rules 1 and 2 of the jobs, refusals 8 and 9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from backend.billing.domain.periods import Period
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import HandledDay, Subscription
from backend.billing.service import daily, due, offering, pending
from backend.billing.service.viewing import show
from backend.cli import register_commands
from backend.infra import jobs
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.outbox import OutboxMessage
from backend.infra.principal import Role
from backend.infra.tenancy import OPTION, PLATFORM, RowReader
from backend.infra.unit_of_work import run_unit
from tests.factories.companies import make_company
from tests.factories.subscriptions import PRO, make_plan, make_subscription
from tests.factories.users import make_user

S = SubscriptionState
pytestmark = pytest.mark.database


@pytest.fixture
def plan(app):
    return make_plan("Básico")


@pytest.fixture
def stand(moving_clock):
    def at(month, day, hour=15):
        moving_clock.set(datetime(2026, month, day, hour, tzinfo=UTC))

    return at


def read(statement):
    return run_unit(lambda: session().execute(statement, execution_options={OPTION: PLATFORM}).scalars().all())


def state_of(row) -> S:
    return S(show(row.id)[0].state)


def mails() -> list[tuple[str, str]]:
    messages = read(select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id))
    return [(one.payload["to"], one.payload["subject"]) for one in messages]


def kinds(done) -> list[str]:
    return [one.change.kind.value for one in done]


def test_row_runs_until_its_last_midnight_in_its_own_zone(plan, stand):
    here = make_subscription(make_company(), plan)
    ahead = make_subscription(make_company(time_zone="Pacific/Kiritimati"), plan)
    behind = make_subscription(make_company(time_zone="Pacific/Pago_Pago"), plan)
    stand(4, 1, 9)  # Kiritimati is at 23:00 of its last day
    assert due.run_daily() == []
    stand(4, 1, 10)  # there it is midnight
    assert [one.change.row.id for one in due.run_daily()] == [ahead.id]
    stand(4, 2, 3)
    assert [one.change.row.id for one in due.run_daily()] == [here.id]
    stand(4, 2, 10)
    assert due.run_daily() == []
    stand(4, 2, 11)
    assert [one.change.row.id for one in due.run_daily()] == [behind.id]


def test_second_run_of_a_day_finds_nothing_to_do(plan, stand):
    company = make_company()
    make_subscription(company, plan, renews_automatically=True)
    stand(4, 2)
    assert kinds(due.run_daily()) == ["renewed"]
    assert due.run_daily() == []
    due.run_due(company.id)
    assert daily.run_by_hand(is_dry=False, days_ahead=0) == []
    assert len(read(select(Subscription.id))) == 2
    assert read(select(HandledDay.handled_on)) == [date(2026, 4, 2)]


def test_check_costs_one_statement_when_nothing_is_due(ana_company, plan, stand, monkeypatch):
    make_subscription(ana_company, plan)
    make_subscription(ana_company, plan, S.SCHEDULED, start=date(2026, 4, 1))
    make_subscription(ana_company, plan, S.PENDING_PAYMENT, payment_due_at=datetime(2026, 3, 5, tzinfo=UTC))
    asked: list[object] = []
    execute = RowReader.execute

    def note(self, statement, *args, **kwargs):
        asked.append(statement)
        return execute(self, statement, *args, **kwargs)

    def refuse(*_args, **_kwargs):
        raise AssertionError("nothing was due")

    stand(3, 4)
    monkeypatch.setattr(RowReader, "execute", note)
    monkeypatch.setattr(due, "settle", refuse)
    due.run_due(ana_company.id)
    assert len(asked) == 1


def test_check_writes_what_is_due_though_the_job_is_late(ana_company, plan, stand):
    row = make_subscription(ana_company, plan)
    stand(4, 2)
    assert (show(row.id)[0].effective_state, state_of(row)) == (S.ENDED, S.ACTIVE)
    due.run_due(ana_company.id)
    assert state_of(row) == S.ENDED
    due.run_due(123456)


def test_unpaid_row_expires_on_every_run(ana_company, plan, stand, moving_clock, monkeypatch):
    expired = []
    monkeypatch.setattr(pending, "withdraw_payment", expired.append)
    # The credit it counts on stays where it is until it is paid.
    source = make_subscription(ana_company, plan, S.ENDED, credit_left=Decimal(105))
    row = make_subscription(
        ana_company,
        plan,
        S.PENDING_PAYMENT,
        renews_id=source.id,
        credit_applied=Decimal(100),
        credit_left=Decimal(5),
        payment_due_at=datetime(2026, 3, 11, 15, tzinfo=UTC),
    )
    stand(3, 11, 14)
    assert due.run_daily() == []
    moving_clock.advance(minutes=60)
    assert kinds(due.run_daily()) == ["unpaid"]
    now = show(row.id)[0]
    assert (now.state, now.cancel_reason, now.payment_due_at) == (
        S.CANCELLED,
        "No se pagó a tiempo",
        row.payment_due_at,
    )


def test_renewal_is_of_today_s_price_with_the_kept_discount_and_credit(plan, stand):
    row = make_subscription(
        make_company(),
        plan,
        renews_automatically=True,
        payment_method="transferencia",
        discount_percent=Decimal(10),
        credit_left=Decimal("70000.00"),
    )
    run_unit(lambda: setattr(session().get_one(type(plan), plan.id), "monthly_price", PRO["monthly_price"]))
    stand(4, 2)
    (done,) = due.run_daily()
    new, old = show(done.successor.id, row.id)
    assert (new.list_amount, new.period_price, new.discount_percent) == (75000, 75000, 10)
    assert (new.discounted_amount, new.credit_applied, new.to_collect, new.credit_left) == (67500, 67500, 0, 2500)
    assert (old.credit_left, new.payment_method, new.created_by, new.plan_id) == (0, "transferencia", None, plan.id)
    assert "Renovación automática" in new.notes


@pytest.mark.parametrize(("years", "kept"), [(1, 5), (3, 0)])
def test_discount_of_several_years_is_not_kept(plan, stand, years, kept):
    row = make_subscription(
        make_company(),
        plan,
        start=date(2026 - years, 3, 1),
        period=Period.YEARLY,
        years=years,
        renews_automatically=True,
        discount_percent=Decimal(5),
    )
    stand(3, 2)
    (done,) = due.run_daily()
    new = show(done.successor.id)[0]
    assert (new.years, new.discount_percent, new.start_date) == (1, kept, row.end_date)
    assert (new.end_date, new.list_amount) == (date(2027, 3, 1), plan.yearly_price)


def test_renewal_goes_on_for_a_plan_that_is_not_sold_any_more(stand, app):
    retired = make_plan(is_active=False)
    make_subscription(make_company(), retired, renews_automatically=True)
    stand(4, 2)
    assert kinds(due.run_daily()) == ["renewed"]


def test_scheduled_row_starts_and_ends_what_it_replaces(ana_company, plan, stand):
    suspended = make_subscription(ana_company, plan, S.SUSPENDED)
    active = make_subscription(ana_company, plan, start=date(2026, 3, 2))
    later = make_subscription(ana_company, plan, S.SCHEDULED, start=date(2026, 4, 1), renews_id=suspended.id)
    stand(3, 31)
    assert due.run_daily() == []
    stand(4, 1)
    assert kinds(due.run_daily()) == ["replaced", "replaced", "started"]
    assert (state_of(suspended), state_of(active), state_of(later)) == (S.ENDED, S.ENDED, S.ACTIVE)


def test_scheduled_row_that_is_over_before_anybody_looked_starts_and_ends(ana_company, plan, stand):
    later = make_subscription(ana_company, plan, S.SCHEDULED, start=date(2026, 4, 1))
    stand(6, 1)
    assert kinds(due.run_daily()) == ["started", "ended"]
    assert state_of(later) == S.ENDED


def test_owners_are_told_before_the_end_and_at_it_once_each(ana_company, ana, beto, plan, stand):
    make_user(Role.OWNER, ana_company, email="socia@example.com")
    make_user(Role.OWNER, ana_company, email="dada-de-baja@example.com", is_active=False)
    make_subscription(ana_company, plan)
    for month, day in ((3, 24), (3, 25), (3, 26), (3, 30), (3, 31), (4, 1), (4, 2), (4, 3)):
        stand(month, day)
        due.run_daily()
        due.run_daily()
    both = ["ana@example.com", "socia@example.com"]
    subjects = ["Tu suscripción vence el 1/4/2026"] * 4 + ["Tu suscripción venció"] * 2
    assert mails() == list(zip(both * 3, subjects, strict=True))


def test_owners_are_told_of_a_renewal_once(ana_company, ana, plan, stand):
    make_subscription(ana_company, plan, renews_automatically=True)
    for day in (2, 3, 4):
        stand(4, day)
        due.run_daily()
        due.run_due(ana_company.id)
    assert mails() == [("ana@example.com", "Tu suscripción se renovó")]


def test_owners_are_told_when_a_scheduled_renewal_starts(ana_company, ana, plan, stand):
    old = make_subscription(ana_company, plan)
    make_subscription(ana_company, plan, S.SCHEDULED, start=date(2026, 4, 1), renews_id=old.id)
    stand(4, 1)
    due.run_daily()
    assert mails() == [("ana@example.com", "Tu suscripción se renovó")]


def test_first_reminder_of_an_online_renewal_is_its_offer(ana_company, ana, plan, stand, monkeypatch):
    offered = []
    monkeypatch.setattr(offering, "offer_renewal", lambda *args: offered.append(args))
    row = make_subscription(ana_company, plan, renews_automatically=True, payment_method="mercadopago")
    make_subscription(
        make_company(), plan, renews_automatically=True, cancels_at_end=True, payment_method="mercadopago"
    )
    stand(3, 24)
    daily.run()
    assert offered == []
    stand(3, 25)
    daily.run()
    assert (offered, mails()) == ([(ana_company.id, row.id)], [])
    make_subscription(ana_company, plan, S.PENDING_PAYMENT, payment_due_at=datetime(2026, 4, 2, tzinfo=UTC))
    daily.run()
    assert len(offered) == 1  # what is offered waits for its payment


def test_failing_offer_keeps_nobody_else_from_theirs(plan, stand, monkeypatch):
    tried = []

    def offer(company_id, _row_id):
        tried.append(company_id)
        raise ConnectionError

    monkeypatch.setattr(offering, "offer_renewal", offer)
    ids = [make_company().id for _ in range(2)]
    for company_id in ids:
        company = run_unit(lambda company_id=company_id: session().get_one(type_of_company(), company_id))
        make_subscription(company, plan, renews_automatically=True, payment_method="mercadopago")
    stand(3, 26)
    daily.run()
    assert sorted(tried) == ids


def type_of_company():
    from backend.companies.models import Company  # noqa: PLC0415 - read by id only here

    return Company


def test_failing_batch_is_tried_again_and_keeps_no_other_back(plan, stand, monkeypatch):
    rows = [make_subscription(make_company(), plan) for _ in range(3)]
    monkeypatch.setattr(due, "BATCH", 1)
    settle, failing = due.settle, {rows[1].company_id}

    def fails(company_ids, **kwargs):
        if failing & set(company_ids):
            raise RuntimeError("broken")
        return settle(company_ids, **kwargs)

    monkeypatch.setattr(due, "settle", fails)
    stand(4, 2)
    due.run_daily()
    assert [state_of(row) for row in rows] == [S.ENDED, S.ACTIVE, S.ENDED]
    failing.clear()
    due.run_daily()
    assert state_of(rows[1]) == S.ENDED


def test_what_the_system_did_is_audited_as_its_own(ana_company, plan, stand):
    row = make_subscription(ana_company, plan, renews_automatically=True)
    stand(4, 2)
    (done,) = due.run_daily()
    entries = read(select(AuditEntry).where(AuditEntry.entity == "subscription").order_by(AuditEntry.id))
    assert {(one.action, one.entity_id, one.user_id, one.company_id) for one in entries} == {
        ("billing.subscription.ended", str(row.id), None, ana_company.id),
        ("billing.subscription.renewed", str(done.successor.id), None, ana_company.id),
    }


def test_job_is_declared_hourly_and_at_start(app, monkeypatch):
    declared = {one.name: one for one in jobs.declared_jobs()}["billing.run_due_changes"]
    assert (declared.every, declared.at_start) == (timedelta(hours=1), True)


def test_by_hand_schedules_what_ends_soon_and_ends_nothing_early(app, plan, stand):
    soon = make_subscription(make_company(), plan, renews_automatically=True, credit_left=Decimal(100))
    over = make_subscription(make_company(), plan, start=date(2026, 2, 20), renews_automatically=True)
    ends = make_subscription(make_company(), plan, start=date(2026, 2, 20))
    today = make_subscription(make_company(), plan, start=date(2026, 2, 28), renews_automatically=True)
    stand(3, 28)
    register_commands(app)
    before = read(select(Subscription.version).order_by(Subscription.id))
    dry = app.test_cli_runner().invoke(args=["renovar", "--dry-run", "--dias-anticipacion", "5"])
    assert read(select(Subscription.version).order_by(Subscription.id)) == before
    real = app.test_cli_runner().invoke(args=["renovar", "--dias-anticipacion", "5"])
    assert (dry.exit_code, real.exit_code) == (0, 0), dry.output
    assert [line.split()[0] for line in dry.output.splitlines()] == [
        line.split()[0] for line in real.output.splitlines()
    ]
    assert real.output.splitlines()[-3:] == ["renovadas: 1", "programadas: 1", "vencidas: 1"]
    assert [state_of(row) for row in (soon, over, ends, today)] == [S.ACTIVE, S.ENDED, S.ENDED, S.ACTIVE]
    (later,) = read(select(Subscription.id).where(Subscription.state == S.SCHEDULED))
    new = show(later)[0]
    assert (new.renews_id, new.start_date, new.credit_applied) == (soon.id, soon.end_date, 100)
    again = app.test_cli_runner().invoke(args=["renovar", "--dias-anticipacion", "5"])
    assert again.output.splitlines() == ["renovadas: 0", "programadas: 0", "vencidas: 0"]
