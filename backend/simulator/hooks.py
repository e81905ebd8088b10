"""Where fault rules meet requests: before they are handled, and when they are answered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from backend.simulator.access import world
from backend.simulator.errors import AuthError, ClassicError, GrantError, OrdersError, busy_terminal
from backend.simulator.faults.strikes import strike_with, striking_rule
from backend.simulator.server import DROP_KEY

if TYPE_CHECKING:
    from backend.simulator.errors import SimulatorError

_EXEMPT = ("/_sim", "/terminal/", "/phone", "/static", "/instore/merchant", "/checkout/v1/")
_RETRY_AFTER = {429: {"Retry-After": "1"}}


def install(app: Flask) -> None:
    """Let the rules strike every request to the API; control calls and people's pages are spared."""
    app.before_request(_strike)
    app.after_request(_finish)


def _strike() -> None:
    if request.path == "/" or request.path.startswith(_EXEMPT):
        return
    with world().lock:
        rule = world().faults.for_request(request.method, request.path, creates_point_order=_creates_point_order())
    if rule is None:
        return
    strike_with(rule)
    if rule.fault == "hang":
        time.sleep(rule.seconds)
    elif rule.fault == "status":
        raise _failure(rule.status)
    elif rule.fault == "dead_token":
        raise _dead_token()
    elif rule.fault == "busy_terminal":
        raise busy_terminal()


def _creates_point_order() -> bool:
    if (request.method, request.path) != ("POST", "/v1/orders"):
        return False
    body = request.get_json(force=True, silent=True)
    return isinstance(body, dict) and body.get("type") == "point"


def _finish(response: Response) -> Response:
    rule = striking_rule()
    if rule is not None and rule.fault == "drop":
        request.environ[DROP_KEY] = True
    if rule is not None and rule.fault == "delay" and not request.path.endswith("/events"):
        time.sleep(rule.seconds)
    return response


def _failure(status: int) -> SimulatorError:
    error: SimulatorError
    if request.path.startswith(("/v1/orders", "/terminals")):
        error = OrdersError(status, "too_many_requests" if status in _RETRY_AFTER else "internal_error", "Fault rule")
    else:
        error = ClassicError(status, "too_many_requests" if status in _RETRY_AFTER else "internal_error", "Fault rule")
    error.headers = _RETRY_AFTER.get(status, {})
    return error


def _dead_token() -> SimulatorError:
    if request.path == "/oauth/token":
        return GrantError("invalid_grant", "Error validating grant. Your refresh token may be expired or revoked.")
    return AuthError("user not found")
