"""Sends signed notifications at fixed times and tells how long each acknowledgement took; started by bench_webhooks.

Every notification is signed shortly before its time, as Mercado Pago does. Latency counts from the intended time, so
a slow answer cannot hide the wait of those behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

START_DELAY = 0.5
ANSWER_SECONDS = 60
EARLY = 0.0005


@dataclass(slots=True)
class Found:
    """What came of the notifications: latencies in seconds, and how many were not acknowledged with 200."""

    latencies: list[float] = field(default_factory=list)
    refused: int = 0


def request_of(number: int, order: str, seller: str, secret: bytes) -> bytes:
    """Return one notification about an order as bytes to send."""
    request_id = f"bench-{number:09d}-{os.getpid()}"
    stamp = str(int(time.time() * 1000))
    manifest = f"id:{order};request-id:{request_id};ts:{stamp};"
    signature = hmac.new(secret, manifest.encode(), hashlib.sha256).hexdigest()
    body = (
        f'{{"action":"order.processed","api_version":"v1","data":{{"id":"{order}"}},"id":"{number}",'
        f'"live_mode":true,"type":"order","user_id":"{seller}"}}'
    )
    return (
        f"POST /api/webhooks/mercadopago?data.id={order}&type=order HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nX-Request-Id: {request_id}\r\n"
        f"X-Signature: ts={stamp},v1={signature}\r\n\r\n{body}"
    ).encode()


async def read_answer(reader: asyncio.StreamReader) -> bool:
    """Read one answer to its end; tell whether it was 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    start = lower.index(b"content-length:") + 15
    await reader.readexactly(int(lower[start : lower.index(b"\r", start)]))
    return head.split(b" ", 2)[1] == b"200"


async def send_some(options: argparse.Namespace, first: int, begin: float, orders: list[str], found: Found) -> None:
    """Send every n-th notification on one connection, each at its time or as soon after as the connection is free."""
    reader, writer = await asyncio.open_connection("127.0.0.1", options.port)
    secret = os.environ["NOTIFIER_SECRET"].encode()
    for number in range(first, options.rate * options.seconds, options.connections):
        due = begin + number / options.rate
        if (wait := due - time.perf_counter() - EARLY) > 0:
            await asyncio.sleep(wait)
        writer.write(request_of(number, orders[number % len(orders)], options.seller, secret))
        is_stored = await asyncio.wait_for(read_answer(reader), ANSWER_SECONDS)
        found.latencies.append(time.perf_counter() - due)
        found.refused += not is_stored
    writer.close()


async def send_all(options: argparse.Namespace, orders: list[str]) -> dict[str, float]:
    """Send everything and sum it up."""
    found = Found()
    begin = time.perf_counter() + START_DELAY
    await asyncio.gather(*(send_some(options, n, begin, orders, found) for n in range(options.connections)))
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


def main(arguments: list[str]) -> int:
    """Send and print the sum as JSON."""
    parser = argparse.ArgumentParser(prog="notifier.py", description="Send signed notifications at fixed times.")
    for name in ("port", "rate", "seconds", "connections"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--orders", required=True, help="file with order ids")
    parser.add_argument("--seller", required=True, help="the seller's user id")
    options = parser.parse_args(arguments)
    orders = Path(options.orders).read_text(encoding="utf-8").split()
    print(json.dumps(asyncio.run(send_all(options, orders))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
