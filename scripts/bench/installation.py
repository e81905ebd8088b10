"""A throw-away installation to measure: its own database with many charges, a login, and the servers in front of it."""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from load import children_of
from seeding import Seeded, seed

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import serve  # noqa: E402 - found once its folder is on the path: the product is measured as it is started

START_SECONDS = 60
STOP_SECONDS = 15
SYNC_DRIVERS = {"mysqldb": "MySQLdb", "pymysql": "pymysql"}
# Of the reference: at its best, and as its packages come.
KINDS = ("tuned", "plain")
ASYNC_DRIVERS = ("asyncmy", "aiomysql")
WEBHOOK_SECRET = "bench-" + secrets.token_hex(16)


class BenchFailed(Exception):
    """A measurement could not be made; the text says why."""


def best_driver() -> str:
    """Return the fastest installed driver of the product for MariaDB."""
    return next(name for name, module in SYNC_DRIVERS.items() if importlib.util.find_spec(module))


def best_async_driver() -> str:
    """Return the fastest installed driver of the reference for MariaDB."""
    return next(name for name in ASYNC_DRIVERS if importlib.util.find_spec(name))


@dataclass(slots=True)
class Installation:
    """One database and the environment that its servers share."""

    server: str
    database: str
    folder: Path
    charges: int
    driver: str = field(default_factory=best_driver)
    secrets: dict[str, str] = field(
        default_factory=lambda: {k: secrets.token_urlsafe(32) for k in ("SECRET_KEY", "JWT_SECRET_KEY")}
    )
    seeded: Seeded | None = None

    def url(self, driver: str | None = None) -> str:
        """Return the database's address for a driver."""
        return f"mysql+{driver or self.driver}://{self.server}/{self.database}?charset=utf8mb4"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a server of this installation."""
        return (
            dict(os.environ)
            | self.secrets
            | {
                "APP_ENV": "development",
                "DATABASE_URL": self.url(),
                "INSTANCE_PATH": str(self.folder),
                "MP_WEBHOOK_SECRET": WEBHOOK_SECRET,
                "JWT_ACCESS_MINUTES": "600",
                # A limit would answer 429: one client is all that a load generator is.
                "RATE_LIMITS": "false",
                "SCHEDULER": "off",
                "PYTHONUNBUFFERED": "1",
                **serve.MEMORY_SETTINGS,
                "REFERENCE_DATABASE_URL": self.url(best_async_driver()),
                "REFERENCE_JWT_KEY": self.secrets["JWT_SECRET_KEY"],
            }
            | more
        )

    def prepare(self) -> Seeded:
        """Create the database anew, migrate it and fill it."""
        print(f"» Seeding {self.charges} charges into {self.database}", flush=True)
        self.seeded = seed(self.environment(LOG_LEVEL="WARNING"), self.charges)
        return self.seeded


@contextmanager
def installed(server: str, charges: int, *, keep: bool = False) -> Iterator[Installation]:
    """Make an installation on a MariaDB server (``user:password@host:port``) and take it away afterwards."""
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - the programs' options must be readable without it

    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as folder:
        made = Installation(server, f"bench_{os.getpid()}", Path(folder), charges)
        engine = create_engine(f"mysql+{made.driver}://{server}/", isolation_level="AUTOCOMMIT")
        try:
            made.prepare()
            yield made
        finally:
            if not keep:
                with engine.connect() as connection:
                    connection.execute(text(f"DROP DATABASE IF EXISTS `{made.database}`"))
            engine.dispose()


@contextmanager
def running(
    command: list[str], environment: dict[str, str], log: Path, ready: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server while inside; it has answered ``ready`` when this yields. Its output goes to ``log``."""
    with log.open("ab") as output:
        program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_until_ready(ready, program, log)
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill_all(children_of(program.pid))
            program.wait()


def wait_until_ready(url: str, program: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the address answers; raises BenchFailed when the server ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise BenchFailed(f"{program.args!r} ended:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback address
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
    raise BenchFailed(f"{url} did not answer within {START_SECONDS} s:\n{log.read_text()[-3000:]}")


def kill_all(processes: list[int]) -> None:
    """End processes that do not listen, those started last first."""
    for number in reversed(processes):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue


def product_command(port: int, workers: int = 1, server: str = "", threads: int | None = None) -> list[str]:
    """Return the command that serves the product: as scripts/serve.py does, or on another server to compare."""
    python = sys.executable
    size = threads or int(serve.read_options([]).threads)
    commands = {
        "granian": [
            *(python, "-m", "granian", "--interface", "wsgi", "--port", port, "--workers", workers),
            *("--blocking-threads", size, "--http", "1", "--no-ws"),
            *("--log-level", "error", "backend.wsgi:app"),
        ],
        "gunicorn": [
            *(python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", workers, "--threads", size),
            *("--worker-class", "gthread", "--keep-alive", "60", "--log-level", "error", "backend.wsgi:app"),
        ],
        "waitress": [
            *(python, "-m", "waitress", "--listen", f"127.0.0.1:{port}", "--threads", size),
            *("--no-expose-tracebacks", "backend.wsgi:app"),
        ],
    }
    if server:
        return [str(part) for part in commands[server]]
    options = serve.read_options(["--port", str(port)] + (["--threads", str(threads)] if threads else []))
    command = serve.server_command(options)
    command[command.index("--workers") + 1] = str(workers)
    return command


def reference_command(port: int, workers: int = 1, kind: str = KINDS[0]) -> list[str]:
    """Return the command that serves the reference; the tuned one uses uvloop and httptools where installed."""
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "reference:app", "--port", str(port)]
    if kind == "plain":
        command += ["--loop", "asyncio", "--http", "h11"]
    return [*command, "--workers", str(workers), "--no-access-log", "--log-level", "error"]
