"""A licence is asked for at every second around the ends and starts of rows, in four time zones, without any job.

What must be answered is worked out from the local calendar alone, independently of the product. With ``control`` the
product's idea of "today" is the day in UTC, whatever the company's zone: it then lies for hours.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from backend.billing.domain.states import SubscriptionState as State
from backend.billing.service.licences import entitlement_of
from backend.companies.models import Company
from backend.kernel import clock
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription
from tests.proofs.databases import apps

HAS_CONTROL = True
ZONES = ("America/Argentina/Buenos_Aires", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago")
SECONDS = {"small": 12, "full": 1800}
# With the control the lie lasts for hours around midnight: a wide step finds it too.
STEPS = {"small": (1, 1800), "full": (1, 60)}
FIRST, LAST = date(2026, 3, 10), date(2026, 4, 10)
# Santiago leaves summer time in the night of 4 April 2026; the expiry stands in that night.
LAST_IN_SANTIAGO = date(2026, 4, 4)


@dataclass(frozen=True, slots=True)
class Case:
    """A company whose licence is true on these local days, both inclusive (None: never), asked around ``turns``."""

    name: str
    company: Company
    valid: tuple[date, date] | None
    turns: tuple[date, ...]

    def expected(self, instant: datetime) -> bool:
        """Tell what the calendar says."""
        day = instant.astimezone(ZoneInfo(self.company.time_zone)).date()
        return self.valid is not None and self.valid[0] <= day <= self.valid[1]

    def edges(self) -> Iterator[datetime]:
        """Yield the local midnights around which to ask, in UTC."""
        zone = ZoneInfo(self.company.time_zone)
        return (datetime.combine(day, datetime.min.time(), tzinfo=zone).astimezone(UTC) for day in self.turns)


@dataclass
class Outcome:
    """How often the product was asked, and when it was wrong."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def cases_of(zone: str) -> Iterator[Case]:
    """Make companies of the zone: with one row, with a successor, suspended, deactivated."""
    plan = make_plan(f"Plan {zone}")
    last = LAST_IN_SANTIAGO if zone == "America/Santiago" else LAST
    after, before = last + timedelta(days=1), FIRST - timedelta(days=37)

    def company(**columns: object) -> Company:
        return make_company(time_zone=zone, **columns)

    def row(owner: Company, state: State, start: date, end: date) -> None:
        make_subscription(owner, plan, state, start=start, end_date=end)

    single, followed, suspended, closed = company(), company(), company(), company(is_active=False)
    row(single, State.SCHEDULED, FIRST, last)
    yield Case("starts and ends", single, (FIRST, last), (FIRST, after))
    row(followed, State.ACTIVE, before, FIRST)
    row(followed, State.SCHEDULED, FIRST, last)
    yield Case("with a successor", followed, (before, last), (FIRST, FIRST + timedelta(days=1), after))
    row(suspended, State.SUSPENDED, FIRST, last)
    yield Case("suspended", suspended, None, (FIRST, after))
    row(closed, State.ACTIVE, FIRST, last)
    yield Case("of a deactivated company", closed, None, (FIRST, after))


def instants(edge: datetime, size: str) -> Iterator[datetime]:
    """Yield every second around the edge, and wider steps for half a day on both sides, in order."""
    step, wide = STEPS[size]
    near = range(-SECONDS[size], SECONDS[size] + 1, step)
    far = range(-13 * 3600, 13 * 3600, wide)
    yield from (edge + timedelta(seconds=offset) for offset in sorted({*near, *far}))


def ask(cases: list[Case], source: clock.MovableClock, size: str) -> Outcome:
    """Ask for every case at every instant, time moving forward only, and compare with the calendar."""
    outcome, started = Outcome(), time.perf_counter()
    moments = {
        (instant, index)
        for index, case in enumerate(cases)
        for edge in case.edges()
        for instant in instants(edge, size)
    }
    for instant, index in sorted(moments):
        case = cases[index]
        source.set(instant)
        told = entitlement_of(case.company.id).is_valid
        outcome.asked += 1
        if told is not case.expected(instant):
            outcome.wrong.append(f"{case.company.time_zone} {case.name} at {instant:%Y-%m-%d %H:%M:%S}: {told}")
    outcome.seconds = time.perf_counter() - started
    return outcome


def main(size: str, *, control: bool) -> int:
    """Return 0 when every answer was the calendar's on every database that is there."""
    lie = patch.object(clock, "today_in", lambda _zone: clock.now().date()) if control else patch.dict({}, {})
    outcomes = []
    for name, _app in apps("licences"):
        with clock.using(clock.MovableClock(datetime(2026, 2, 1, 12, tzinfo=UTC))) as source:
            cases = [case for zone in ZONES for case in cases_of(zone)]
            with lie:
                outcome = ask(cases, source, size)
        outcomes.append(outcome)
        print(
            f"{name:<11} {len(cases)} companies in {len(ZONES)} zones: asked {outcome.asked} times, "
            f"{len(outcome.wrong)} answers wrong, {outcome.seconds:.1f} s"
        )
        for fault in outcome.wrong[:3]:
            print(f"            {fault}")
    return 0 if outcomes and not any(outcome.wrong for outcome in outcomes) else 1
