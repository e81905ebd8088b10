"""Signed notifications at a fixed rate while nothing that handles them moves: how fast each is acknowledged.

    .venv/bin/python scripts/bench/bench_webhooks.py
    .venv/bin/python scripts/bench/bench_webhooks.py --seconds 60 --rate 500

Open loop: each notification has its time, whatever became of the earlier ones, and its latency counts from that time.
The handlers stall for real: their calls go to a Mercado Pago that accepts connections and never answers.
See scripts/bench/README.md. Exit code 0 only when every line holds.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from installation import WEBHOOK_SECRET, BenchFailed, Installation, installed, product_command, running
from verdict import Figure, at_most, conclude, describe_machine, exactly

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_MS = 50
PORT = 5391
SELLER = "123456789"


@contextmanager
def silent_provider() -> Iterator[str]:
    """Run a provider that takes every connection and never says a word; yields its address."""
    taken: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)

    def take() -> None:
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        for connection in taken:
            connection.close()


def send(made: Installation, options: argparse.Namespace) -> dict[str, float]:
    """Let the notifier, a process of its own, send everything; return what it found."""
    orders = made.folder / "orders.txt"
    orders.write_text("\n".join(f"ORD{number:029d}" for number in range(options.charges)), encoding="utf-8")
    command = [
        *(sys.executable, str(Path(__file__).with_name("notifier.py")), "--port", str(PORT)),
        *("--rate", str(options.rate), "--seconds", str(options.seconds), "--seller", SELLER),
        *("--orders", str(orders), "--connections", str(options.connections)),
    ]
    done = subprocess.run(
        command, env=made.environment(NOTIFIER_SECRET=WEBHOOK_SECRET), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchFailed(f"the notifier failed:\n{done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def stored(made: Installation) -> dict[str, int]:
    """Return how many notifications stand in the inbox, and how many of them were handled."""
    from sqlalchemy import create_engine, text  # noqa: PLC0415 - the options must be readable without it

    engine = create_engine(made.url())
    with engine.connect() as connection:
        row = connection.execute(text("SELECT COUNT(*), COUNT(handled_at), SUM(attempts > 0) FROM notification")).one()
    engine.dispose()
    return {"rows": int(row[0]), "handled": int(row[1]), "tried": int(row[2] or 0)}


def measure(made: Installation, options: argparse.Namespace) -> list[Figure]:
    """Send everything to a server whose handlers stall."""
    with silent_provider() as provider:
        environment = made.environment(SCHEDULER="embedded", MP_API_BASE_URL=provider)
        command = product_command(PORT, server=options.server_kind, threads=options.threads)
        with running(command, environment, made.folder / "ours.log", f"http://127.0.0.1:{PORT}/health"):
            found = send(made, options)
            inbox = stored(made)
    print(f"  {found}; inbox {inbox}; {describe_machine()}")
    return [
        Figure("arrivals", f"{found['arrivals_per_second']:.0f} /s", line=f"{options.rate} /s asked for"),
        at_most("acknowledgement, median", found["p50_ms"], LIMIT_MS, "ms"),
        at_most("acknowledgement, p99", found["p99_ms"], LIMIT_MS, "ms"),
        Figure("acknowledgement, slowest", f"{found['max_ms']:.1f} ms"),
        exactly("answered other than 200", found["refused"], 0, "notifications"),
        exactly("rows in the inbox", inbox["rows"], found["sent"], "rows"),
        Figure("handled meanwhile", f"{inbox['handled']} of {inbox['rows']}"),
    ]


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_webhooks.py", description="Measure acknowledgements under a stall.")
    parser.add_argument("--seconds", type=int, default=20, help="how long to send (default 20; the full proof: 60)")
    parser.add_argument("--rate", type=int, default=500, help="notifications per second (default 500)")
    parser.add_argument("--connections", type=int, default=32, help="connections of the sender (default 32)")
    parser.add_argument("--charges", type=int, default=2000, help="charges that notifications are about (default 2000)")
    parser.add_argument("--threads", type=int, help="threads of the server (default: as the start script)")
    parser.add_argument(
        "--server-kind", default="", help="granian, gunicorn or waitress (default: as the start script)"
    )
    parser.add_argument("--server", default="root@127.0.0.1:3306", help="MariaDB as user:password@host:port")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and conclude."""
    options = read_options(arguments)
    try:
        with installed(options.server, options.charges) as made:
            return conclude(measure(made, options))
    except BenchFailed as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
