"""Run Mostrador on this machine until it is told to stop: database, simulator where needed, web server.

Started by start.sh and start.ps1 through scripts/bootstrap.py. Ctrl+C or SIGTERM stops everything it started.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from environment import effective_settings, ensure_env_file, has_real_credentials, new_secret

if TYPE_CHECKING:
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
IS_WINDOWS = os.name == "nt"
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
# glibc keeps a heap per thread and returns little of it: the same work took 183 MB without these two, 124 MB with them.
MEMORY_SETTINGS = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
# The seed's totals; everything else that it prints is for the person who starts it.
TOTALS_LINE = re.compile(r"^\w+: \d+$")


class StartFailed(Exception):
    """Mostrador cannot run; the text says why and what to do."""


def say(text: str) -> None:
    """Tell the person what is happening."""
    print(f"» {text}", flush=True)


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="start", description="Run Mostrador on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0 for the local network)")
    parser.add_argument("--port", type=int, default=5222, help="port of Mostrador (default 5222)")
    parser.add_argument("--simulator-port", type=int, default=5223, help="port of the simulator (default 5223)")
    parser.add_argument("--threads", type=int, default=8, help="requests handled at once (default 8)")
    parser.add_argument("--no-simulator", action="store_true", help="do not start the local Mercado Pago")
    return parser.parse_args(arguments)


def refuse_busy_port(host: str, port: int, option: str) -> None:
    """Stop before anything is started when the port is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if not IS_WINDOWS:  # where this option would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise StartFailed(f"Port {port} is taken. Choose another one with {option} PORT. ({problem})") from problem


def simulator_settings(port: int) -> dict[str, str]:
    """Return the settings that make the product talk to the simulator instead of Mercado Pago."""
    addresses = {"MP_API_BASE_URL": f"http://127.0.0.1:{port}", "MP_AUTH_BASE_URL": f"http://localhost:{port}"}
    # The application that the simulator knows from its start, and the token of the seller who collects for the platform
    application = {"MP_CLIENT_ID": "7700112233445566", "MP_CLIENT_SECRET": "simulated-secret"}
    return addresses | application | {"MERCADOPAGO_ACCESS_TOKEN": f"APP_USR-{new_secret()}"}


class Supervisor:
    """The programs of one running installation, started and stopped together."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start with nothing running."""
        self._environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.is_stopping = False

    def start(self, name: str, command: list[str]) -> None:
        """Start a program in a group of its own: Ctrl+C reaches only this supervisor, which stops it in order."""
        flags = subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0
        self._running[name] = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, start_new_session=not IS_WINDOWS, creationflags=flags
        )

    def find_ended(self) -> str | None:
        """Return the name of a program that ended by itself, if any."""
        return next((name for name, program in self._running.items() if program.poll() is not None), None)

    def wait_until_ready(self, url: str) -> None:
        """Return as soon as the address answers 200."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and not self.is_stopping:
            if name := self.find_ended():
                raise StartFailed(f"The {name} ended while starting; its message stands above.")
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback address
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        if not self.is_stopping:
            raise StartFailed(f"Mostrador did not become ready within {READY_WITHIN_SECONDS} s ({url}).")

    def watch(self) -> int:
        """Wait until told to stop (0) or until a program ends by itself (1)."""
        while not self.is_stopping:
            if name := self.find_ended():
                say(f"The {name} ended by itself; stopping.")
                return 1
            time.sleep(0.2)
        return 0

    def stop(self) -> None:
        """Stop what was started last first; kill what does not listen."""
        for program in reversed(self._running.values()):
            if program.poll() is None:
                program.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for program in reversed(self._running.values()):
            try:
                program.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                program.kill()


def simulator_command(options: argparse.Namespace) -> list[str]:
    """Return the command of the local Mercado Pago; its state survives a restart, as the real one's does."""
    port = options.simulator_port
    places = ["--state", str(ROOT / "instance" / "simulator.json"), "--public-url", f"http://localhost:{port}"]
    news = ["--webhook-url", f"http://127.0.0.1:{options.port}/api/webhooks/mercadopago"]
    return [sys.executable, "-m", "backend.simulator", "--port", str(port), *places, *news]


def server_command(options: argparse.Namespace) -> list[str]:
    """Return the command of the web server: one process, many threads (docs/decisions, server)."""
    server = ["-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port)]
    size = ["--workers", "1", "--blocking-threads", str(options.threads), "--http", "1", "--no-ws"]
    return [sys.executable, *server, *size, "--log-level", "error", "backend.wsgi:app"]


def prepare_database(environment: dict[str, str]) -> list[str]:
    """Upgrade and seed; return what a person should read of it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "prepare_database.py")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise StartFailed(f"The database could not be prepared:\n{(done.stdout + done.stderr)[-4000:]}")
    return [line for line in done.stdout.splitlines() if line.strip() and not TOTALS_LINE.match(line)]


def announce(options: argparse.Namespace, seeded: list[str], *, is_simulated: bool, seconds: float) -> None:
    """Tell where everything is."""
    shown_host = "localhost" if options.host in {"127.0.0.1", "0.0.0.0", "::"} else options.host  # noqa: S104 - only read
    rows = [*seeded, "", f"Mostrador:  http://{shown_host}:{options.port}   (API: /docs)"]
    if is_simulated:
        rows.append(f"Simulator:  http://localhost:{options.simulator_port}   (plays Mercado Pago and its customers)")
    rows += ["", f"Ready after {seconds:.1f} s. Ctrl+C stops it."]
    print("\n".join(f"  {row}" if row else "" for row in rows), flush=True)


def run(options: argparse.Namespace) -> int:
    """Start everything, wait, stop everything."""
    began = time.monotonic()
    if ensure_env_file():
        say("Made .env with fresh secrets")
    settings = effective_settings()
    is_simulated = not options.no_simulator and not has_real_credentials(settings)
    refuse_busy_port(options.host, options.port, "--port")
    environment = dict(os.environ) | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"} | MEMORY_SETTINGS
    if not settings.get("LOG_FORMAT"):
        environment["LOG_FORMAT"] = "console"  # a person reads it, not a collector
    if not settings.get("BACKOFFICE_URL"):
        environment["BACKOFFICE_URL"] = f"http://localhost:{options.port}"
    if is_simulated:
        refuse_busy_port("127.0.0.1", options.simulator_port, "--simulator-port")
        environment |= simulator_settings(options.simulator_port)
        # One secret on both sides, so that signatures are verified from the first minute.
        (ROOT / "instance").mkdir(exist_ok=True)
        environment["MP_WEBHOOK_SECRET"] = settings.get("MP_WEBHOOK_SECRET") or new_secret()
    supervisor = Supervisor(environment)

    def stop_soon(_signal: int, _frame: FrameType | None) -> None:
        supervisor.is_stopping = True

    signal.signal(signal.SIGINT, stop_soon)
    signal.signal(signal.SIGTERM, stop_soon)
    try:
        if is_simulated:
            supervisor.start("simulator", simulator_command(options))
        seeded = prepare_database(environment)
        if supervisor.is_stopping:
            return 0
        supervisor.start("web server", server_command(options))
        supervisor.wait_until_ready(f"http://127.0.0.1:{options.port}/ready")
        if not supervisor.is_stopping:
            announce(options, seeded, is_simulated=is_simulated, seconds=time.monotonic() - began)
        return supervisor.watch()
    finally:
        supervisor.stop()


def main(arguments: list[str]) -> int:
    """Run and turn a refusal into one sentence."""
    try:
        return run(read_options(arguments))
    except StartFailed as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
