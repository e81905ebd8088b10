"""Errors that carry their HTTP answer (contract 00-conventions, Errors).

Services raise these; ``backend.infra.http`` is the only place that turns them into answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FieldErrors = Mapping[str, Sequence[str]]


class AppError(Exception):
    """A fact the caller must be told: HTTP status, stable code, Spanish sentence, extra facts for the body.

    Subclasses set ``status``, ``code`` and ``message`` as class attributes; any of them can be given anew at the raise.
    ``facts`` are merged into the answer's body, so they must be JSON values and never secrets.
    """

    status: int = 500
    code: str = "internal_error"
    message: str = "Ocurrió un error inesperado. Probá de nuevo en unos minutos."
    # The unit of work commits before it lets such an error out: a wrong guess must be remembered.
    keeps_changes: bool = False

    def __init__(
        self,
        message: str | None = None,
        *,
        status: int | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        """Keep the facts; whatever is not given comes from the class."""
        self.message = message if message is not None else self.message
        self.status = status if status is not None else self.status
        self.code = code if code is not None else self.code
        self.headers: dict[str, str] = dict(headers or {})
        self.facts: dict[str, Any] = facts
        super().__init__(self.message)


class MalformedRequest(AppError):
    """The request could not be read at all (400)."""

    status = 400
    code = "malformed_json"
    message = "El cuerpo del pedido no es JSON válido."


class NotAuthenticated(AppError):
    """No usable credential (401)."""

    status = 401
    code = "not_authenticated"
    message = "Iniciá sesión para continuar."

    def __init__(self, message: str | None = None, *, code: str | None = None, **facts: Any) -> None:
        """Every 401 names the scheme it wants."""
        super().__init__(message, code=code, headers={"WWW-Authenticate": "Bearer"}, **facts)


class Forbidden(AppError):
    """Known caller, not allowed (403)."""

    status = 403
    code = "forbidden"
    message = "Tu cuenta no tiene permiso para hacer esto."


class NotFound(AppError):
    """No such row, or a row of another company (404)."""

    status = 404
    code = "not_found"
    message = "No encontramos lo que buscás."


class Conflict(AppError):
    """The row is in another state, or somebody else was first (409)."""

    status = 409
    code = "conflict"
    message = "No se pudo hacer porque el estado cambió. Actualizá y probá de nuevo."


class UnsupportedMedia(AppError):
    """The body is of a kind that the route does not read (415)."""

    status = 415
    code = "unsupported_media_type"
    message = "El contenido tiene que ser JSON (Content-Type: application/json)."


class PayloadTooLarge(AppError):
    """The body is over the route's limit (413)."""

    status = 413
    code = "payload_too_large"
    message = "El contenido enviado es demasiado grande."


class ValidationFailed(AppError):
    """One or more fields are wrong (422); ``errors`` maps wire field names to sentences."""

    status = 422
    code = "validation_error"
    message = "Revisá los datos marcados."

    def __init__(
        self, errors: FieldErrors | None = None, message: str | None = None, *, code: str | None = None, **facts: Any
    ) -> None:
        """Keep the sentences by field."""
        self.errors: dict[str, list[str]] = {field: list(texts) for field, texts in (errors or {}).items()}
        super().__init__(message, code=code, errors=self.errors, **facts)


class RateLimited(AppError):
    """Too many tries (429); ``retry_after`` in whole seconds, at least 1."""

    status = 429
    code = "rate_limited"
    message = "Demasiados intentos. Esperá un momento y probá de nuevo."

    def __init__(
        self, retry_after: float, message: str | None = None, *, code: str | None = None, **facts: Any
    ) -> None:
        """Tell when to come back, also as a header."""
        self.retry_after = max(1, int(-(-retry_after // 1)))
        super().__init__(message, code=code, headers={"Retry-After": str(self.retry_after)}, **facts)


class DependencyRefused(AppError):
    """A service we depend on answered with a refusal (502)."""

    status = 502
    code = "dependency_refused"
    message = "El servicio externo rechazó la operación."


class DependencyDown(AppError):
    """A service we depend on cannot be reached, or its circuit is open (503)."""

    status = 503
    code = "dependency_down"
    message = "El servicio externo no está disponible en este momento."


class DependencyTimedOut(AppError):
    """A service we depend on did not answer in time (504)."""

    status = 504
    code = "dependency_timeout"
    message = "El servicio externo no respondió a tiempo."


class TransportError(Exception):
    """An outside service could not be used; ``is_permanent`` says that repeating the same call is pointless."""

    def __init__(self, text: str, *, is_permanent: bool = False) -> None:
        """Keep whether another try could help."""
        self.is_permanent = is_permanent
        super().__init__(text)
