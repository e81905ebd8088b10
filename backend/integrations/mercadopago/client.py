"""HTTP to Mercado Pago: time limits, safe repetition, the circuit, and answers turned into errors of payments.

Never logs a token, a body or a query. Repeats only what is safe: GET, and POST with the same idempotency key.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.wait import wait_random_exponential
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from backend.infra.unit_of_work import forbid_open_unit
from backend.integrations.mercadopago.circuit import Circuit
from backend.kernel.errors import AppError
from backend.payments.errors import (
    OUTCOME_UNKNOWN,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnreachable,
)

log = structlog.get_logger("payments")
CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
# What a cashier waits at most, repetitions included.
TOTAL_SECONDS = 12.0
SHORTEST_TRY = 0.3
TRIES = 3
MAX_BYTES = 4 * 1024 * 1024
CHUNK = 64 * 1024
TOO_MANY = 429
# After a try whose outcome is unknown only these tell that the first try did nothing either.
DECIDED = frozenset({400, 403, 404, 422})
# 401 about this one operation, not about the token.
NOT_ABOUT_THE_TOKEN = frozenset({"user_not_authorized"})
REASON = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: status 2xx and the JSON body (None when there is none); numbers with a point are Decimal."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it is sent, each time the same."""

    method: str
    path: str
    token: str | None = None
    params: Mapping[str, str | int] | None = None
    body: Mapping[str, Any] | None = None
    idempotency_key: str | None = None
    headers: Mapping[str, str] | None = None

    @property
    def is_repeatable(self) -> bool:
        """Tell whether sending it twice has the effect of sending it once."""
        return self.method == "GET" or self.idempotency_key is not None


class _Bearer(AuthBase):
    """Sets our credential, or none; without it ``requests`` may take one from a .netrc file."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Deadline:
    """How much time a call still has."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return self._end - time.monotonic()

    def forbids_another_try(self, state: RetryCallState) -> bool:
        return state.attempt_number >= TRIES or self.left() - state.upcoming_sleep < SHORTEST_TRY


class MercadoPagoClient:
    """Calls one Mercado Pago host; safe to share between threads, and after a fork."""

    def __init__(
        self,
        base_url: str,
        *,
        circuit: Circuit | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        """Keep where the host is; nothing is sent yet. Limits are seconds."""
        self._base_url = base_url.rstrip("/")
        self.circuit = circuit or Circuit(urlsplit(base_url).netloc)
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._total_seconds = total_seconds
        self._session: requests.Session | None = None
        self._pid = 0

    def describe_circuit(self) -> str:
        """Return the state of the circuit for ``/ready``: told, but never a reason to take the application away."""
        return f"circuit: {self.circuit.state}"

    def send(self, call: Call, *, seconds: float | None = None) -> Reply:
        """Send a call and return its success; ``seconds`` shortens the limit of the whole call.

        Raises ProviderUnauthorized (401), ProviderRefused (4xx: certainly nothing happened), ProviderTimedOut and
        ProviderUnavailable (outcome unknown), CircuitOpen and ProviderUnreachable (not sent). OpenTransaction when
        called inside a unit of work.
        """
        forbid_open_unit()
        deadline = _Deadline(min(seconds or self._total_seconds, self._total_seconds))
        unknown: list[AppError] = []

        def attempt() -> Reply:
            try:
                return self.circuit.call(lambda: self._exchange(call, deadline))
            except OUTCOME_UNKNOWN as error:
                unknown.append(error)
                raise

        retrying = Retrying(
            retry=retry_if_exception(lambda error: call.is_repeatable and _may_pass(error)),
            stop=deadline.forbids_another_try,
            wait=_pause,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except AppError as last:
            if unknown and not _decides(last):
                raise unknown[-1] from last
            raise

    def _exchange(self, call: Call, deadline: _Deadline) -> Reply:
        started = time.monotonic()
        status = 0
        try:
            status, content, headers = self._transfer(call, deadline)
            return _understood(status, content, headers)
        finally:
            log.info(
                "mercadopago.call",
                method=call.method,
                path=call.path,
                status=status,
                ms=round((time.monotonic() - started) * 1000),
            )

    def _transfer(self, call: Call, deadline: _Deadline) -> tuple[int, bytes, Mapping[str, str]]:
        left = max(deadline.left(), SHORTEST_TRY)
        headers = {"Accept": "application/json", "User-Agent": "Mostrador", **(call.headers or {})}
        if call.idempotency_key is not None:
            headers["X-Idempotency-Key"] = call.idempotency_key
        try:
            response = self._open_session().request(
                call.method,
                self._base_url + call.path,
                params=call.params,
                json=call.body,
                headers=headers,
                auth=_Bearer(call.token),
                timeout=(min(self._connect_seconds, left), min(self._read_seconds, left)),
                allow_redirects=False,
                stream=True,
            )
            with response:
                return response.status_code, _content(response, deadline), response.headers
        except requests.exceptions.ConnectTimeout as error:
            raise ProviderUnreachable from error
        except (requests.exceptions.Timeout, ReadTimeoutError) as error:
            raise ProviderTimedOut from error
        except requests.exceptions.ConnectionError as error:
            raise (ProviderUnreachable if _was_never_connected(error) else ProviderUnavailable) from error
        except (requests.exceptions.RequestException, HTTPError) as error:
            raise ProviderUnavailable from error

    def _open_session(self) -> requests.Session:
        if self._session is None or self._pid != os.getpid():
            session = requests.Session()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
            adapter = HTTPAdapter(pool_connections=4, pool_maxsize=64)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            self._session, self._pid = session, os.getpid()
        return self._session


def _content(response: requests.Response, deadline: _Deadline) -> bytes:
    """Read the body piece by piece: a host that dribbles, or never ends, is a host that failed."""
    content = bytearray()
    while piece := response.raw.read1(CHUNK, decode_content=True):
        content += piece
        if len(content) > MAX_BYTES:
            raise ProviderUnavailable
        if deadline.left() <= 0:
            raise ProviderTimedOut
    return bytes(content)


def _understood(status: int, content: bytes, headers: Mapping[str, str]) -> Reply:
    """Return the success, or raise what the answer means."""
    body, is_json = _json_of(content)
    if 200 <= status < 300 and is_json:  # noqa: PLR2004 - HTTP's own classes
        return Reply(status, body)
    if status == 408:  # noqa: PLR2004 - request timeout
        raise ProviderTimedOut
    if not 400 <= status < 500 or status == 424:  # noqa: PLR2004 - failed dependency: theirs, and unknown
        raise ProviderUnavailable
    reason = reason_of(body)
    if status == 401 and reason not in NOT_ABOUT_THE_TOKEN:  # noqa: PLR2004 - unauthorized
        raise ProviderUnauthorized(reason=reason, provider_status=status)
    refusal = ProviderRefused(reason=reason, provider_status=status)
    if status == TOO_MANY and (wait := headers.get("Retry-After", "")).isdecimal():
        refusal.headers["Retry-After"] = wait
    raise refusal


def _json_of(content: bytes) -> tuple[Any, bool]:
    if not content:
        return None, True
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=lambda _name: None), True
    except (ValueError, RecursionError):
        return None, False


def reason_of(body: Any) -> str:
    """Return Mercado Pago's own error code from any of its envelopes (reference §7.1), ``""`` when there is none."""
    if not isinstance(body, dict):
        return ""
    candidates: list[Any] = []
    for key in ("errors", "cause"):
        entries = body.get(key)
        if isinstance(entries, list) and entries:
            candidates.append(entries[0].get("code") if isinstance(entries[0], dict) else entries[0])
    candidates += [body.get("code"), body.get("error")]
    for candidate in candidates:
        if isinstance(candidate, str | int) and not isinstance(candidate, bool) and REASON.fullmatch(str(candidate)):
            return str(candidate)
    return ""


def _was_never_connected(error: requests.exceptions.ConnectionError) -> bool:
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", inner), NewConnectionError)


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, ProviderRefused):
        return error.provider_status == TOO_MANY
    return isinstance(error, (*OUTCOME_UNKNOWN, ProviderUnreachable))


def _decides(error: AppError) -> bool:
    """Tell whether this last error also says what became of an earlier try with an unknown outcome."""
    if isinstance(error, OUTCOME_UNKNOWN):
        return True
    return isinstance(error, ProviderRefused) and error.provider_status in DECIDED


def _pause(state: RetryCallState) -> float:
    """Wait as long as a 429 asks for, else a random time that doubles."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ProviderRefused) and "Retry-After" in error.headers:
        return float(error.headers["Retry-After"])
    return float(wait_random_exponential(multiplier=0.2, max=2)(state))
