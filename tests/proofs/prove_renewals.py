"""Ten years of a thousand subscriptions in under a minute: no gap, no overlap, no drift; each change made once.

Companies stand in zones on different dates; their rows began on every day of the month. The job runs once a day of the
movable clock and finds what the calendar, computed apart from the product, says. Then, on each database, two processes
run the job at the same time, again and again: each row changes once, each owner gets each mail once. With ``control``
the processes act on what they read before either began, and ask for nothing: changes then come twice, or runs fail.
"""

from __future__ import annotations

import calendar
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import func, insert, select, update

from backend.app import create_app
from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.states import slot_of
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.billing.service import due
from backend.companies.models import Company
from backend.config import Settings
from backend.infra.audit import AuditEntry
from backend.infra.current import settings
from backend.infra.db import db
from backend.infra.outbox import OutboxMessage
from backend.infra.principal import Role
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from tests.conftest import empty_database
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription
from tests.factories.users import make_user
from tests.proofs.databases import apps

HAS_CONTROL = True
PER_DATABASE = True
YEARS = {"small": 1, "full": 10}
SUBSCRIPTIONS = {"small": 40, "full": 1000}
ROUNDS = {"small": 3, "full": 12}
WITHIN_SECONDS = 60
COMPANIES_AT_ONCE = 40
PATIENCE_SECONDS = 60
FIRST_DAY = date(2026, 1, 1)
ZONES = ("America/Argentina/Buenos_Aires", "America/Bogota", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Madrid")
NOON_UTC = 12  # Kiritimati is a day ahead of Pago Pago at every hour


def expected_chain(start: date, months: int, until: date) -> list[tuple[date, date]]:
    """Return the periods of a subscription by the calendar alone: each begins on the last day of the one before."""
    periods: list[tuple[date, date]] = []
    while not periods or periods[-1][1] < until:
        begin = periods[-1][1] if periods else start
        month = begin.month - 1 + months
        year, month = begin.year + month // 12, month % 12 + 1
        end = date(year, month, min(begin.day, calendar.monthrange(year, month)[1]))
        periods.append((begin, end))
    return periods


def settle_in(count: int) -> dict[int, tuple[date, int, str]]:
    """Insert companies with one automatic subscription each; return start, months and zone by company."""
    plan = make_plan("Básico")
    worlds: dict[int, tuple[date, int, str]] = {}

    def work() -> None:
        for number in range(count):
            company = Company(
                name=f"Empresa {number}",
                tax_id=str(number),
                tax_id_key=str(number),
                time_zone=ZONES[number % len(ZONES)],
            )
            db.session.add(company)
            db.session.flush()
            months = 12 if number % 2 == 0 else 1
            worlds[company.id] = (FIRST_DAY + timedelta(days=number % 31), months, company.time_zone)
        rows = [_row(company_id, plan, start, months) for company_id, (start, months, _) in worlds.items()]
        db.session.execute(insert(Subscription), rows)

    run_unit(work)
    return worlds


def _row(company_id: int, plan: Plan, start: date, months: int) -> dict[str, Any]:
    period = Period.MONTHLY if months == 1 else Period.YEARLY
    price = plan.monthly_price if months == 1 else plan.yearly_price
    end = period_end(start, period)
    return {
        "company_id": company_id,
        "plan_id": plan.id,
        "period": period.value,
        "start_date": start,
        "end_date": end,
        "state": "active",
        "slot": "active",
        "currency": "ARS",
        "period_price": price,
        "base_days": (end - start).days,
        "list_amount": price,
        "renews_automatically": True,
    }


def chains() -> dict[int, list[tuple[date, date, str]]]:
    """Return start, end and state of every row by company, oldest first."""
    rows = select(Subscription.company_id, Subscription.start_date, Subscription.end_date, Subscription.state)
    found: dict[int, list[tuple[date, date, str]]] = {}
    read = run_unit(
        lambda: db.session.execute(rows.order_by(Subscription.id), execution_options={OPTION: PLATFORM}).all()
    )
    for company_id, start, end, state in read:
        found.setdefault(company_id, []).append((start, end, state))
    return found


def live_through(app: Flask, size: str) -> list[str]:
    """Let the years pass day by day, then say what is wrong with the chains that came of it."""
    worlds = settle_in(SUBSCRIPTIONS[size])
    days = 365 * YEARS[size]
    started, worked = time.perf_counter(), time.process_time()
    with clock.using(clock.MovableClock()) as source:
        for day in range(31, days):
            instant = datetime(FIRST_DAY.year, 1, 1, NOON_UTC, tzinfo=UTC) + timedelta(days=day)
            source.set(instant)
            due.run_daily()
        faults = list(_chain_faults(worlds))
    seconds = time.perf_counter() - started
    rows = sum(len(chain) for chain in chains().values())
    cpu = time.process_time() - worked
    print(f"            {len(worlds)} subscriptions, {days} days: {rows} rows in {seconds:.1f} s ({cpu:.1f} s of work)")
    if size == "full" and seconds > WITHIN_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    return faults


def _chain_faults(worlds: dict[int, tuple[date, int, str]]) -> Iterator[str]:
    made = chains()
    for company_id, (start, months, zone) in worlds.items():
        wanted = expected_chain(start, months, clock.today_in(zone))
        got = made[company_id]
        if [(begin, end) for begin, end, _ in got] != wanted:
            yield f"company {company_id}: {got[-3:]} instead of {wanted[-3:]}"
        if [state for _, _, state in got] != ["ended"] * (len(got) - 1) + ["active"]:
            yield f"company {company_id}: states {Counter(state for _, _, state in got)}"


def run_days(instants: list[datetime], started: Settings, meet: Any, told: Any, *, control: bool) -> None:
    """Be one process: at each instant wait for the other one and run the job; tell how many batches failed."""
    app = create_app(started)
    failures: list[str] = []
    with app.app_context(), clock.using(clock.MovableClock()) as source, ExitStack() as stack:
        stack.enter_context(patch.object(due.log, "exception", lambda *_, **__: failures.append("failed")))
        stack.enter_context(patch.object(due, "BATCH", 5))
        for instant in instants:
            source.set(instant)
            with ExitStack() as guards:
                if control:
                    switch_off(guards)
                meet.wait(PATIENCE_SECONDS)
                due.run_daily()
                meet.wait(PATIENCE_SECONDS)
        db.engine.dispose()
    told.put(len(failures))


def switch_off(stack: ExitStack) -> None:
    """Let the next run act on what stands there now, without the mark of the day and without conditions."""
    before = run_unit(lambda: DueRepository().living_rows(list(db.session.scalars(select(Company.id)))))
    stack.enter_context(patch.object(DueRepository, "living_rows", lambda *_: before))
    stack.enter_context(patch.object(DueRepository, "take_day", lambda _, companies: companies))
    stack.enter_context(patch.object(DueRepository, "move", blindly))


def blindly(repository: DueRepository, row_ids: Any, _known: Any, wanted: Any, **_: Any) -> None:
    """Change the rows whatever state they are in."""
    rows = Subscription.__table__
    moved = update(rows).where(rows.c.id.in_(row_ids))
    repository.execute(moved.values(state=wanted.value, slot=slot_of(wanted)))


def race(app: Flask, rounds: int, *, control: bool) -> list[str]:
    """Let two processes run the job at the same time, each round on the next day that something is due."""
    make_world()
    context = multiprocessing.get_context("spawn")
    noon = datetime(2026, 1, 2, NOON_UTC, tzinfo=UTC)
    instants = [noon + timedelta(days=31 * number) for number in range(1, rounds + 1)]
    meet, told = context.Barrier(2), context.Queue()
    arguments = (instants, settings(), meet, told)
    pair = [context.Process(target=run_days, args=arguments, kwargs={"control": control}) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join(PATIENCE_SECONDS * rounds)
    if any(one.exitcode != 0 for one in pair):
        return ["a process failed"]
    return list(_race_faults(rounds, sum(told.get(timeout=PATIENCE_SECONDS) for _ in pair)))


def make_world() -> None:
    """Make companies with an owner and an automatic monthly subscription each, and half of them without renewal."""
    plan = make_plan("Básico")
    for number in range(COMPANIES_AT_ONCE):
        company = make_company(f"Empresa {number}")
        make_user(Role.OWNER, company)
        make_subscription(company, plan, start=FIRST_DAY, renews_automatically=number % 2 == 0)


def _race_faults(rounds: int, failures: int) -> Iterator[str]:
    if failures:
        yield f"{failures} batches failed"
    half = COMPANIES_AT_ONCE // 2
    rows = sum(len(chain) for chain in chains().values())
    if rows != COMPANIES_AT_ONCE + half * rounds:
        yield f"{rows} rows instead of {COMPANIES_AT_ONCE + half * rounds}"
    ended = select(AuditEntry.entity_id, func.count()).where(AuditEntry.action == "billing.subscription.ended")
    told = run_unit(lambda: db.session.execute(ended.group_by(AuditEntry.entity_id)).all())
    if twice := [entity_id for entity_id, count in told if count != 1]:
        yield f"{len(twice)} rows ended twice"
    if len(told) != half * (rounds + 1):
        yield f"{len(told)} rows ended instead of {half * (rounds + 1)}"
    mails = run_unit(lambda: db.session.scalars(select(OutboxMessage)).all())
    counted = Counter((mail.payload["to"], mail.payload["text"]) for mail in mails if mail.kind == "mail")
    if repeated := [one for one, count in counted.items() if count > 1]:
        yield f"{len(repeated)} mails sent twice"


def main(size: str, *, control: bool) -> int:
    """Return 0 when the chains are whole and the processes never meet, on every database that is there."""
    is_good = True
    is_small = size == "small"
    for name, app in apps("renewals", only_chosen=is_small):
        faults = [] if control or not (is_small or name == "SQLite") else live_through(app, size)
        empty_database()
        faults += race(app, ROUNDS[size], control=control)
        print(f"{name:<11} two processes, {ROUNDS[size]} rounds: {'; '.join(faults[:5]) or 'each change once'}")
        is_good &= not faults
    return 0 if is_good else 1
