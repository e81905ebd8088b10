"""Reads beside the reference, on the same MariaDB, in one run: charges, licences, and reads that need no login.

    .venv/bin/python scripts/bench/bench_reads.py
    .venv/bin/python scripts/bench/bench_reads.py --seconds 5 --rounds 3 --workers 1
    .venv/bin/python scripts/bench/bench_reads.py --rate 200 --workers 2

See scripts/bench/README.md. Exit code 0 only when every line holds.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from installation import KINDS, BenchFailed, Installation, installed, product_command, reference_command, running
from load import Ask, Load, LoadFailed, Measured, measure, write_asked
from verdict import Figure, at_least, beside, conclude, describe_machine, within

TIMES = 1.5
PORTS = {"ours": 5391, "reference": 5392}


@dataclass(frozen=True, slots=True)
class Read:
    """One kind of read: its name, what is asked for, with which headers; ``p99_ms`` is its line at a fixed rate."""

    name: str
    asks: list[Ask]
    headers: dict[str, str] = field(default_factory=dict)
    p99_ms: float | None = None


def reads_of(made: Installation) -> list[Read]:
    """Return the reads to measure; the reference answers each of them with the same JSON."""
    seeded = made.seeded or made.prepare()
    charges = [Ask(f"/api/mercadopago/orders/{charge}") for charge in seeded.charge_ids]
    login = {"Authorization": f"Bearer {seeded.token}"}
    licences = [Ask(f"/api/suscripcion-activa/{nit}", header=f"X-API-Key: {key}") for nit, key in seeded.licensed]
    check = [Ask("/api/verificar-licencia", "POST", "Content-Type: application/json", "{}")]
    return [
        Read("charge status", charges, login),
        Read("licence check of an instance", licences, p99_ms=10),
        Read("own licence check", check, login, p99_ms=10),
        Read("readiness", [Ask("/ready")]),
        Read("password policy", [Ask("/public/politica-password")]),
    ]


@dataclass(frozen=True, slots=True)
class Sides:
    """The two servers that are compared: the product, and the reference of one kind."""

    made: Installation
    kind: str
    workers: int

    def command(self, side: str) -> list[str]:
        """Return the command that serves a side."""
        if side == "ours":
            return product_command(PORTS[side], self.workers)
        return reference_command(PORTS[side], self.workers, self.kind)

    def with_server(self, side: str, use: Callable[[int, int], Any]) -> Any:
        """Start one side alone, use it (port, process id), stop it; return what ``use`` returned."""
        log, address = self.made.folder / f"{side}.log", f"http://127.0.0.1:{PORTS[side]}/health"
        environment = self.made.environment(REFERENCE_KIND=self.kind)
        with running(self.command(side), environment, log, address) as server:
            return use(PORTS[side], server.pid)


def refuse_other_answers(sides: Sides, read: Read) -> None:
    """Stop when the two sides do not answer the same; a comparison would say nothing."""
    told = {side: sides.with_server(side, partial(answer_of, read.asks[0], read.headers)) for side in PORTS}
    if told["ours"] != told["reference"]:
        raise BenchFailed(f"{read.name}: the answers differ:\n{told['ours']}\n{told['reference']}")


def answer_of(ask: Ask, headers: dict[str, str], port: int, _pid: int) -> Any:
    """Return the JSON of one answer."""
    url, body = f"http://127.0.0.1:{port}{ask.path}", ask.body.encode() or None
    own = dict([ask.header.split(": ", 1)]) if ask.header else {}
    request = urllib.request.Request(url, body, headers | own, method=ask.method)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own loopback address
        return json.load(answer)


def compare(sides: Sides, read: Read, rounds: int, load: Load) -> list[Figure]:
    """Alternate the sides and compare their medians."""
    refuse_other_answers(sides, read)
    asked = write_asked(sides.made.folder, read.asks)
    name = f"{read.name}, {sides.workers} worker{'s' if sides.workers > 1 else ''}"
    name += "" if sides.kind == KINDS[0] else f", {sides.kind} reference"
    found: dict[str, list[Measured]] = {"ours": [], "reference": []}
    for number in range(rounds):
        for side, results in found.items():
            use = partial(measure, asked=asked, load=load, headers=read.headers)
            results.append(sides.with_server(side, use))
            print(f"  {name}, round {number + 1}, {side}: {results[-1]}; {describe_machine()}", flush=True)
    return figures_of(name, read, found, load.rate)


def figures_of(name: str, read: Read, found: dict[str, list[Measured]], rate: int | None) -> list[Figure]:
    """Return the figures of one comparison."""
    spent = {side: [result.cpu_us for result in results] for side, results in found.items()}
    # What a request costs holds also on a machine that is busy with something else; it has no line of its own.
    processor = beside(f"{name}: processor per request", spent["ours"], spent["reference"], "µs")
    if rate is not None:
        waits = {side: [result.p99_ms for result in results] for side, results in found.items()}
        return [within(f"{name}: p99 at {rate}/s", waits["ours"], waits["reference"], read.p99_ms, "ms"), processor]
    rates = {side: [result.per_second for result in results] for side, results in found.items()}
    return [at_least(name, rates["ours"], rates["reference"], TIMES, "/s"), processor]


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_reads.py", description="Compare reads with the reference.")
    parser.add_argument("--seconds", type=int, default=8, help="length of one measurement (default 8)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured (default 3)")
    parser.add_argument("--connections", type=int, default=16, help="connections of the load (default 16)")
    parser.add_argument("--charges", type=int, default=100_000, help="rows in the table (default 100000)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes of each side (default 1 2)")
    parser.add_argument("--only", nargs="+", default=[], metavar="READ", help="only these reads, by first word")
    parser.add_argument("--rate", type=int, help="ask so often a second, and judge the p99 instead of the rate")
    parser.add_argument("--against", nargs="+", choices=KINDS, default=[KINDS[0]], help="which references (tuned)")
    parser.add_argument("--core", type=int, help="pin the load generator to this core")
    parser.add_argument("--server", default="root@127.0.0.1:3306", help="MariaDB as user:password@host:port")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and conclude."""
    options = read_options(arguments)
    load = Load(options.seconds, options.connections, options.core, options.rate)
    try:
        with installed(options.server, options.charges) as made:
            reads = [r for r in reads_of(made) if not options.only or r.name.split()[0] in options.only]
            figures = [
                figure
                for read in reads
                for kind in options.against
                for workers in options.workers
                for figure in compare(Sides(made, kind, workers), read, options.rounds, load)
            ]
    except (BenchFailed, LoadFailed) as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    return conclude(figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
