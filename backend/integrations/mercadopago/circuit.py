"""The circuit to one host (contract 40-mercadopago rule 8): opens after 5 failures, a trial after 30 s."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pybreaker
import structlog

from backend.infra.metrics import CIRCUIT_OPEN
from backend.payments.errors import CircuitOpen, ProviderRefused

log = structlog.get_logger("payments")
R = TypeVar("R")
FAILURES = 5
TRIAL_AFTER_SECONDS = 30


class _Announcer(pybreaker.CircuitBreakerListener):
    """Logs each change of state and shows it as a metric."""

    def __init__(self, host: str) -> None:
        self._host = host

    def state_change(self, _breaker: Any, old_state: Any, new_state: Any) -> None:
        log.warning("mercadopago.circuit", host=self._host, was=getattr(old_state, "name", None), now=new_state.name)
        CIRCUIT_OPEN.labels(self._host).set(int(new_state.name == pybreaker.STATE_OPEN))


class Circuit:
    """Lets calls through while the host answers; one trial at a time after it failed. Refusals (4xx) are answers."""

    def __init__(self, host: str, *, trial_after_seconds: float = TRIAL_AFTER_SECONDS) -> None:
        """Start closed."""
        self.host = host
        self._trial = threading.Lock()
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES,
            reset_timeout=trial_after_seconds,
            exclude=[ProviderRefused],
            listeners=[_Announcer(host)],
            throw_new_error_on_trip=False,
        )
        CIRCUIT_OPEN.labels(host).set(0)

    @property
    def state(self) -> str:
        """Return ``closed``, ``open`` or ``half-open``."""
        return str(self._breaker.current_state)

    def call(self, send: Callable[[], R]) -> R:
        """Run ``send`` and count how it went; raises CircuitOpen without running it while the circuit is open."""
        is_trial = self.state != pybreaker.STATE_CLOSED
        if is_trial and not self._trial.acquire(blocking=False):
            raise CircuitOpen
        try:
            # ``calling`` and not ``call``: the latter holds pybreaker's lock for the whole network call.
            with self._breaker.calling():
                return send()
        except pybreaker.CircuitBreakerError as error:
            raise CircuitOpen from error
        finally:
            if is_trial:
                self._trial.release()
