"""A fresh clone starts with one command: cold within 5 minutes, warm within 10 seconds, stopped without a trace.

The full size clones the project and installs everything anew; the small one lends the clone what is installed here.
With ``control`` the clone lacks its migrations: the start must then end with a reason instead of a server.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HAS_CONTROL = True
COLD_SECONDS = 300
WARM_SECONDS = 10
# The small size runs beside other tests: it shows that the start works, the full one how fast.
SMALL_SECONDS = 45
STOP_SECONDS = 15
LENT = (".venv", "frontend/node_modules", "frontend/dist")


@dataclass(frozen=True, slots=True)
class Start:
    """What one start printed, and how long it took to be ready and to stop."""

    printed: str
    ready_seconds: float
    stop_seconds: float
    code: int
    is_port_free: bool


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def clone(target: Path, *, lend: bool) -> None:
    """Copy what git has of the working tree, as a new user gets it."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    changed = subprocess.run(
        ["git", "ls-files", "--modified", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, changed):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    if lend:
        for name in LENT:
            (target / name).symlink_to((ROOT / name).resolve(), target_is_directory=True)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def start_once(project: Path, within: float) -> Start:
    """Start, wait until ready (or ended), ask for a page, stop with SIGTERM."""
    web, simulator = free_ports(2)
    # As a new user's shell: nothing of this project's own settings.
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    environment = {
        key: text for key, text in os.environ.items() if key in kept or key.lower().startswith(("pip_", "npm_"))
    }
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.monotonic()
        program = subprocess.Popen(
            ["./start.sh", "--port", str(web), "--simulator-port", str(simulator)],
            cwd=project,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        while time.monotonic() - began < within + 30 and program.poll() is None and not is_ready(web):
            time.sleep(0.05)
        ready_seconds = time.monotonic() - began
        time.sleep(0.5)  # the announcement follows the first ready answer
        stopping = time.monotonic()
        if program.poll() is None:
            program.send_signal(signal.SIGTERM)
        code = program.wait(timeout=STOP_SECONDS + 5)
        output.seek(0)
        return Start(output.read(), ready_seconds, time.monotonic() - stopping, code, not is_ready(web))


def verdicts(name: str, start: Start, within: float) -> dict[str, bool]:
    return {
        f"{name}: ready in {start.ready_seconds:.1f} s (line: {within} s)": start.ready_seconds <= within,
        f"{name}: stopped in {start.stop_seconds:.1f} s with code {start.code}": (
            start.code == 0 and start.is_port_free and start.stop_seconds <= STOP_SECONDS
        ),
        f"{name}: says where it is": "http://localhost:" in start.printed,
    }


def prove_start(project: Path, size: str) -> dict[str, bool]:
    cold_within, warm_within = (COLD_SECONDS, WARM_SECONDS) if size == "full" else (SMALL_SECONDS, SMALL_SECONDS)
    first = start_once(project, cold_within)
    print(first.printed)
    second = start_once(project, warm_within)
    environment_file = project / ".env"
    return (
        verdicts("cold" if size == "full" else "first", first, cold_within)
        | verdicts("warm", second, warm_within)
        | {
            ".env is made and closed to others": environment_file.stat().st_mode & 0o077 == 0,
            "passwords are shown once": "admin@" in first.printed and "admin@" not in second.printed,
        }
    )


def prove_refusal(project: Path) -> bool:
    """Without migrations there is no database to serve: the start must end with a reason instead of a server."""
    shutil.rmtree(project / "migrations")
    start = start_once(project, SMALL_SECONDS)
    print(start.printed[-1500:])
    return start.code == 0


def main(size: str, *, control: bool) -> int:
    """Clone, start twice, judge."""
    with tempfile.TemporaryDirectory(prefix="mostrador-") as folder:
        project = Path(folder) / "mostrador"
        clone(project, lend=size == "small" or control)
        if control:
            return 0 if prove_refusal(project) else 1
        checks = prove_start(project, size)
    for text, holds in checks.items():
        print(f"{'ok    ' if holds else 'BROKEN'} {text}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main("full", control=False))
