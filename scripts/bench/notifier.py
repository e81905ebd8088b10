"""Sends signed notifications at fixed times and tells how long each acknowledgement took; started by bench_webhooks.

Every notification is signed shortly before its time, as Mercado Pago does.
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
from pathlib import Path

from open_loop import add_pace, pace_of, send_all


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


def main(arguments: list[str]) -> int:
    """Send and print the sum as JSON."""
    parser = argparse.ArgumentParser(prog="notifier.py", description="Send signed notifications at fixed times.")
    add_pace(parser)
    parser.add_argument("--orders", required=True, help="file with order ids")
    parser.add_argument("--seller", required=True, help="the seller's user id")
    options = parser.parse_args(arguments)
    orders = Path(options.orders).read_text(encoding="utf-8").split()
    secret = os.environ["NOTIFIER_SECRET"].encode()

    def signed(number: int) -> bytes:
        return request_of(number, orders[number % len(orders)], options.seller, secret)

    print(json.dumps(asyncio.run(send_all(pace_of(options), signed))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
