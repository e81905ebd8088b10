"""The one clock: every date and time in the product is asked here, so that tests and the simulator can move it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ClockSource = Callable[[], datetime]


def system_time() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that stands still until it is moved; for tests and proofs."""

    def __init__(self, start: datetime | None = None) -> None:
        """Start at the given instant (aware), or now."""
        self._instant = start or system_time()

    def __call__(self) -> datetime:
        """Return the instant it stands at."""
        return self._instant

    def advance(self, **delta: float) -> datetime:
        """Move forward by ``timedelta(**delta)`` and return the new instant."""
        self._instant += timedelta(**delta)
        return self._instant

    def set(self, instant: datetime) -> None:
        """Stand at this instant (aware)."""
        self._instant = instant


_source: ClockSource = system_time


def now() -> datetime:
    """Return the current instant: aware, UTC."""
    return _source()


def today_in(zone: str) -> date:
    """Return the current date in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def use_source(source: ClockSource) -> None:
    """Make every later ``now()`` of this process ask this source."""
    global _source  # noqa: PLW0603 - the one clock of the process is exactly what this module holds
    _source = source


@contextmanager
def using(source: ClockSource) -> Iterator[ClockSource]:
    """Use another source inside a ``with`` block, then the earlier one again."""
    earlier = _source
    use_source(source)
    try:
        yield source
    finally:
        use_source(earlier)
