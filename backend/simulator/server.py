"""A small threaded HTTP/1.1 server for one WSGI application.

The development server of Werkzeug closes every connection, and production servers cannot hang up without an answer;
the simulator needs both kept-alive connections (bursts) and the ``drop`` fault.
"""

from __future__ import annotations

import io
import logging
import socketserver
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import WSGIApplication

_log = logging.getLogger(__name__)
DROP_KEY = "simulator.drop"
_MAX_LINE = 65_536
_MAX_HEADERS = 100
_MAX_BODY = 4 * 1024 * 1024
_IDLE_SECONDS = 75
_BODYLESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class BadRequestError(Exception):
    """What came in is not HTTP as this server speaks it; carries the status to answer."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status."""
        super().__init__(status.phrase)
        self.status = status


class ThreadingWsgiServer(socketserver.ThreadingTCPServer):
    """Serve one WSGI application, a thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 1024

    def __init__(self, host: str, port: int, application: WSGIApplication) -> None:
        """Listen at once; port 0 takes a free one."""
        self.application = application
        super().__init__((host, port), _Connection)

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what broke a connection, unless the client merely went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            _log.exception("connection broke")


class _Connection(socketserver.StreamRequestHandler):
    server: ThreadingWsgiServer
    rbufsize = 65_536
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while self._serve_one():
                pass
        except BadRequestError as error:
            self.wfile.write(f"HTTP/1.1 {error.status} {error.status.phrase}\r\nConnection: close\r\n\r\n".encode())

    def _serve_one(self) -> bool:
        line = self.rfile.readline(_MAX_LINE)
        if line in (b"\r\n", b"\n"):
            line = self.rfile.readline(_MAX_LINE)
        if not line:
            return False
        environ = self._environ(line)
        answer = _Answer()
        chunks: Iterable[bytes] = self.server.application(environ, answer.start)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close:
                close()
        if environ.get(DROP_KEY):
            return False
        keep: bool = str(environ.get("HTTP_CONNECTION")).lower() != "close" and environ["SERVER_PROTOCOL"] == "HTTP/1.1"
        self.wfile.write(answer.render(body, head=environ["REQUEST_METHOD"] == "HEAD", keep=keep))
        return keep

    def _environ(self, line: bytes) -> dict[str, Any]:
        try:
            method, target, version = line.decode("latin-1").split()
        except ValueError as error:
            raise BadRequestError(HTTPStatus.BAD_REQUEST) from error
        path, _, query = target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.server.server_address[0],
            "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        self._read_headers(environ)
        environ["wsgi.input"] = io.BytesIO(self._read_body(environ))
        return environ

    def _read_headers(self, environ: dict[str, Any]) -> None:
        for _ in range(_MAX_HEADERS):
            line = self.rfile.readline(_MAX_LINE)
            if line in (b"\r\n", b"\n"):
                return
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise BadRequestError(HTTPStatus.BAD_REQUEST)
            key = name.strip().upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                key = f"HTTP_{key}"
            value = value.strip()
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        raise BadRequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _read_body(self, environ: dict[str, Any]) -> bytes:
        if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = self._read_chunks()
            environ["CONTENT_LENGTH"] = str(len(body))
            return body
        length = environ.get("CONTENT_LENGTH") or "0"
        return self._read_exactly(_size(length, 10))

    def _read_chunks(self) -> bytes:
        parts: list[bytes] = []
        total = 0
        while size := _size(self.rfile.readline(_MAX_LINE).decode("latin-1").partition(";")[0].strip(), 16):
            total += size
            if total > _MAX_BODY:
                raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            parts.append(self._read_exactly(size))
            self.rfile.readline(_MAX_LINE)
        while self.rfile.readline(_MAX_LINE) not in (b"\r\n", b"\n", b""):
            pass
        return b"".join(parts)

    def _read_exactly(self, size: int) -> bytes:
        body = self.rfile.read(size)
        if len(body) < size:
            raise ConnectionResetError
        return body


class _Answer:
    def __init__(self) -> None:
        self.status = "500 Internal Server Error"
        self.headers: list[tuple[str, str]] = []

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers
        return None

    def render(self, body: bytes, *, head: bool, keep: bool) -> bytes:
        lines = [f"HTTP/1.1 {self.status}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() != "content-length"]
        if int(self.status[:3]) in _BODYLESS:
            body = b""
        else:
            lines.append(f"Content-Length: {len(body)}")
        lines.append("Connection: keep-alive" if keep else "Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if head else body)


def _size(text: str, radix: int) -> int:
    try:
        size = int(text, radix)
    except ValueError as error:
        raise BadRequestError(HTTPStatus.BAD_REQUEST) from error
    if size < 0:
        raise BadRequestError(HTTPStatus.BAD_REQUEST)
    if size > _MAX_BODY:
        raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return size
