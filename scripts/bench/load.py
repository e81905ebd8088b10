"""The load: as much as the server takes over a number of connections (wrk), or at a fixed rate (open_loop.py).

Either asks for many different rows, in random order.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WARM_UP_SECONDS = 2
SCRIPT = """
local requests, asked = {{}}, 0
init = function()
  math.randomseed(7)
  local lines = {{}}
  for line in io.lines("{asked}") do lines[#lines + 1] = line end
  for i = 1, 4000 do
    local method, path, header, body = lines[math.random(#lines)]:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = {{}}
    for name, text in pairs(wrk.headers) do headers[name] = text end
    for name, text in header:gmatch("(.-): (.+)") do headers[name] = text end
    requests[i] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end
request = function()
  asked = asked % #requests + 1
  return requests[asked]
end
"""


class LoadFailed(Exception):
    """The load could not be made, or was answered with errors."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; ``header`` is one of its own (``Name: text``), ``body`` is JSON."""

    path: str
    method: str = "GET"
    header: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How hard to ask: seconds, connections, and the core that the generator may use (None: any)."""

    seconds: int
    connections: int
    core: int | None = None
    # Requests a second; None: as many as are answered.
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of wrk found; latency in milliseconds, processor time of the server in microseconds a request."""

    per_second: float
    p99_ms: float
    cpu_us: float

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.per_second:.0f} requests/s, p99 {self.p99_ms:.1f} ms, {self.cpu_us:.0f} µs of processor each"


def write_asked(folder: Path, asks: list[Ask]) -> Path:
    """Write down what is to be asked for: a line each."""
    asked = folder / "asked.tsv"
    lines = [f"{ask.method}\t{ask.path}\t{ask.header}\t{ask.body}" for ask in asks]
    asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "ask.lua").write_text(SCRIPT.format(asked=asked), encoding="utf-8")
    return asked


def measure(port: int, server_pid: int, asked: Path, load: Load, headers: dict[str, str]) -> Measured:
    """Warm the server up, then measure it; raises LoadFailed when any answer was an error."""
    script = asked.with_name("ask.lua")
    _wrk(port, script, load, headers, WARM_UP_SECONDS)
    spent_before = cpu_seconds(server_pid)
    if load.rate is not None:
        found = _open_loop(port, asked, load, headers)
        cpu_us = (cpu_seconds(server_pid) - spent_before) / found["sent"] * 1e6
        return Measured(found["arrivals_per_second"], found["p99_ms"], cpu_us)
    output = _wrk(port, script, load, headers, load.seconds)
    if found := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise LoadFailed(f"{found[1]} answers were errors")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", output)
    asked = re.search(r"(\d+) requests in", output)
    if rate is None or p99 is None or asked is None:
        raise LoadFailed(f"wrk said:\n{output}")
    cpu_us = (cpu_seconds(server_pid) - spent_before) / int(asked[1]) * 1e6
    return Measured(float(rate[1]), float(p99[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]], cpu_us)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a server and its workers have used, in all their threads."""
    ticks = 0
    for number in children_of(pid):
        after_name = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """Return a process and everything below it."""
    found = [pid]
    for number in found:
        tasks = Path(f"/proc/{number}/task")
        for task in tasks.iterdir() if tasks.is_dir() else ():
            found += [int(child) for child in (task / "children").read_text(encoding="utf-8").split()]
    return found


def _open_loop(port: int, asked: Path, load: Load, headers: dict[str, str]) -> dict[str, float]:
    """Ask at the load's rate, from a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("open_loop.py")), "--port", str(port)]
    command += ["--rate", str(load.rate), "--seconds", str(load.seconds), "--connections", str(load.connections)]
    pinned = ["taskset", "-c", str(load.core)] if load.core is not None else []
    done = subprocess.run(
        [*pinned, *command, "--asked", str(asked)],
        input=json.dumps(headers),
        capture_output=True,
        text=True,
        check=False,
        timeout=load.seconds + 120,
    )
    if done.returncode:
        raise LoadFailed(f"the load failed:\n{done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    if found["refused"]:
        raise LoadFailed(f"{found['refused']:.0f} answers were errors")
    return found


def _wrk(port: int, script: Path, load: Load, headers: dict[str, str], seconds: int) -> str:
    program = shutil.which("wrk")
    if program is None:
        raise LoadFailed("wrk is not installed (Debian: apt install wrk)")
    pinned = ["taskset", "-c", str(load.core)] if load.core is not None else []
    command = [*pinned, program, "-t1", f"-c{load.connections}", f"-d{seconds}s", "--latency", "-s", str(script)]
    for name, text in headers.items():
        command += ["-H", f"{name}: {text}"]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=False, timeout=seconds + 60
    )
    return done.stdout + done.stderr
