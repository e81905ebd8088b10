"""A real installation for proofs: the product's server and the simulator as processes that can be killed."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import requests
from flask import Flask

from backend.accounts.models.users import User
from backend.app import create_app
from backend.cli import upgrade_to_head
from backend.companies.models import Company
from backend.config import Settings
from backend.infra.db import db, session
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.models import PaymentAccount, PointOfSale
from tests.factories.companies import make_company
from tests.factories.users import auth_headers, make_user
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET, SimulatorControl

ROOT = Path(__file__).resolve().parents[2]
WEBHOOK_SECRET = "whsec_proof_" + secrets.token_hex(16)
READY_SECONDS = 60
STOP_SECONDS = 15
PRODUCT = "backend.wsgi:app"


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@dataclass(frozen=True)
class Till:
    """A point of sale that charges both ways, and a cashier's credential for it."""

    company_id: int
    point_of_sale_id: str
    terminal_id: str
    cashier_external_id: str
    headers: dict[str, str]


class Program:
    """One process in a group of its own, so that a kill takes all of it."""

    def __init__(self, command: list[str], environment: dict[str, str], log: IO[bytes], ready: str) -> None:
        """Remember how to start it; ``ready`` is an address that answers once it runs."""
        self._command, self._environment, self._log, self._ready = command, environment, log, ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"ended while starting: {' '.join(self._command)}")
            with suppress(requests.RequestException):
                if requests.get(self._ready, timeout=5).ok:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"not ready within {READY_SECONDS} s: {self._ready}")

    def kill(self) -> None:
        """Kill it as the machine's failure would (SIGKILL), children included."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; kill what does not listen."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Installation:
    """The product on one database beside a simulator; this process sees the same database through ``app``."""

    def __init__(self, database_url: str, folder: Path) -> None:
        """Choose ports and secrets; nothing runs yet."""
        self.simulator_port, *self._ports = free_ports(3)
        self.control = SimulatorControl(f"http://127.0.0.1:{self.simulator_port}")
        self._log = (folder / "programs.log").open("ab")
        self._folder = folder
        self.settings = Settings(
            app_env="test",
            secret_key=secrets.token_hex(32),
            jwt_secret_key=secrets.token_hex(32),
            encryption_key=secrets.token_hex(32),
            database_url=database_url,
            instance_path=str(folder),
            jwt_access_minutes=60 * 24,
            rate_limits=False,
            scheduler="off",
            log_level="ERROR",
            clock_source="simulator",
            mp_api_base_url=self.control.url,
            mp_auth_base_url=self.control.url,
            mp_client_id=CLIENT_ID,
            mp_client_secret=CLIENT_SECRET,
            mp_webhook_secret=(WEBHOOK_SECRET,),
        )
        self.simulator = self._simulator()
        self.app: Flask = create_app(self.settings)
        self._programs: list[Program] = [self.simulator]

    def url(self, number: int = 0) -> str:
        """Return where a server of the product listens."""
        return f"http://127.0.0.1:{self._ports[number]}"

    def server(self, number: int = 0, application: str = PRODUCT, **changed: str) -> Program:
        """Return a server of the product as the start script runs it; not started."""
        from serve import read_options, server_command  # noqa: PLC0415 - lies in scripts, which prove.py puts on the path

        command = server_command(read_options(["--port", str(self._ports[number])]))
        command[command.index(PRODUCT)] = application
        program = Program(command, self._environment() | changed, self._log, f"{self.url(number)}/health")
        self._programs.append(program)
        return program

    def stop(self) -> None:
        """End every program."""
        for program in reversed(self._programs):
            program.kill()
        self._log.close()

    def log_text(self) -> str:
        """Return what the programs printed."""
        self._log.flush()
        return (self._folder / "programs.log").read_text(encoding="utf-8", errors="replace")

    def open_company(self, name: str) -> list[Till]:
        """Make a company with a linked seller, its two counters and a cashier."""
        seller = self.control.new_seller(name)
        company = make_company(name)
        token = self._link(company, seller["user_id"])
        for terminal in seller["terminals"]:
            self._integrate(terminal["id"], token)
        cashier: User = make_user(Role.CASHIER, company)
        headers = auth_headers(cashier)
        return [self._till(company, seller, position, headers) for position in range(len(seller["terminals"]))]

    def _integrate(self, terminal_id: str, token: str) -> None:
        body = {"terminals": [{"id": terminal_id, "operating_mode": "PDV"}]}
        headers = {"Authorization": f"Bearer {token}"}
        requests.patch(
            f"{self.control.url}/terminals/v1/setup", json=body, headers=headers, timeout=30
        ).raise_for_status()

    def _link(self, company: Company, user_id: int) -> str:
        for app_type in ("POINT", "QR"):
            tokens = self.control.link(user_id)
            account = PaymentAccount(
                company_id=company.id,
                app_type=app_type,
                provider_user_id=str(user_id),
                access_token=tokens["access_token"],
                refresh_token=tokens["refresh_token"],
                token_issued_at=clock.now(),
                token_expires_at=clock.now() + timedelta(seconds=tokens["expires_in"]),
            )
            run_unit(lambda account=account: session().add(account))
        return str(tokens["access_token"])

    def _till(self, company: Company, seller: dict, position: int, headers: dict[str, str]) -> Till:
        pos, terminal = seller["pos"][position], seller["terminals"][position]
        point = PointOfSale(
            company_id=company.id,
            code=f"CAJA-{position + 1}",
            name=pos["name"],
            terminal_id=terminal["id"],
            cashier_id=pos["id"],
            cashier_external_id=pos["external_id"],
        )
        run_unit(lambda: session().add(point))
        return Till(company.id, point.id, terminal["id"], pos["external_id"], headers)

    def _simulator(self) -> Program:
        port = str(self.simulator_port)
        news = f"{self.url()}/api/webhooks/mercadopago"
        command = [sys.executable, "-m", "backend.simulator", "--port", port, "--seed", "7", "--webhook-url", news]
        command += ["--webhook-secret", WEBHOOK_SECRET, "--cancel-seconds", "1"]
        return Program(command, dict(os.environ), self._log, f"{self.control.url}/_sim/clock")

    def _environment(self) -> dict[str, str]:
        chosen = {
            name.upper(): ",".join(value) if isinstance(value, tuple) else str(value)
            for name in self.settings.__slots__
            if (value := getattr(self.settings, name)) != ""
        }
        return dict(os.environ) | chosen | {"SCHEDULER": "embedded", "PYTHONUNBUFFERED": "1"}


@contextmanager
def installed(database_url: str, folder: Path) -> Iterator[Installation]:
    """Migrate the database and start the simulator; the product's servers are the proof's to start and to kill."""
    made = Installation(database_url, folder)
    try:
        made.simulator.start()
        with made.app.app_context():
            upgrade_to_head(made.app)
            yield made
    except RuntimeError:
        print(made.log_text()[-4000:])
        raise
    finally:
        made.stop()
        with made.app.app_context():
            db.session.remove()
            db.engine.dispose()
        clock.use_source(clock.system_time)
