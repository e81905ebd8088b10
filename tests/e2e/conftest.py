"""A running installation, a mail server and people at browsers, for the journeys of this folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, expect
from sqlalchemy.engine import make_url

import trial
from tests.e2e.mail import Mailroom
from tests.e2e.person import PATIENCE_SECONDS, Person
from tests.e2e.watch import Watch
from tests.fixtures.simulator import SimulatorControl

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "chromium"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FAILED = pytest.StashKey[bool]()
# What was on the screens when a journey failed.
PICTURES = ROOT / "artifacts" / "e2e"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys before pytest chooses by marks."""
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker("browser")
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember a failure, so that what was on the screens is kept."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def tools() -> None:
    """What a journey needs besides Python; a part that is missing skips it and says so."""
    for program, package in ((CHROMIUM, CHROMIUM), ("zbarimg", "zbar-tools"), ("oathtool", "oathtool")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: {package})")
    if not (ROOT / "frontend" / "dist" / "browser" / "index.html").is_file():
        pytest.skip("the interface is not built (scripts/bootstrap.py does it)")


@pytest.fixture(scope="session")
def mailroom() -> Iterator[Mailroom]:
    """A mail server that keeps what it receives."""
    room = Mailroom(*trial.free_ports(1))
    controller = Controller(room, hostname="127.0.0.1", port=room.port)
    controller.start()
    yield room
    controller.stop()


@pytest.fixture(scope="session")
def install(
    tools: None, mailroom: Mailroom, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[..., object]:
    """Run installations, each with a name and settings of its own, on the database of this run of the suite."""

    def run(name: str, **settings: str) -> object:
        chosen = os.environ.get("TEST_DATABASE_URL", "")
        if chosen:
            url = make_url(chosen)
            chosen = url.set(database=f"{url.database}_{name}_{worker_id}").render_as_string(hide_password=False)
        # One machine plays everybody: a limit for each address would count them as one.
        mail = {"SMTP_SERVER": "127.0.0.1", "SMTP_PORT": str(mailroom.port), "SMTP_STARTTLS": "false"}
        folder = tmp_path_factory.mktemp(name)
        return trial.running(folder, chosen, RATE_LIMITS="false", **mail, **settings)

    return run


@pytest.fixture(scope="session")
def fresh(install) -> Iterator[trial.Trial]:
    """An installation as it is after the first start: the demo company has nothing yet."""
    with install("fresh") as running:
        yield running


@pytest.fixture(scope="session")
def shop(install) -> Iterator[trial.Trial]:
    """An installation whose demo company is connected and has a point of sale; its time follows the simulator's."""
    with install("shop", CLOCK_SOURCE="simulator") as running:
        running.equip_shop(running.sign_in(trial.OWNER))
        yield running


@pytest.fixture
def play(shop: trial.Trial) -> Iterator[SimulatorControl]:
    """The simulator of the shop, without faults before and after."""
    control = SimulatorControl(shop.simulator_url)
    yield control
    control.faults()


@pytest.fixture
def terminal(play: SimulatorControl) -> str:
    """The terminal that is linked to the point of sale of the shop."""
    terminals = play.state("terminals")["terminals"]
    return str(next(one["id"] for one in terminals if one["operating_mode"] == "PDV"))


@pytest.fixture(autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Whatever the browsers of a test complain about; anything unexpected fails the test."""
    made = Watch()
    yield made
    assert made.complaints == []


@pytest.fixture
def visit(
    tools: None, chromium: Browser, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Put a person at a browser of their own: ``visit(shop)``; options as Playwright's ``new_context`` takes them."""
    contexts = []

    def arrive(where: trial.Trial, **options: object) -> Person:
        place = {"locale": "es-AR", "timezone_id": "America/Argentina/Buenos_Aires", "viewport": DESK}
        context = chromium.new_context(**(place | options))
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        watch.follow(context)
        contexts.append(context)
        return Person(where, context, context.new_page(), watch)

    yield arrive
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(page for context in contexts for page in context.pages):
            name = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
