"""A whole installation for a while, as a person starts it, on free ports and with a database of its own.

Used by the browser journeys (tests/e2e) and by scripts/screenshots.py. Nothing of it touches `.env`, the instance
folder or a running Mostrador of this machine.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from backend.config import DATABASE_PARTS, Settings
from backend.infra.db import create_database_if_missing
from environment import new_secret
from serve import Supervisor, prepare_database, server_command, simulator_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER, CASHIER, PASSWORD = "ana@demo.com", "beto@demo.com", "Mostrador.2026"
CANCEL_SECONDS = 1


@dataclass(frozen=True)
class Trial:
    """Addresses of one running installation."""

    url: str
    simulator_url: str

    def sign_in(self, email: str, password: str = PASSWORD) -> Caller:
        """Return a caller of the API with a session of this person's."""
        caller = Caller(self.url)
        tokens = caller.call("POST", "/auth/login", {"email": email, "password": password})
        caller.session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return caller

    def consent(self, authorization_url: str, seller: int | None = None) -> None:
        """Approve on Mercado Pago's page, as the seller (default: the first), and follow the way back."""
        visitor = Caller(self.simulator_url)
        seller = seller or visitor.call("GET", "/_sim/state?only=sellers")["sellers"][0]["user_id"]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
        form = asked | {"decision": "approve", "seller": str(seller)}
        visitor.session.post(f"{self.simulator_url}/authorization", data=form, timeout=30).raise_for_status()

    def equip_shop(self, owner: Caller, *, seller: int | None = None) -> str:
        """Connect Point and QR, link a terminal and a QR cashier to the seeded point of sale; return its id."""
        for app_type in ("POINT", "QR"):
            asked = owner.call("GET", f"/api/mercadopago/oauth/authorize?appType={app_type}")
            self.consent(asked["data"]["authorizationUrl"], seller)
        point = str(owner.call("GET", "/api/points-of-sale")["data"][0]["id"])
        terminal = next(
            one for one in owner.call("GET", "/api/mercadopago/devices")["data"] if one["operating_mode"] == "PDV"
        )
        cashier = owner.call("GET", "/api/mercadopago/qr/cashiers")["data"][0]
        device = {"mpDeviceId": terminal["id"], "mpDeviceName": "Newland N950 · 0001"}
        owner.call("PUT", f"/api/mercadopago/points-of-sale/{point}/device", device)
        owner.call("PUT", f"/api/mercadopago/points-of-sale/{point}/qr-cashier", {"mpQrPosId": cashier["id"]})
        return point


class Caller:
    """Calls one address and raises on every refusal."""

    def __init__(self, url: str) -> None:
        """Start without a session."""
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Return the JSON of an answer."""
        answer = self.session.request(method, self.url + path, json=body, timeout=30)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


@contextmanager
def running(folder: Path, database_url: str = "", **settings: str) -> Iterator[Trial]:
    """Run web server and simulator until the block ends; ``settings`` are environment keys of the product.

    ``database_url`` names a database that is made anew and dropped afterwards; empty means a SQLite file in the folder.
    """
    web, simulator = free_ports(2)
    environment = _environment(folder, web, simulator) | {"DATABASE_URL": database_url} | settings
    if database_url:
        _drop_database(database_url)
        create_database_if_missing(database_url)
    supervisor = Supervisor(environment)
    try:
        supervisor.start("simulator", _simulator_command(web, simulator))
        prepare_database(environment)
        options = argparse.Namespace(host="127.0.0.1", port=web, threads=16)
        supervisor.start("web server", server_command(options))
        supervisor.wait_until_ready(f"http://127.0.0.1:{web}/ready")
        yield Trial(f"http://localhost:{web}", f"http://localhost:{simulator}")
    finally:
        supervisor.stop()
        if database_url:
            _drop_database(database_url)


def _environment(folder: Path, web: int, simulator: int) -> dict[str, str]:
    """Return the environment of a development installation; a `.env` of this folder has no say in it."""
    unset = dict.fromkeys([setting.name.upper() for setting in fields(Settings)] + sorted(DATABASE_PARTS), "")
    kept = {key: value for key, value in os.environ.items() if key not in unset}
    own = {
        "APP_ENV": "development",
        "BACKOFFICE_URL": f"http://localhost:{web}",
        "INSTANCE_PATH": str(folder),
        "LOG_LEVEL": "ERROR",
        "LOG_FORMAT": "console",
        "DEMO_PASSWORD": PASSWORD,
        "PYTHONUTF8": "1",
    }
    secrets = {key: new_secret() for key in ("SECRET_KEY", "JWT_SECRET_KEY", "ENCRYPTION_KEY", "MP_WEBHOOK_SECRET")}
    # Another site than the product's, as the real Mercado Pago is: cookies must stand the way there and back.
    consent = {"MP_AUTH_BASE_URL": f"http://127.0.0.1:{simulator}"}
    return kept | unset | own | secrets | simulator_settings(simulator) | consent


def _simulator_command(web: int, port: int) -> list[str]:
    places = ["--port", str(port), "--public-url", f"http://localhost:{port}", "--cancel-seconds", str(CANCEL_SECONDS)]
    news = ["--webhook-url", f"http://127.0.0.1:{web}/api/webhooks/mercadopago"]
    return [sys.executable, "-m", "backend.simulator", *places, *news]


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _drop_database(database_url: str) -> None:
    url = make_url(database_url)
    server = "postgres" if url.get_backend_name() == "postgresql" else "mysql"
    engine = create_engine(url.set(database=server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {url.database}"))
    engine.dispose()
