"""The edge of HTTP: request ids, client addresses, errors as problem+json, security headers, one log line a request."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Request, Response, current_app, g, jsonify, request
from flask.sessions import SessionInterface
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter, Map, MapAdapter
from werkzeug.wsgi import get_host

from backend.config import Settings
from backend.infra.log import RequestLog
from backend.infra.metrics import REQUESTS
from backend.infra.principal import Actor, Origin, set_actor
from backend.kernel.errors import (
    AppError,
    DependencyDown,
    MalformedRequest,
    NotFound,
    PayloadTooLarge,
    UnsupportedMedia,
    ValidationFailed,
)
from backend.kernel.ids import new_id

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("http")
MAX_BODY = 1024 * 1024
SPA_ENDPOINT = "spa.page"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API_PREFIXES = (
    "/token",
    "/auth",
    "/account",
    "/public",
    "/api",
    "/admin",
    "/sellers",
    "/totems",
    "/mercadopago",
    "/consulta",
    "/carrito",
    "/pago",
    "/pagos",
    "/anulacion",
    "/deudas",
    "/health",
    "/ready",
    "/metrics",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/.well-known",
)
# Werkzeug makes these absolute when an answer is sent.
UNFINISHED = frozenset({"location", "content-location"})
_BELOW_API = tuple(f"{prefix}/" for prefix in API_PREFIXES)
# Older clients of these areas read the sentence, not the code, in `error` (00-conventions, Errors).
TEXT_IN_ERROR = ("/api/mercadopago", "/api/sales", "/api/points-of-sale")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
CODES = {
    400: "bad_request", 401: "not_authenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    406: "not_acceptable", 408: "request_timeout", 411: "length_required", 413: "payload_too_large",
    414: "uri_too_long", 415: "unsupported_media_type", 416: "range_not_satisfiable", 429: "rate_limited",
}  # fmt: skip
TEXTS = {
    400: "El pedido está mal formado.",
    405: "Este recurso no admite ese método.",
    415: UnsupportedMedia.message,
}


def is_api_path(path: str) -> bool:
    """Tell whether the path belongs to the API (an unknown one is a JSON 404) rather than to the SPA."""
    return path in API_PREFIXES or path.startswith(_BELOW_API)


def init_http(app: Flask, settings: Settings) -> None:
    """Attach everything this module does to the app."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.converters["int"] = IdConverter
    edge = SecurityHeaders(app.wsgi_app, settings)
    app.wsgi_app = TrustedProxies(edge, settings.trusted_proxies)  # type: ignore[method-assign] # Flask's way
    app.before_request(_begin)
    lines = RequestLog(settings)
    app.after_request(lambda response: _finish(response, lines))


def answer_errors(app: Flask) -> None:
    """Answer every error in the one body; called after flask-smorest, which brings a body of its own."""
    app.register_error_handler(AppError, problem)
    app.register_error_handler(HTTPException, _from_werkzeug)
    app.register_error_handler(Exception, _unexpected)


def problem(error: AppError) -> Response:
    """Write an error as the one body of the contract, with its headers."""
    error_field = error.message if request.path.startswith(TEXT_IN_ERROR) else error.code
    body = {
        "type": f"urn:mostrador:error:{error.code}",
        "title": _title(error.status),
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "message": error.message,
        "error": error_field,
        "success": False,
        **error.facts,
    }
    response = jsonify(body)
    response.status_code = error.status
    response.content_type = "application/problem+json"
    response.headers.extend(error.headers)
    return response


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _from_werkzeug(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return error
    messages = getattr(error, "data", None)  # webargs leaves its field errors here
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and isinstance(messages, dict):
        return problem(_validation(messages.get("messages", {})))
    if status == HTTPStatus.BAD_REQUEST and isinstance(messages, dict):
        return problem(MalformedRequest())
    if isinstance(error, MethodNotAllowed) and _is_unknown_path(error):
        return problem(NotFound())
    known: dict[int, type[AppError]] = {404: NotFound, 413: PayloadTooLarge}
    if status in known:
        return problem(known[status]())
    translated = AppError(
        TEXTS.get(status, AppError.message),
        status=status,
        code=CODES.get(status, "internal_error"),
        headers={k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After", "WWW-Authenticate"}},
    )
    return problem(translated)


def _is_unknown_path(error: MethodNotAllowed) -> bool:
    """Tell whether nothing but the SPA's catch-all, which reads only, knows this path of the API."""
    if not is_api_path(request.path) or not READING_METHODS.issuperset(error.valid_methods or ()):
        return False
    endpoint, _arguments = current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr] # there is a request
    return bool(endpoint == SPA_ENDPOINT)


def _validation(messages: dict[str, Any]) -> AppError:
    """Flatten webargs' ``{location: {field: …}}`` to ``{field: [text, …]}``; nested fields are dotted."""
    body = messages.get("json")
    if isinstance(body, dict) and list(body) == ["_schema"] and body["_schema"] == ["Invalid input type."]:
        return MalformedRequest("El cuerpo tiene que ser un objeto JSON.")
    if body == ["Invalid JSON body."] or (isinstance(body, list) and body):
        return MalformedRequest()
    flat: dict[str, list[str]] = {}
    for located in messages.values():
        _flatten(located, "", flat)
    return ValidationFailed(flat)


def _flatten(node: Any, path: str, into: dict[str, list[str]]) -> None:
    if isinstance(node, dict):
        for key, child in node.items():
            name = path if key in {"_schema", "value", "key"} and path else f"{path}.{key}" if path else str(key)
            _flatten(child, name, into)
    else:
        into.setdefault(path or "_schema", []).extend(
            str(text) for text in (node if isinstance(node, list) else [node])
        )


def _unexpected(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        log.error("http.database_lost", exc_info=error)
        return problem(DependencyDown("La base de datos no está disponible.", code="database_down"))
    log.error("http.unexpected", path=request.path, exc_info=error)
    return problem(AppError(request_id=g.get("request_id")))


def request_id_of(given: str) -> str:
    """Return the id of a request: the given one when it is well formed, else a new one."""
    return given if REQUEST_ID.fullmatch(given) else new_id()


def _begin() -> None:
    asked, context = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - a proxy resolves itself at each access
    context.request_id = request_id = request_id_of(asked.headers.get("X-Request-Id", ""))
    context.started = perf_counter()
    agent = asked.headers.get("User-Agent", "")[:255] or None
    set_actor(Actor(address=asked.remote_addr, agent=agent, request_id=request_id, origin=Origin.WEB))
    if "\0" in asked.path:
        raise NotFound  # names nothing; PostgreSQL would refuse it as a value


def _finish(response: Response, lines: RequestLog) -> Response:
    asked, context = request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - a proxy resolves itself at each access
    seconds = perf_counter() - context.get("started", perf_counter())
    timer(asked.method, asked.endpoint or "none", response.status_code).observe(seconds)
    principal = context.get("principal")
    request_id = context.get("request_id", "")
    lines.write(
        {
            "method": asked.method,
            "path": asked.path,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "company": principal.company_id if principal else None,
            "user": principal.user_id if principal else None,
            "request_id": request_id,
        }
    )
    response.headers["X-Request-Id"] = request_id
    return response


@lru_cache(maxsize=4096)
def timer(method: str, endpoint: str, status: int) -> Any:
    """Return the histogram of these labels; looking it up costs more than counting."""
    return REQUESTS.labels(method, endpoint, status)


class IdConverter(IntegerConverter):
    """A number in a path: the id of a row, which is never beyond what every database holds."""

    regex = r"\d{1,9}"


class NoCookieSessions(SessionInterface):
    """Flask's cookie session is used nowhere: nothing is read, signed or set."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Open none."""


@lru_cache(maxsize=256)
def _server_name(host: str) -> str:
    """Return a host as rules are bound to it; raises BadHost."""
    return Map().bind(host.lower()).server_name


class Answer(Response):
    """An answer whose headers, where nothing is left to complete, are sent as they stand and not copied."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers to send."""
        names = {name.lower() for name, _text in self.headers}
        if self.status_code == HTTPStatus.OK and "content-length" in names and names.isdisjoint(UNFINISHED):
            return self.headers
        return super().get_wsgi_headers(environ)


class Application(Flask):
    """Flask without what this application has no use for, on the way of every request."""

    response_class = Answer
    session_interface = NoCookieSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: no view is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the rules to a request: any host may be asked, and no rule is a websocket's."""
        if request is None or "HTTP_UPGRADE" in request.environ or not request.environ.get("PATH_INFO"):
            return super().create_url_adapter(request)
        request.host = host = get_host(request.environ)
        return MapAdapter(
            map=self.url_map,
            server_name=_server_name(host),
            script_name=request.root_path,
            subdomain="",
            url_scheme=request.scheme,
            path_info=request.path,
            default_method=request.method,
            query_args=request.query_string.decode("utf-8", "replace") if request.environ.get("QUERY_STRING") else "",
        )


class SecurityHeaders:
    """WSGI middleware: the headers that every answer carries, unless its view set its own."""

    def __init__(self, application: WSGIApplication, settings: Settings) -> None:
        """Keep the headers of this installation."""
        self._application = application
        always = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        }
        if settings.is_https:
            always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self._of_pages = [(name.lower(), (name, text)) for name, text in always.items()]
        self._of_api = [*self._of_pages, ("cache-control", ("Cache-Control", "no-store"))]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Add what is missing to the answer's headers."""
        wanted = self._of_api if is_api_path(environ.get("PATH_INFO", "")) else self._of_pages

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            given = {name.lower() for name, _text in headers}
            missing = [header for name, header in wanted if name not in given]
            return start_response(status, headers + missing, *failure)

        return self._application(environ, start)


class TrustedProxies:
    """WSGI middleware: takes the client's address and scheme from ``X-Forwarded-*``, but only of listed peers."""

    def __init__(self, application: WSGIApplication, trusted: Iterable[str]) -> None:
        """Keep the networks (``TRUSTED_PROXIES``: addresses or CIDR) whose headers are believed."""
        self._application = application
        self._trusted = [ipaddress.ip_network(network, strict=False) for network in trusted]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Rewrite the environment of a request that came through a trusted proxy."""
        if self._trusted and self._is_trusted(environ.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            while hops and self._is_trusted(hops[-1]):
                hops.pop()
            if hops:
                environ["REMOTE_ADDR"] = hops[-1]
            if environ.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        return self._application(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self._trusted)


def json_answer(body: object, status: int = 200) -> Response:
    """Return a JSON answer made without a schema (hot paths and wrappers)."""
    response = jsonify(body)
    if status != HTTPStatus.OK:
        response.status_code = status
    return response
