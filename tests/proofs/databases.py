"""The databases that a proof runs on: SQLite always, MariaDB and PostgreSQL when they answer on this machine."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from backend.app import create_app
from backend.config import Settings
from backend.infra.db import Base, create_database_if_missing, db

SERVERS = {
    "MariaDB": ("mysql+pymysql://root@127.0.0.1:3306", 3306),
    "PostgreSQL": ("postgresql+psycopg://postgres@127.0.0.1:5432", 5432),
}
POOL = 25  # and as many above it: fifty cashiers at once


def urls(subject: str, *, only_chosen: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the name and address of an empty database of each kind that is there; it is dropped afterwards.

    With ``only_chosen`` just the kind of TEST_DATABASE_URL (SQLite without): the suite repeats the proof on each.
    """
    chosen = make_url(os.environ.get("TEST_DATABASE_URL") or "sqlite://").get_backend_name()
    if not only_chosen or chosen == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield "SQLite", f"sqlite:///{Path(folder) / 'proof.sqlite3'}"
    for name, (server, port) in SERVERS.items():
        if only_chosen and make_url(server).get_backend_name() != chosen:
            continue
        if not _answers(port):
            print(f"{name:<11} not there: nothing shown on it")
            continue
        url = f"{server}/proof_{subject}_{os.getpid()}"
        create_database_if_missing(url)
        try:
            yield name, url
        finally:
            _drop(url)


def apps(subject: str, *, only_chosen: bool = False) -> Iterator[tuple[str, Flask]]:
    """Yield the product on each database that is there (see ``urls``), with empty tables."""
    for name, url in urls(subject, only_chosen=only_chosen):
        with tempfile.TemporaryDirectory() as folder, _app(url, folder) as app:
            yield name, app


@contextmanager
def _app(url: str, folder: str) -> Iterator[Flask]:
    settings = Settings(
        app_env="test",
        database_url=url,
        db_pool_size=POOL,
        scheduler="off",
        rate_limits=False,
        instance_path=folder,
        log_level="ERROR",
        mp_client_id="7700112233445566",
        mp_client_secret="simulated-secret",
        mp_webhook_secret=("whsec_sim_0123456789abcdef",),
    )
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _drop(url: str) -> None:
    parts = make_url(url)
    server = "postgres" if parts.get_backend_name() == "postgresql" else "mysql"
    engine = create_engine(parts.set(database=server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {parts.database}"))
    engine.dispose()
