"""Run one proof of a claim of the product, or list them.

    .venv/bin/python scripts/prove.py list
    .venv/bin/python scripts/prove.py one-charge
    .venv/bin/python scripts/prove.py token-rotation --control
    .venv/bin/python scripts/prove.py signature --size small

A proof NAME is the file tests/proofs/prove_<name with _>.py. It has a docstring whose first line is the claim, and

    def main(size: str, *, control: bool) -> int

which starts what it needs on loopback, prints its figures and answers 0 only when the line holds. ``size`` is "full"
or "small" (the suite runs every proof in the small one). With ``control`` the guard that the claim rests on is
switched off, and the proof must then answer other than 0; a proof that has such a guard says ``HAS_CONTROL = True``,
and the suite runs its control too. One whose small size stands on the database of TEST_DATABASE_URL says
``PER_DATABASE = True``; it is repeated with the suite on each database.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROOFS = ROOT / "tests" / "proofs"
PREFIX = "prove_"


def find_proofs() -> dict[str, Path]:
    """Return the files of the proofs by name."""
    return {path.stem.removeprefix(PREFIX).replace("_", "-"): path for path in sorted(PROOFS.glob(f"{PREFIX}*.py"))}


def claim_of(path: Path) -> str:
    """Return the first line of a proof's docstring without importing it."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "(no claim written)"
    return docstring.splitlines()[0]


def has_control(path: Path) -> bool:
    """Tell whether a proof can run with its guard switched off."""
    return _says(path, "HAS_CONTROL = True")


def is_per_database(path: Path) -> bool:
    """Tell whether a proof's small size stands on the suite's database, and is repeated with the suite on each."""
    return _says(path, "PER_DATABASE = True")


def _says(path: Path, line: str) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return any(ast.unparse(statement) == line for statement in body)


def print_list(proofs: dict[str, Path]) -> None:
    """Print every proof with its claim."""
    width = max((len(name) for name in proofs), default=0)
    for name, path in proofs.items():
        print(f"{name:<{width}}  {'--control' if has_control(path) else '':<9}  {claim_of(path)}")


def run_proof(path: Path, *, size: str, control: bool) -> int:
    """Import and run one proof from the project's root."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(PROOFS)]
    return int(importlib.import_module(path.stem).main(size, control=control))


def main(arguments: list[str]) -> int:
    """Read the command line, then list or run."""
    parser = argparse.ArgumentParser(prog="prove.py", description="Run one proof of a claim of the product.")
    parser.add_argument("name", help="a proof, or list")
    parser.add_argument("--control", action="store_true", help="switch the guard off; the proof must then fail")
    parser.add_argument("--size", choices=["full", "small"], default="full")
    options = parser.parse_args(arguments)
    proofs = find_proofs()
    if options.name == "list":
        print_list(proofs)
        return 0
    if options.name not in proofs:
        parser.error(f"no such proof; there are: {', '.join(proofs) or 'none yet'}")
    if options.control and not has_control(proofs[options.name]):
        parser.error(f"{options.name} has no guard to switch off")
    code = run_proof(proofs[options.name], size=options.size, control=options.control)
    verdict = "holds" if code == 0 else "does NOT hold"
    guard = " with its guard switched off" if options.control else ""
    print(f"\n{options.name}{guard}: {verdict}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
