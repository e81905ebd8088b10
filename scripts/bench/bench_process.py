"""Memory of a worker, warm and cold start, and what a browser downloads before the first page stands.

    .venv/bin/python scripts/bench/bench_process.py
    .venv/bin/python scripts/bench/bench_process.py --only memory download

The cold start clones the last commit into a temporary folder and downloads everything again; it takes minutes.
See scripts/bench/README.md. Exit code 0 only when every line holds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from installation import ROOT, BenchFailed, Installation, installed, kill_all, product_command, running
from load import children_of
from verdict import Figure, at_most, conclude, describe_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 5393
MEGABYTE = 1024 * 1024
START_SECONDS, STOP_SECONDS, POLL_SECONDS = 900, 30, 0.02
PARTS = ("memory", "download", "start")
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


def memory(made: Installation, requests: int) -> list[Figure]:
    """Measure one worker, jobs embedded as the start script runs it, after many mixed requests."""
    environment = made.environment(SCHEDULER="embedded")
    with running(product_command(PORT), environment, made.folder / "ours.log", address("/health")) as program:
        idle = memory_of(program.pid)
        ask_mixed(made, requests)
        used = memory_of(program.pid)
    return [
        Figure("memory of a worker at the start (RSS / PSS)", f"{idle['Rss']:.0f} / {idle['Pss']:.0f} MB"),
        at_most(f"memory of a worker after {requests} requests (RSS)", used["Rss"], 180, "MB", 0),
        at_most(f"memory of a worker after {requests} requests (PSS)", used["Pss"], 180, "MB", 0),
    ]


def address(path: str) -> str:
    """Return an address of the measured server."""
    return f"http://127.0.0.1:{PORT}{path}"


def memory_of(pid: int) -> dict[str, float]:
    """Return Rss and Pss in MB of the largest process of a server: its worker."""
    found = [rolled_up(number) for number in children_of(pid)]
    return max(found, key=lambda sizes: sizes["Rss"])


def rolled_up(pid: int) -> dict[str, float]:
    """Return Rss and Pss of one process in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return {
        name: int(kilobytes) / 1024 for name, kilobytes in re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE)
    }


def ask_mixed(made: Installation, requests: int) -> None:
    """Ask for many different things over a few connections; raises BenchFailed for an answer of 5xx."""
    seeded = made.seeded or made.prepare()
    bearer = {"Authorization": f"Bearer {seeded.token}"}
    kinds: list[tuple[str, str, dict[str, str], str | None]] = [
        *(("GET", f"/api/mercadopago/orders/{charge}", bearer, None) for charge in seeded.charge_ids[:40]),
        *(("GET", path, bearer, None) for path in ("/api/sales", "/api/points-of-sale", "/account/profile")),
        *(("GET", path, {}, None) for path in ("/ready", "/public/politica-password", "/openapi.json", "/", "/nada")),
        (
            "POST",
            "/auth/login",
            {"Content-Type": "application/json"},
            '{"email": "nadie@example.com", "password": "x"}',
        ),
        ("POST", "/api/webhooks/mercadopago?data.id=1&type=order", {"Content-Type": "application/json"}, "{}"),
    ]
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    for number in range(requests):
        method, path, headers, body = kinds[number % len(kinds)]
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BenchFailed(f"{method} {path} answered {answer.status}")
    connection.close()


def download(made: Installation) -> list[Figure]:
    """Let a real browser open the start page and count what comes over the wire, service worker left out."""
    if not (ROOT / "frontend" / "dist" / "browser" / "index.html").is_file():
        raise BenchFailed("the interface is not built: run scripts/bootstrap.py first")
    with running(product_command(PORT), made.environment(), made.folder / "ours.log", address("/health")):
        sizes = browse(address("/"))
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"  {size / 1000:7.1f} kB  {name}")
    return [at_most("first download of the interface, compressed", sum(sizes.values()) / 1000, 200, "kB")]


def browse(url: str) -> dict[str, int]:
    """Return the bytes on the wire of each request of a first visit."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this part needs a browser

    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS.split())
        page = browser.new_context(service_workers="block").new_page()
        network = page.context.new_cdp_session(page)

        def note(event: dict[str, Any]) -> None:
            sizes[names[event["requestId"]]] = int(event["encodedDataLength"])

        network.on(
            "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
        )
        network.on("Network.loadingFinished", note)
        network.send("Network.enable")
        page.goto(url)
        page.wait_for_load_state("networkidle")
        browser.close()
    return {name: size for name, size in sizes.items() if not name.startswith("data:")}


def start() -> list[Figure]:
    """Clone the last commit, start it cold (everything downloaded), stop it, start it again."""
    with tempfile.TemporaryDirectory(prefix="mostrador-cold-") as folder:
        clone = Path(folder) / "mostrador"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        caches = {"PIP_CACHE_DIR": f"{folder}/pip", "npm_config_cache": f"{folder}/npm", "PIP_NO_CACHE_DIR": "1"}
        environment = dict(os.environ) | caches
        for name in ("VIRTUAL_ENV", "DATABASE_URL", "SCHEDULER", "RATE_LIMITS"):
            environment.pop(name, None)
        cold = started(clone, environment)
        warm = min(started(clone, environment) for _ in range(3))
        size = sum(f.stat().st_size for f in clone.rglob("*") if f.is_file() and not f.is_symlink())
    return [
        at_most("cold start to /ready, downloads included", cold, 300, "s"),
        at_most("warm start to /ready, best of three", warm, 10, "s"),
        Figure("size on disk after the cold start", f"{size / MEGABYTE:.0f} MB"),
    ]


def started(clone: Path, environment: dict[str, str]) -> float:
    """Return the seconds from ./start.sh until /ready answers; everything it started is ended afterwards."""
    port, simulator_port = free_ports(2)
    command = ["./start.sh", "--port", str(port), "--simulator-port", str(simulator_port)]
    began = time.monotonic()
    log = clone.parent / "start.log"
    with started_program(command, clone, environment, log) as program:
        while program.poll() is None and time.monotonic() - began < START_SECONDS:
            if is_ready(port):
                seconds = time.monotonic() - began
                print(f"  ready after {seconds:.1f} s; {describe_machine()}", flush=True)
                return seconds
            time.sleep(POLL_SECONDS)
        raise BenchFailed(f"./start.sh did not get ready:\n{log.read_text(errors='replace')[-3000:]}")


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on now."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def is_ready(port: int) -> bool:
    """Tell whether /ready answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return bool(answer.status == http.HTTPStatus.OK)
    except OSError:
        return False


@contextmanager
def started_program(
    command: list[str], folder: Path, environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while inside, in a group of its own; then stop the group as Ctrl+C does, and kill what is left."""
    with log.open("wb") as output:
        program = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield program
    finally:
        family = children_of(program.pid)
        os.killpg(program.pid, signal.SIGINT)
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill_all(family)
            program.wait()


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench_process.py", description="Measure memory, starts and download.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="only these parts")
    parser.add_argument(
        "--requests", type=int, default=5000, help="mixed requests before memory is read (default 5000)"
    )
    parser.add_argument("--charges", type=int, default=20_000, help="rows in the table (default 20000)")
    parser.add_argument("--server", default="root@127.0.0.1:3306", help="MariaDB as user:password@host:port")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and conclude."""
    options = read_options(arguments)
    if "download" in options.only and shutil.which(CHROMIUM) is None:
        print("✗ the download is measured with chromium, which is not there", file=sys.stderr)
        return 1
    figures: list[Figure] = []
    try:
        if {"memory", "download"} & set(options.only):
            with installed(options.server, options.charges) as made:
                figures += memory(made, options.requests) if "memory" in options.only else []
                figures += download(made) if "download" in options.only else []
        figures += start() if "start" in options.only else []
    except BenchFailed as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    print(f"  {describe_machine()}; {json.dumps({'python': sys.version.split()[0]})}")
    return conclude(figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
