"""Run every gate of the house and tell which ones hold.

    .venv/bin/python scripts/check.py               all gates
    .venv/bin/python scripts/check.py --fast        those of Python only
    .venv/bin/python scripts/check.py --only mypy   named ones
    .venv/bin/python scripts/check.py --list        their names

Exit code 0 only when every gate that ran holds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bootstrap import node_command, tool_environment, venv_program

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Gate:
    """One check: a program that answers 0 when it holds."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    is_python: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a gate ended."""

    gate: Gate
    holds: bool
    seconds: float
    output: str


def python_gate(name: str, *arguments: str) -> Gate:
    """Return a gate run by the environment's Python."""
    return Gate(name, (str(venv_program("python")), *arguments))


def node_gate(name: str, *arguments: str) -> Gate:
    """Return a gate run by the pinned npm inside the interface's folder."""
    return Gate(name, (*node_command("npm"), *arguments), FRONTEND, is_python=False)


def all_gates() -> list[Gate]:
    """Return every gate, the longest first so that the parallel run ends early."""
    program = venv_program
    return [
        Gate("mypy", (str(program("mypy")),)),
        node_gate("interface-types", "exec", "--offline", "--", "ngc", "-p", "tsconfig.app.json", "--noEmit"),
        node_gate("eslint", "exec", "--offline", "--", "eslint", ".", "--max-warnings=0"),
        node_gate("interface-tests", "test"),
        python_gate("architecture", "-m", "pytest", "tests/architecture", "-q", "-n0", "-p", "no:cacheprovider"),
        python_gate("openapi", "scripts/export_openapi.py", "--check"),
        node_gate("wire-types", "run", "check:wire"),
        node_gate("stylelint", "exec", "--offline", "--", "stylelint", "src/**/*.scss"),
        node_gate("sheriff", "exec", "--offline", "--", "sheriff", "verify"),
        node_gate("icons", "run", "icons", "--", "--check"),
        Gate("import-linter", (str(program("lint-imports")), "--no-cache")),
        python_gate("unused-code", "scripts/unused_code.py"),
        Gate("deptry", (str(program("deptry")), "backend")),
        Gate("ruff", (str(program("ruff")), "check", "--no-cache")),
        Gate("ruff-format", (str(program("ruff")), "format", "--check", "--no-cache")),
        Gate("interface-build", (sys.executable, str(ROOT / "scripts" / "bootstrap.py"), "--dev"), is_python=False),
    ]


def judge(gate: Gate) -> Verdict:
    """Run one gate."""
    began = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=gate.folder,
        env=tool_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Verdict(gate, done.returncode == 0, time.monotonic() - began, done.stdout)


def chosen(gates: list[Gate], options: argparse.Namespace) -> list[Gate]:
    """Return the gates that the command line asks for; unknown names end the program."""
    names = {gate.name for gate in gates}
    if unknown := {*options.only, *options.skip} - names:
        sys.exit(f"No such gate: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(names))}.")
    picked = [gate for gate in gates if gate.name not in options.skip and (gate.is_python or not options.fast)]
    return [gate for gate in picked if gate.name in options.only] if options.only else picked


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="check.py", description="Run every gate of the house.")
    parser.add_argument("--fast", action="store_true", help="only the gates of Python")
    parser.add_argument("--only", nargs="+", default=[], metavar="GATE", help="only these gates")
    parser.add_argument("--skip", nargs="+", default=[], metavar="GATE", help="all but these gates")
    parser.add_argument("--list", action="store_true", help="print the names of the gates")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run the gates and print one summary."""
    options = read_options(arguments)
    gates = chosen(all_gates(), options)
    if options.list:
        print("\n".join(gate.name for gate in gates))
        return 0
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(judge, gates))
    broken = [verdict for verdict in verdicts if not verdict.holds]
    for verdict in broken:
        print(f"\n── {verdict.gate.name} ──\n{verdict.output.strip()}")
    print()
    for verdict in verdicts:
        print(f"{'ok   ' if verdict.holds else 'BROKEN'} {verdict.gate.name:<18} {verdict.seconds:6.1f} s")
    held = len(verdicts) - len(broken)
    print(f"\n{held} of {len(verdicts)} gates hold ({time.monotonic() - began:.0f} s)")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
