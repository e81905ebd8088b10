"""The simulator's clock: real time plus an offset that a person or a test moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.kernel import clock

# Room for every life and retry that is reckoned from an instant.
_LAST_YEAR = 9000


class OffsetClock:
    """Real time plus an offset in seconds; it never goes backwards by itself."""

    def __init__(self) -> None:
        """Start at real time."""
        self.offset_seconds: float = 0.0

    def now(self) -> datetime:
        """Return the simulated instant: aware, UTC."""
        return clock.system_time() + timedelta(seconds=self.offset_seconds)

    def advance(self, seconds: float) -> datetime:
        """Move by this many seconds and return the new instant; OverflowError beyond the year 9000."""
        offset = self.offset_seconds + seconds
        instant = clock.system_time() + timedelta(seconds=offset)
        if instant.year > _LAST_YEAR:
            raise OverflowError
        self.offset_seconds = offset
        return instant
