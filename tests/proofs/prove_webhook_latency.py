"""500 notifications a second are acknowledged with p99 ≤ 50 ms while handlers stall; none is lost by kill -9.

Signed notifications at a steady rate over real HTTP, each timed from the moment it was due; Mercado Pago answers no
handler meanwhile. Then the server is killed under load and started again: every notification it acknowledged stands
in the inbox and is handled once Mercado Pago answers. With ``control`` the server acknowledges before it stores.
"""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from sqlalchemy import text

from backend.infra.db import db
from backend.infra.unit_of_work import run_unit
from tests.fixtures.notifications import notification
from tests.proofs.counterworld import decide
from tests.proofs.databases import urls
from tests.proofs.installation import PRODUCT, WEBHOOK_SECRET, Installation, Program, Till, installed

HAS_CONTROL = True
PER_DATABASE = True
CONNECTIONS = 24
ANSWER_SECONDS = 5
# Without any progress for so long, what is left will never be handled.
IDLE_SECONDS = 60
STALL: dict[str, Any] = {"match": {"path": "/v1/"}, "fault": "hang", "seconds": 8}


@dataclass(frozen=True)
class Size:
    """Notifications a second, seconds of each phase, and the line for p99."""

    rate: int
    seconds: float
    p99_ms: float


# The small size shares its machine with other tests: its line only says that nothing waits for a handler.
SIZES = {"small": Size(60, 2.0, 1000.0), "full": Size(500, 8.0, 50.0)}


@dataclass
class Load:
    """Sends requests when they are due, over connections that stay open; remembers what was acknowledged."""

    port: int
    parcels: list[tuple[str, bytes]]
    rate: int
    acknowledged: list[str] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    failed: int = 0

    def run(self) -> None:
        """Send everything; returns when the last answer came or was given up."""
        began = time.monotonic() + 0.2
        threads = [threading.Thread(target=self._send_every, args=(began, n), daemon=True) for n in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _send_every(self, began: float, first: int) -> None:
        connection: socket.socket | None = None
        for number in range(first, len(self.parcels), CONNECTIONS):
            due = began + number / self.rate
            time.sleep(max(0.0, due - time.monotonic()))
            request_id, content = self.parcels[number]
            try:
                connection = connection or self._connect()
                connection.sendall(content)
                answer = _answer(connection)
            except OSError:
                answer, connection = b"", None
            if b'"ok"' in answer:
                self.acknowledged.append(request_id)
                self.late_ms.append((time.monotonic() - due) * 1000)
            else:
                self.failed += 1

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _answer(connection: socket.socket) -> bytes:
    """Read one answer with a Content-Length."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(connection)
    return body if head.split(b" ", 2)[1] == b"200" else b""


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(4096)
    if not piece:
        raise ConnectionError
    return piece


def parcels_for(order_id: str, user_id: str, count: int, name: str) -> list[tuple[str, bytes]]:
    """Return signed notifications about an order, each with a request id of its own, as bytes to send."""
    parcels = []
    for number in range(count):
        request_id = f"{name}-{number:06d}"
        query, body, headers = notification(order_id, user_id, secret=WEBHOOK_SECRET, request_id=request_id)
        lines = [f"POST /api/webhooks/mercadopago?{urlencode(query)} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{key}: {value}" for key, value in headers.items()] + [f"Content-Length: {len(body)}", "", ""]
        parcels.append((request_id, "\r\n".join(lines).encode() + body))
    return parcels


def charge_somebody(installation: Installation, till: Till) -> tuple[str, str]:
    """Charge by QR and let the customer pay where no notification tells of it; returns the order and its seller."""
    installation.control.send_webhooks_to("")
    answer = requests.post(
        f"{installation.url()}/api/mercadopago/qr/orders",
        json={"pointOfSaleId": till.point_of_sale_id, "amount": 10, "sale": {}},
        headers=till.headers,
        timeout=30,
    )
    answer.raise_for_status()
    order_id = answer.json()["data"]["orderId"]
    decide(installation.control, order_id, "processed")
    order = requests.get(f"{installation.control.url}/_sim/orders/{order_id}", timeout=30).json()
    return order_id, str(order["user_id"])


def load_and_kill(load: Load, server: Program) -> None:
    """Kill the server in the middle of a load and start it again."""
    sender = threading.Thread(target=load.run)
    sender.start()
    time.sleep(len(load.parcels) / load.rate * 0.4)
    server.kill()
    server.start()
    sender.join()


def inbox() -> dict[str, bool]:
    """Return the request ids in the inbox, and whether each was handled."""
    read = "SELECT request_id, handled_at FROM notification WHERE source = 'webhook'"
    return run_unit(lambda: {row[0]: row[1] is not None for row in db.session.execute(text(read))}, is_read_only=True)


def wait_until_handled(installation: Installation) -> dict[str, bool]:
    """Let Mercado Pago answer again and time pass until every notification is handled."""
    installation.control.faults()
    seen, left, deadline = inbox(), -1, time.monotonic() + IDLE_SECONDS
    while (owed := list(seen.values()).count(False)) and time.monotonic() < deadline:
        if owed != left:
            left, deadline = owed, time.monotonic() + IDLE_SECONDS
        installation.control.advance(150)
        time.sleep(1)
        seen = inbox()
    return seen


def percentile(values: list[float], share: float) -> float:
    """Return the value below which the share lies; infinity when there is none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("inf")


def prove_on(name: str, url: str, much: Size, *, control: bool) -> bool:
    """Prove it on one database; prints the figures and tells whether the lines hold."""
    with tempfile.TemporaryDirectory() as folder, installed(url, Path(folder)) as installation:
        till = installation.open_company("Comercio")[0]
        server = installation.server(application="tests.proofs.webhook_latency_server:app" if control else PRODUCT)
        server.start()
        order_id, user_id = charge_somebody(installation, till)
        installation.control.faults(STALL)
        port = urlsplit(installation.url()).port or 0
        count = int(much.rate * much.seconds)
        Load(port, parcels_for(order_id, user_id, much.rate, "warm"), much.rate).run()
        steady = Load(port, parcels_for(order_id, user_id, count, "steady"), much.rate)
        steady.run()
        killed = Load(port, parcels_for(order_id, user_id, count, "killed"), much.rate)
        load_and_kill(killed, server)
        seen = wait_until_handled(installation)
        order = run_unit(lambda: db.session.execute(text("SELECT status, sale_id FROM payment_order")).one())
    acknowledged = [*steady.acknowledged, *killed.acknowledged]
    lost = [request_id for request_id in acknowledged if request_id not in seen]
    unhandled = [request_id for request_id in acknowledged if not seen.get(request_id, True)]
    p50, p99 = percentile(steady.late_ms, 0.5), percentile(steady.late_ms, 0.99)
    print(
        f"{name:<11} {count} at {much.rate}/s: p50 {p50:.1f} ms, p99 {p99:.1f} ms (line {much.p99_ms:g}), "
        f"{steady.failed} failed; killed under load: {len(killed.acknowledged)} acknowledged, {killed.failed} not; "
        f"lost {len(lost)}, unhandled {len(unhandled)}; the charge is {order[0]}; "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    is_right = order[0] == "PROCESSED" and order[1] is not None
    return p99 <= much.p99_ms and not steady.failed and not lost and not unhandled and is_right


def main(size: str, *, control: bool) -> int:
    """Prove it on every database that is there; small and control on the chosen one."""
    only_chosen = control or size == "small"
    much = SIZES["small" if control else size]
    holds = [prove_on(name, url, much, control=control) for name, url in urls("latency", only_chosen=only_chosen)]
    return 0 if all(holds) else 1
