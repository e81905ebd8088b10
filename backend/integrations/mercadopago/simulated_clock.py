"""The clock of an installation that plays with the simulator (``CLOCK_SOURCE=simulator``; refused in production)."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import requests

from backend.kernel.clock import system_time

READ_EVERY_SECONDS = 1.0
# A simulator that is down is asked less often: each try may cost the time limit.
READ_AGAIN_SECONDS = 5.0
LIMIT_SECONDS = 0.3
LARGEST_OFFSET_SECONDS = 20 * 365 * 86400


class SimulatedClock:
    """Machine time plus the simulator's offset, re-read at most once a second by one thread; the last one known else.

    Never fails: a simulator that is down, slow or wrong leaves the offset as it was.
    """

    def __init__(self, base_url: str) -> None:
        """Read from ``{base_url}/_sim/clock``; nothing is asked before the first use."""
        self._url = f"{base_url.rstrip('/')}/_sim/clock"
        self._offset = timedelta()
        self._read_after = 0.0
        self._reading = threading.Lock()

    def __call__(self) -> datetime:
        """Return the current instant as the simulator sees it."""
        if time.monotonic() >= self._read_after and self._reading.acquire(blocking=False):
            try:
                self._read()
            finally:
                self._reading.release()
        return system_time() + self._offset

    def _read(self) -> None:
        wait = READ_AGAIN_SECONDS
        try:
            answer: Any = requests.get(self._url, timeout=LIMIT_SECONDS).json()
            seconds = answer["offset_seconds"]
            if not isinstance(seconds, bool) and abs(float(seconds)) <= LARGEST_OFFSET_SECONDS:
                self._offset = timedelta(seconds=float(seconds))
                wait = READ_EVERY_SECONDS
        except (requests.RequestException, ValueError, TypeError, KeyError):
            pass
        self._read_after = time.monotonic() + wait
