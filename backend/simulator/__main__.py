"""Start the simulator: ``python -m backend.simulator --port 5223``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import threading
from pathlib import Path

from backend.simulator.app import Simulator
from backend.simulator.settings import DEFAULT_PORT, DEFAULT_WEBHOOK_URL, ApplicationSettings, Settings

_log = logging.getLogger("backend.simulator")


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    described = argparse.ArgumentParser(prog="python -m backend.simulator", description="A Mercado Pago of one's own")
    add = described.add_argument
    add("--port", type=int, default=DEFAULT_PORT)
    add("--host", default="127.0.0.1")
    add("--seed", type=int, help="the same seed gives the same ids and the same dice")
    add("--state", type=Path, metavar="FILE", help="keep the state in this file (otherwise in memory)")
    add("--webhook-url", default=DEFAULT_WEBHOOK_URL, help="where notifications go; empty sends none")
    add("--webhook-secret", default=None, help="signs notifications; by default MP_WEBHOOK_SECRET of the environment")
    add("--platform-token", default=None, help="token of the platform's seller; by default MERCADOPAGO_ACCESS_TOKEN")
    add("--public-url", help="how browsers reach the simulator")
    add("--client-id", action="append", default=[], help="application to know; may be repeated (default: any)")
    add("--client-secret", action="append", default=[], help="secret of the client id at the same place")
    add("--redirect-uri", action="append", default=[], help="registered redirect URL; may be repeated (default: any)")
    add("--require-pkce", action="store_true", help="refuse consent without a code challenge")
    add("--faults", default="[]", metavar="JSON", help="fault rules, as PUT /_sim/faults takes them")
    add("--signature-case", choices=("lower", "raw"), default="lower", help="letter case of the signed id")
    add("--timestamp-unit", choices=("ms", "s"), default="ms", help="unit of ts in signatures")
    add("--payment-topic", action="store_true", help="send the payment topic too")
    add("--auto-terminals", action="store_true", help="terminals in PDV mode take their orders by themselves")
    add("--cancel-seconds", type=float, default=10.0, help="how long a terminal takes to obey a cancellation")
    return described


def read_settings(arguments: list[str] | None = None) -> Settings:
    """Turn the command line into settings; ends the program with a sentence when it is wrong."""
    described = parser()
    given = described.parse_args(arguments)
    if len(given.client_id) != len(given.client_secret):
        described.error("each --client-id needs its --client-secret")
    try:
        faults = json.loads(given.faults)
    except ValueError:
        described.error("--faults is not JSON")
    # The product may hold several secrets, the current one first.
    secrets = (given.webhook_secret or os.environ.get("MP_WEBHOOK_SECRET", "")).split(",")
    return Settings(
        port=given.port,
        host=given.host,
        seed=given.seed,
        state_file=given.state,
        public_url=(given.public_url or f"http://127.0.0.1:{given.port}").rstrip("/"),
        webhook_url=given.webhook_url,
        webhook_secret=secrets[0].strip() or None,
        signature_case=given.signature_case,
        timestamp_unit=given.timestamp_unit,
        payment_topic=given.payment_topic,
        platform_token=(given.platform_token or os.environ.get("MERCADOPAGO_ACCESS_TOKEN", "")).strip() or None,
        auto_terminals=given.auto_terminals,
        cancel_seconds=given.cancel_seconds,
        applications=tuple(
            ApplicationSettings(client_id, secret, tuple(given.redirect_uri), given.require_pkce)
            for client_id, secret in zip(given.client_id, given.client_secret, strict=True)
        ),
        faults=faults,
    )


def main(arguments: list[str] | None = None) -> None:
    """Serve until the process is told to end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    simulator = Simulator(read_settings(arguments))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    simulator.start()
    _log.info("simulator listens on %s", simulator.url)
    while not ended.wait(1):
        pass
    simulator.stop()
    _log.info("simulator stopped")


if __name__ == "__main__":
    main()
