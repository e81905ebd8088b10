"""Answers that nothing can change while the process runs: made once by their view, then sent from memory.

For login-free reads that many ask for. Their limits, request line, metric and headers stay as everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask

from backend.infra.http import request_id_of, timer
from backend.infra.log import RequestLog
from backend.infra.rate_limits import LIMIT_MARK, is_within

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
MARK = "__unchanging__"


def unchanging(view: View) -> View:
    """Say that this view without a login answers the same to everybody until the process ends."""
    setattr(view, MARK, True)
    return view


def _is_plain(environ: WSGIEnvironment) -> bool:
    # An origin is answered by name, and a query is the view's to refuse.
    return environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING") and "HTTP_ORIGIN" not in environ


@dataclass(frozen=True, slots=True)
class _Kept:
    endpoint: str
    limit: str | None
    headers: list[tuple[str, str]]
    body: bytes


class KeptAnswers:
    """WSGI middleware around the application: sends what is kept, keeps what an unchanging view answered."""

    def __init__(self, app: Flask, lines: RequestLog) -> None:
        """Start with nothing kept."""
        self._app = app
        self._application: WSGIApplication = app.wsgi_app
        self._lines = lines
        self._kept: dict[str, _Kept] = {}
        self._paths: dict[str, str] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or let the application answer."""
        if not _is_plain(environ) or environ["PATH_INFO"] not in self._unchanging_paths():
            return self._application(environ, start_response)
        kept = self._kept.get(environ["PATH_INFO"])
        if kept is None:
            return self._keep(environ, start_response)
        if kept.limit is not None and not is_within(kept.limit, f"address:{environ.get('REMOTE_ADDR')}"):
            return self._application(environ, start_response)  # which refuses, and says for how long
        return self._send(kept, environ, start_response)

    def _unchanging_paths(self) -> dict[str, str]:
        if self._paths is None:
            views = self._app.view_functions
            self._paths = {
                r.rule: r.endpoint for r in self._app.url_map.iter_rules() if hasattr(views[r.endpoint], MARK)
            }
        return self._paths

    def _keep(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            told.append((status, headers))
            return start_response(status, headers, *failure)

        body = b"".join(self._application(environ, start))
        status, headers = told[-1]
        if status == "200 OK":
            path = environ["PATH_INFO"]
            endpoint = self._unchanging_paths()[path]
            lasting = [(name, text) for name, text in headers if name != "X-Request-Id"]
            limit = getattr(self._app.view_functions[endpoint], LIMIT_MARK, None)
            self._kept[path] = _Kept(endpoint, limit, lasting, body)
        return [body]

    def _send(self, kept: _Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = perf_counter()
        request_id = request_id_of(environ.get("HTTP_X_REQUEST_ID", ""))
        start_response("200 OK", [*kept.headers, ("X-Request-Id", request_id)])
        seconds = perf_counter() - started
        timer("GET", kept.endpoint, 200).observe(seconds)
        told = {"method": "GET", "path": environ["PATH_INFO"], "status": 200, "ms": round(seconds * 1000, 1)}
        self._lines.write({**told, "company": None, "user": None, "request_id": request_id})
        return [kept.body]
