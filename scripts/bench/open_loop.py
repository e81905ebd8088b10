"""Sends requests at fixed times whatever became of the earlier ones, and tells how long each answer took.

Latency counts from the intended time, so a slow answer cannot hide the wait of those behind it. Run as a program it
asks for the lines of a file in random order (see ``load.py``); ``notifier.py`` sends signed notifications with it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

START_DELAY = 0.5
ANSWER_SECONDS = 60
EARLY = 0.0005
# The request with this number, as bytes to send; made shortly before its time.
RequestOf = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Pace:
    """Where to, how many a second, for how long, and over how many connections."""

    port: int
    rate: int
    seconds: int
    connections: int


@dataclass(slots=True)
class Found:
    """What came of the requests: latencies in seconds, and how many were not answered with 200."""

    latencies: list[float] = field(default_factory=list)
    refused: int = 0


async def read_answer(reader: asyncio.StreamReader) -> bool:
    """Read one answer to its end; tell whether it was 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    start = lower.index(b"content-length:") + 15
    await reader.readexactly(int(lower[start : lower.index(b"\r", start)]))
    return head.split(b" ", 2)[1] == b"200"


async def send_some(pace: Pace, first: int, begin: float, request_of: RequestOf, found: Found) -> None:
    """Send every n-th request on one connection, each at its time or as soon after as the connection is free."""
    reader, writer = await asyncio.open_connection("127.0.0.1", pace.port)
    for number in range(first, pace.rate * pace.seconds, pace.connections):
        due = begin + number / pace.rate
        if (wait := due - time.perf_counter() - EARLY) > 0:
            await asyncio.sleep(wait)
        writer.write(request_of(number))
        is_accepted = await asyncio.wait_for(read_answer(reader), ANSWER_SECONDS)
        found.latencies.append(time.perf_counter() - due)
        found.refused += not is_accepted
    writer.close()


async def send_all(pace: Pace, request_of: RequestOf) -> dict[str, float]:
    """Send everything and sum it up."""
    found = Found()
    begin = time.perf_counter() + START_DELAY
    await asyncio.gather(*(send_some(pace, n, begin, request_of, found) for n in range(pace.connections)))
    ordered = sorted(found.latencies)
    of = len(ordered)
    return {
        "sent": of,
        "refused": found.refused,
        "arrivals_per_second": of / (time.perf_counter() - begin),
        "p50_ms": ordered[of // 2] * 1000,
        "p99_ms": ordered[min(of - 1, int(of * 0.99))] * 1000,
        "max_ms": ordered[-1] * 1000,
    }


def add_pace(parser: argparse.ArgumentParser) -> None:
    """Add the options that :func:`pace_of` reads."""
    for name in ("port", "rate", "seconds", "connections"):
        parser.add_argument(f"--{name}", type=int, required=True)


def pace_of(options: argparse.Namespace) -> Pace:
    """Return the pace that the options ask for."""
    return Pace(options.port, options.rate, options.seconds, options.connections)


def main(arguments: list[str]) -> int:
    """Ask for what the file says, with the headers of the standard input; print the sum as JSON."""
    parser = argparse.ArgumentParser(prog="open_loop.py", description="Ask at fixed times.")
    add_pace(parser)
    parser.add_argument("--asked", required=True, help="file with a line for each request: method, path, header, body")
    options = parser.parse_args(arguments)
    headers = "".join(f"{name}: {text}\r\n" for name, text in json.load(sys.stdin).items())
    lines = [line.split("\t") for line in Path(options.asked).read_text(encoding="utf-8").splitlines()]
    dice = random.Random(7)  # noqa: S311 - the same order each time, no secret

    def request_of(_number: int) -> bytes:
        method, path, header, body = dice.choice(lines)
        own = f"{header}\r\n" if header else ""
        size = f"Content-Length: {len(body.encode())}\r\n" if body else ""
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{own}{size}\r\n{body}".encode()

    print(json.dumps(asyncio.run(send_all(pace_of(options), request_of))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
