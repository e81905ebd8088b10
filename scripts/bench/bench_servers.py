"""Web servers and database drivers beside each other: the charge status read, and the notification that is stored.

    .venv/bin/python scripts/bench/bench_servers.py
    .venv/bin/python scripts/bench/bench_servers.py --only granian-8 waitress-8 --seconds 4

Draws no line: it shows what the start script's choice rests on (docs/decisions). See scripts/bench/README.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from dataclasses import dataclass
from statistics import median

from bench_webhooks import PORT, send, silent_provider
from installation import SYNC_DRIVERS, BenchFailed, Installation, installed, product_command, running
from load import Ask, Load, LoadFailed, write_asked
from load import measure as measure_reads
from verdict import describe_machine

SERVERS = (*(("granian", threads) for threads in (2, 4, 8, 16)), ("gunicorn", 8), ("waitress", 8))


@dataclass(slots=True)
class Candidate:
    """A server with a number of threads and a driver, and what was found of it."""

    server: str
    threads: int
    driver: str
    reads: list[float]
    cpu: list[float]
    p50: list[float]
    p99: list[float]

    @property
    def name(self) -> str:
        """Name it as the options do."""
        return f"{self.server}-{self.threads}"


def measure(made: Installation, candidate: Candidate, options: argparse.Namespace, provider: str) -> None:
    """Start the candidate, ask it, notify it, stop it."""
    made.driver = candidate.driver
    command = product_command(PORT, server=candidate.server, threads=candidate.threads)
    environment = made.environment(SCHEDULER="embedded", MP_API_BASE_URL=provider)
    seeded = made.seeded or made.prepare()
    asked = write_asked(made.folder, [Ask(f"/api/mercadopago/orders/{charge}") for charge in seeded.charge_ids])
    load = Load(options.seconds, options.connections)
    headers = {"Authorization": f"Bearer {seeded.token}"}
    with running(command, environment, made.folder / "server.log", f"http://127.0.0.1:{PORT}/health") as program:
        read = measure_reads(PORT, program.pid, asked, load, headers)
        notified = send(made, options)
    candidate.reads.append(read.per_second)
    candidate.cpu.append(read.cpu_us)
    candidate.p50.append(notified["p50_ms"])
    candidate.p99.append(notified["p99_ms"])
    print(
        f"  {candidate.name} {candidate.driver}: {read}; notifications p50 {notified['p50_ms']:.1f} ms,"
        f" p99 {notified['p99_ms']:.1f} ms; {describe_machine()}",
        flush=True,
    )


def print_table(candidates: list[Candidate]) -> None:
    """Print medians."""
    print("\n| server | threads | driver | status reads | processor each | acknowledgement p50 | p99 |")
    print("|---|---|---|---|---|---|---|")
    for found in candidates:
        if not found.reads:
            continue
        cells = (f"{median(found.reads):.0f} /s", f"{median(found.cpu):.0f} µs")
        waits = (f"{median(found.p50):.1f} ms", f"{median(found.p99):.1f} ms")
        print(f"| {found.server} | {found.threads} | {found.driver} | {' | '.join((*cells, *waits))} |")


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_servers.py", description="Compare web servers and drivers.")
    parser.add_argument("--seconds", type=int, default=5, help="length of each measurement (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--rate", type=int, default=300, help="notifications per second (default 300)")
    parser.add_argument("--connections", type=int, default=16, help="connections of each load (default 16)")
    parser.add_argument("--charges", type=int, default=20_000, help="rows in the table (default 20000)")
    parser.add_argument("--only", nargs="+", default=[], metavar="SERVER-THREADS", help="only these, e.g. granian-8")
    parser.add_argument("--server", default="root@127.0.0.1:3306", help="MariaDB as user:password@host:port")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure every candidate in turn, several rounds, and print the table."""
    options = read_options(arguments)
    drivers = [name for name, module in SYNC_DRIVERS.items() if importlib.util.find_spec(module)]
    candidates = [
        Candidate(server, threads, driver, [], [], [], [])
        for server, threads in SERVERS
        for driver in drivers
        if not options.only or f"{server}-{threads}" in options.only
    ]
    try:
        with installed(options.server, options.charges) as made, silent_provider() as provider:
            for _ in range(options.rounds):
                for candidate in candidates:
                    measure(made, candidate, options, provider)
    except (BenchFailed, LoadFailed) as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    print_table(candidates)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
