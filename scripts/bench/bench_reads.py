"""Reads beside the reference, on the same MariaDB, in one run: charge status, and reads that need no login.

    .venv/bin/python scripts/bench/bench_reads.py
    .venv/bin/python scripts/bench/bench_reads.py --seconds 5 --rounds 3 --workers 1

See scripts/bench/README.md. Exit code 0 only when every line holds.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from functools import partial

from installation import BenchFailed, Installation, installed, product_command, reference_command, running
from load import Load, LoadFailed, Measured, ask, write_script
from verdict import Figure, at_least, beside, conclude, describe_machine

TIMES = 1.5
PORTS = {"ours": 5391, "reference": 5392}


@dataclass(frozen=True, slots=True)
class Read:
    """One kind of read: its name, what is asked for, and whether with the owner's token."""

    name: str
    paths: list[str]
    has_login: bool


def reads_of(made: Installation) -> list[Read]:
    """Return the reads to measure."""
    seeded = made.seeded or made.prepare()
    charges = [f"/api/mercadopago/orders/{charge}" for charge in seeded.charge_ids]
    return [
        Read("charge status", charges, has_login=True),
        Read("readiness", ["/ready"], has_login=False),
        Read("password policy", ["/public/politica-password"], has_login=False),
    ]


def measure(made: Installation, read: Read, side: str, workers: int, load: Load) -> Measured:
    """Start one side alone, ask it, stop it."""
    port = PORTS[side]
    command = (product_command if side == "ours" else reference_command)(port, workers)
    script = write_script(made.folder, read.paths)
    token = made.seeded.token if made.seeded else ""
    headers = {"Authorization": f"Bearer {token}"} if read.has_login else {}
    log = made.folder / f"{side}.log"
    with running(command, made.environment(), log, f"http://127.0.0.1:{port}/health") as server:
        return ask(port, server.pid, script, load, headers)


def compare(made: Installation, read: Read, workers: int, rounds: int, load: Load) -> list[Figure]:
    """Alternate the sides and compare their medians."""
    found: dict[str, list[Measured]] = {"ours": [], "reference": []}
    one = partial(measure, made, read, workers=workers, load=load)
    for number in range(rounds):
        for side, results in found.items():
            results.append(one(side))
            told = results[-1]
            print(
                f"  {read.name}, {workers} worker(s), round {number + 1}, {side}: {told}; {describe_machine()}",
                flush=True,
            )
    rates = {side: [result.per_second for result in results] for side, results in found.items()}
    name = f"{read.name}, {workers} worker{'s' if workers > 1 else ''}"
    spent = {side: [result.cpu_us for result in results] for side, results in found.items()}
    # What a request costs holds also on a machine that is busy with something else; it has no line of its own.
    return [
        at_least(name, rates["ours"], rates["reference"], TIMES, "/s"),
        beside(f"{name}: processor per request", spent["ours"], spent["reference"], "µs"),
    ]


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_reads.py", description="Compare reads with the reference.")
    parser.add_argument("--seconds", type=int, default=8, help="length of one measurement (default 8)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured (default 3)")
    parser.add_argument("--connections", type=int, default=16, help="connections of the load (default 16)")
    parser.add_argument("--charges", type=int, default=100_000, help="rows in the table (default 100000)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes of each side (default 1 2)")
    parser.add_argument("--only", nargs="+", default=[], metavar="READ", help="only these reads, by first word")
    parser.add_argument("--core", type=int, help="pin the load generator to this core")
    parser.add_argument("--server", default="root@127.0.0.1:3306", help="MariaDB as user:password@host:port")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and conclude."""
    options = read_options(arguments)
    load = Load(options.seconds, options.connections, options.core)
    try:
        with installed(options.server, options.charges) as made:
            reads = [r for r in reads_of(made) if not options.only or r.name.split()[0] in options.only]
            figures = [
                figure
                for read in reads
                for workers in options.workers
                for figure in compare(made, read, workers, options.rounds, load)
            ]
    except (BenchFailed, LoadFailed) as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    return conclude(figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
