"""Limits per client (00-conventions, Limits): in memory on one process, in Redis when ``REDIS_URL`` is set.

Routes under the same named limit share one counter. The client is the account or key, else the address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, g, request
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded
from limits import parse

from backend.config import Settings
from backend.infra.current import settings
from backend.infra.http import problem
from backend.kernel.errors import RateLimited

View = TypeVar("View", bound=Callable[..., Any])
LIMIT_MARK = "__limit__"
LIMITS: dict[str, str | Callable[[], str]] = {
    "codes": "10 per minute",
    "registration": "5 per minute",
    "public_reads": "120 per minute",
    "purchases": "20 per minute",
    "saas": "60 per minute",
    "locations": lambda: _locations(settings()),
}


def client_of_request() -> str:
    """Return who the limit counts: the principal the guard admitted, else the peer's address."""
    principal = g.get("principal")
    return principal.client if principal is not None else f"address:{request.remote_addr}"


limiter = Limiter(key_func=client_of_request, default_limits=[], headers_enabled=False)


def limited(name: str) -> Callable[[View], View]:
    """Count calls of this view under the named limit; beyond it 429 with ``Retry-After``.

    Put it below ``@requires`` where the caller is known, so that the account is counted and not the address.
    """

    def decorate(view: View) -> View:
        counted = cast("View", limiter.shared_limit(LIMITS[name], scope=name)(view))
        setattr(counted, LIMIT_MARK, name)
        return counted

    return decorate


def _locations(chosen: Settings) -> str:
    return f"{chosen.location_rate_limit_requests} per {chosen.location_rate_limit_window} second"


def _text_of(name: str) -> str:
    limit = LIMITS[name]
    return limit if isinstance(limit, str) else limit()


def is_within(name: str, client: str) -> bool:
    """Count one call of a client under a named limit, on the counter that :func:`limited` uses; False beyond it."""
    if not limiter.enabled:
        return True
    try:
        return limiter.limiter.hit(parse(_text_of(name)), client, name)
    except Exception:  # noqa: BLE001 - whatever a store raises: the limiter itself knows what to do without it
        return False


def init_rate_limits(app: Flask, chosen: Settings) -> None:
    """Choose the store of the counters and answer excess in the common body."""
    app.config["RATELIMIT_ENABLED"] = chosen.rate_limits
    app.config["RATELIMIT_STORAGE_URI"] = chosen.redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(chosen.redis_url)
    app.config["RATELIMIT_IN_MEMORY_FALLBACK"] = []
    limiter.init_app(app)

    @app.errorhandler(RateLimitExceeded)
    def _too_many(_error: RateLimitExceeded) -> Any:
        current = limiter.current_limit
        return problem(RateLimited(current.reset_at - 1 - time.time() if current else 60))
