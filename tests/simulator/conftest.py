"""Fixtures of the simulator's tests: sellers of the cast, and somebody who receives notifications."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fixtures.simulator import RunningSimulator, SellerClient, wait_for

PDV_TERMINAL = "NEWLAND_N950__N950SIM0000001"


@pytest.fixture
def ana(simulator: RunningSimulator) -> SellerClient:
    """Ana, linked: one store, CAJA1 with a terminal in PDV, CAJA2 with one in STANDALONE."""
    return simulator.seller("Kiosco de Ana")


@pytest.fixture
def carla(simulator: RunningSimulator) -> SellerClient:
    """Carla, another seller."""
    return simulator.seller("Bar de Carla")


@dataclass
class Receiver:
    """What arrived at a webhook address, and the status it answers."""

    url: str
    status: int = 200
    received: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def receiver(simulator: RunningSimulator) -> Iterator[Receiver]:
    """A listening webhook address; the simulator sends there."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            door.received.append({"query": query, "headers": self.headers, "body": json.loads(content)})
            self.send_response(door.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    door = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    simulator.control.send_webhooks_to(door.url)
    yield door
    server.shutdown()
    server.server_close()
    thread.join()


def wait_for_received(receiver: Receiver, count: int) -> list[dict[str, Any]]:
    """What arrived, as soon as there are so many."""
    return wait_for(lambda: receiver.received if len(receiver.received) >= count else None)


def point_body(
    terminal_id: str, amount: str = "15250.00", reference: str = "POS7-000123", **more: Any
) -> dict[str, Any]:
    """The body of a Point order."""
    return {
        "type": "point",
        "external_reference": reference,
        "transactions": {"payments": [{"amount": amount}]},
        "config": {"point": {"terminal_id": terminal_id}},
        **more,
    }


def qr_body(
    amount: str = "3200.00", reference: str = "POS7-000124", mode: str = "dynamic", **more: Any
) -> dict[str, Any]:
    """The body of a QR order."""
    return {
        "type": "qr",
        "total_amount": amount,
        "external_reference": reference,
        "config": {"qr": {"external_pos_id": "CAJA1", "mode": mode}},
        "transactions": {"payments": [{"amount": amount}]},
        **more,
    }


def terminals_of(seller: SellerClient) -> list[str]:
    """The ids of a seller's terminals: the first in PDV, the second STANDALONE."""
    return [one["id"] for one in seller.call("GET", "/terminals/v1/list").json()["data"]["terminals"]]
