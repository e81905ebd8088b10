"""Run every check and the test suite, on one database or on all of them.

Started by scripts/test.sh and scripts/test.ps1 through scripts/bootstrap.py. Everything after the options below goes
to pytest, for example ``scripts/test.sh --no-checks tests/kernel -x``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bootstrap import tool_environment

ROOT = Path(__file__).resolve().parent.parent
# Where the continuous checks have their servers; the environment may name others.
SERVER_URLS = {
    "sqlite": "",
    "mariadb": os.environ.get("TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/mostrador_test"),
    "postgres": os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/mostrador_test"),
}


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """How pytest ended on one database."""

    database: str
    code: int
    closing_line: str


def run_checks() -> int:
    """Run the gates; the suite itself covers what two of them would do again."""
    command = [sys.executable, str(ROOT / "scripts" / "check.py"), "--skip", "architecture", "interface-build"]
    return subprocess.run(command, cwd=ROOT, check=False, env=tool_environment()).returncode


def run_suite(database: str, options: argparse.Namespace, extra: list[str]) -> SuiteRun:
    """Run pytest on one database, showing its lines as they come.

    SQLite runs everything; the servers repeat what depends on the database.
    """
    print(f"\n── Tests on {database} ──", flush=True)
    environment = tool_environment()
    if SERVER_URLS[database]:
        environment["TEST_DATABASE_URL"] = SERVER_URLS[database]
    command = [sys.executable, "-m", "pytest", "-n", str(options.processes), *extra]
    environment["PYTHONPATH"] = str(ROOT / "scripts")  # where the plugins are
    if database != "sqlite":
        command += ["-p", "pytest_database_marks", "-m", "database"]
    if options.require_all:
        command += ["-p", "pytest_require_all"]
    lines = [""]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            if line.strip():
                lines.append(line.strip())
    return SuiteRun(database, running.returncode, lines[-1])


def read_options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command line; what is not ours is pytest's."""
    parser = argparse.ArgumentParser(prog="test", description="Run every check and the test suite.")
    parser.add_argument("--database", choices=[*SERVER_URLS, "all"], default="sqlite")
    parser.add_argument("--require-all", action="store_true", help="a part that is missing fails instead of skipping")
    parser.add_argument("--no-checks", action="store_true", help="only the tests")
    parser.add_argument("--processes", type=int, default=2, help="test processes at once (default 2)")
    return parser.parse_known_args(arguments)


def main(arguments: list[str]) -> int:
    """Run checks and tests; the last lines are pytest's own."""
    options, extra = read_options(arguments)
    began = time.monotonic()
    code = 0 if options.no_checks else run_checks()
    verdict = "Checks left out" if options.no_checks else f"Checks {'BROKEN' if code else 'hold'}"
    databases = list(SERVER_URLS) if options.database == "all" else [options.database]
    runs = [run_suite(database, options, extra) for database in databases]
    print(f"\n── {verdict}; {time.monotonic() - began:.0f} s in all ──")
    for one in runs:
        print(f"{one.database}:\n{one.closing_line}")
    return code or max(one.code for one in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
