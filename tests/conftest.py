"""Fixtures of every test: an application on the chosen database, emptied between tests, and a movable clock."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from backend.app import create_app
from backend.config import Settings
from backend.infra.db import Base, create_database_if_missing, db
from backend.infra.principal import SYSTEM, acting
from backend.kernel import clock

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.cast",
    "tests.fixtures.mailbox",
    "tests.fixtures.gateway",
    "tests.fixtures.requests",
    "tests.fixtures.simulator",
    "tests.fixtures.mercadopago",
]
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The database of this test process: TEST_DATABASE_URL with the worker's name added, else a SQLite file."""
    chosen = os.environ.get("TEST_DATABASE_URL", "")
    if not chosen:
        return f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.sqlite3'}"
    url = make_url(chosen)
    url = url.set(database=f"{url.database}_{worker_id}")
    text_url = url.render_as_string(hide_password=False)
    create_database_if_missing(text_url)
    if url.get_backend_name() == "postgresql":
        # The tests kill processes, never the machine: waiting for the disk would only take time.
        return url.update_query_dict({"options": "-c synchronous_commit=off"}).render_as_string(hide_password=False)
    return text_url


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker, or ``main``."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the tests; single tests replace what they are about with ``dataclasses.replace``."""
    return Settings(
        app_env="test",
        database_url=database_url,
        sqlite_synchronous="OFF",
        scheduler="off",
        rate_limits=False,
        instance_path=str(tmp_path_factory.mktemp("instance")),
        mp_client_id="7700112233445566",
        mp_client_secret="simulated-secret",
        mp_webhook_secret=("whsec_sim_0123456789abcdef",),
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def app_of_session(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(app_of_session: Flask) -> Iterator[Flask]:
    """The application, its database empty, inside an application context, the clock standing at START."""
    with app_of_session.app_context():
        yield app_of_session
        db.session.remove()
        empty_database()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def nobody_acts() -> Iterator[None]:
    """A request's actor stays with its thread; the next test starts without one."""
    with acting(SYSTEM):
        yield


@pytest.fixture(autouse=True)
def moving_clock() -> Iterator[clock.MovableClock]:
    """Every test starts at the same instant; it moves only when the test says so."""
    with clock.using(clock.MovableClock(START)) as source:
        yield source


def empty_database() -> None:
    """Delete every row, children first; MariaDB wants rows that refer to their own table let go before."""
    engine = db.engine
    tables = list(reversed(Base.metadata.sorted_tables))
    with engine.begin() as connection:
        for table in tables:
            own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
            if own:
                connection.execute(table.update().values(dict.fromkeys(own)))
            connection.execute(table.delete())


@pytest.fixture(scope="session")
def shared_folder() -> Path | None:
    """The folder with contracts and reference beside the project, when it is there."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    return folder if folder.is_dir() else None


def run_in_threads(count: int, work) -> list:
    """Run ``work(i)`` in ``count`` threads that start together; return results or the exceptions raised."""
    barrier = threading.Barrier(count)
    results: list = [None] * count

    def body(i: int) -> None:
        barrier.wait()
        try:
            results[i] = work(i)
        except BaseException as error:  # noqa: BLE001 - a race test looks at what each loser got
            results[i] = error

    threads = [threading.Thread(target=body, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
