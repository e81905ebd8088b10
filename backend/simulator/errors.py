"""Error answers, one class per family of envelopes (reference section 7.1).

Each body is a superset of the OpenAPI document's ``Error`` (status, error, message), so both descriptions hold.
"""

from __future__ import annotations

from typing import Any


class SimulatorError(Exception):
    """An answer that is not a success: a status and a JSON body."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        """Keep what the client will see."""
        super().__init__(body.get("message", ""))
        self.status = status
        self.body = body
        self.headers = headers or {}


class OrdersError(SimulatorError):
    """``/v1/orders`` and ``/terminals``: a list of errors."""

    def __init__(self, status: int, code: str, message: str, details: list[str] | None = None) -> None:
        """Build a list of one error."""
        entry: dict[str, Any] = {"code": code, "message": message}
        if details:
            entry["details"] = details
        super().__init__(status, {"errors": [entry], "status": status, "error": code, "message": message})

    @classmethod
    def several(cls, entries: list[dict[str, Any]]) -> OrdersError:
        """Build the 400 of a body with several faults."""
        error = cls(400, entries[0]["code"], entries[0]["message"])
        error.body["errors"] = entries
        return error


class AuthError(SimulatorError):
    """No token, or one that is not (or no longer) known: flat."""

    def __init__(self, message: str) -> None:
        """Build the 401."""
        super().__init__(401, {"code": "unauthorized", "message": message, "error": "unauthorized", "status": 401})


class ClassicError(SimulatorError):
    """``/v1/payments``, merchant orders, users: message, error, status, cause."""

    def __init__(self, status: int, error: str, message: str, code: int | None = None) -> None:
        """Build the envelope; ``code`` goes into the first cause."""
        cause = [] if code is None else [{"code": code, "description": message, "data": None}]
        super().__init__(status, {"message": message, "error": error, "status": status, "cause": cause})


class GrantError(ClassicError):
    """``/oauth/token``: the classic envelope without a cause."""

    def __init__(self, error: str, message: str, status: int = 400) -> None:
        """Build the envelope."""
        super().__init__(status, error, message)


class InstoreError(SimulatorError):
    """Stores and points of sale: the key of the error, and causes."""

    def __init__(self, status: int, key: str, message: str) -> None:
        """Build the envelope."""
        causes = [{"code": key, "description": message}]
        super().__init__(status, {"error": key, "message": message, "status": status, "causes": causes})


def busy_terminal() -> OrdersError:
    """Return the 409 of a terminal that has another order."""
    return OrdersError(409, "already_queued_order_on_terminal", "There is already a queued order on the terminal.")
