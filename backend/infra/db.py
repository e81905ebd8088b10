"""The database: engine settings for SQLite, MariaDB/MySQL and PostgreSQL, column types, the declarative base."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from time import monotonic
from typing import Any, Protocol, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, Numeric, Table, Text, create_engine, event, text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from backend.config import Settings
from backend.infra.prepared_selects import PreparedSelects

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ROW_CONNECTIONS = "mostrador.row_connections"
LONGEST_REST_SECONDS = 240
# Set by the unit of work: whether the transaction that begins next will write (SQLite takes its lock at once).
is_writing: ContextVar[bool] = ContextVar("is_writing", default=True)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant with microseconds: aware UTC in Python, UTC in the database whatever its dialect."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Keep microseconds on MariaDB; keep the zone on PostgreSQL."""
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; hand the driver what its column holds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount: ``NUMERIC(14,2)``; on SQLite, which has no decimals, whole hundredths."""

    impl = Numeric(14, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use a real NUMERIC wherever there is one."""
        from sqlalchemy import BigInteger  # noqa: PLC0415 - SQLite's only exact number

        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(14, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Hand over hundredths to SQLite; refuse amounts that the column would round."""
        if value is None:
            return None
        exact = Decimal(value).quantize(Decimal("0.01"))
        if exact != value:
            raise ValueError("an amount has at most two decimals")
        return int(exact.scaleb(2)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Return a Decimal with two decimals."""
        if value is None:
            return None
        return Decimal(value).scaleb(-2) if dialect.name == "sqlite" else Decimal(value)


class LongText(TypeDecorator[str]):
    """Text beyond 64 KiB, which is where MariaDB's TEXT ends."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use MariaDB's next larger kind; the others have only one."""
        return long_text_of(dialect)


def long_text_of(dialect: Dialect) -> Any:
    """Return the dialect's text that holds megabytes."""
    return mysql.MEDIUMTEXT() if dialect.name in {"mysql", "mariadb"} else Text()


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)


@event.listens_for(Table, "after_parent_attach")
def _compare_text_exactly(table: Table, _parent: MetaData) -> None:
    """MariaDB's default collation ignores case; ours must mean the same on each database."""
    table.kwargs.setdefault("mysql_charset", "utf8mb4")
    table.kwargs.setdefault("mysql_collate", "utf8mb4_bin")


db = SQLAlchemy(
    metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False, "autoflush": True}
)


class Reading(Protocol):
    """What a unit of rows executes on instead of a session: Core statements and nothing else."""

    def execute(self, statement: Any, params: Any = None, *, execution_options: Mapping[str, Any] = ...) -> Any:
        """Return the rows of a SELECT; refuses every statement that the unit is not for."""


# Set by the unit of work while a unit reads rows only.
reader: ContextVar[Reading | None] = ContextVar("reader", default=None)


def session() -> Session:
    """Return the session of the running unit of work; in a unit of rows, its reader (which only executes)."""
    return cast("Session", reader.get()) or db.session()


class RowConnections:
    """The connections of units of rows: one per thread, in autocommit, kept, so that reading is one round trip.

    Under READ COMMITTED each SELECT sees what is committed when it starts, with or without a transaction around it.
    """

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Open nothing yet; closed together with the engine of the sessions."""
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "poolclass": NullPool, "hide_parameters": True}
        connect_args = engine_options(settings).get("connect_args", {})
        if engine.driver == "mysqldb":
            connect_args = {**connect_args, "cursorclass": _cursor_of_one_result()}
        self._engine = create_engine(engine.url, connect_args=connect_args, **options)
        prepare_engine(self._engine, settings, has_transactions=False)
        self.selects = PreparedSelects()
        self._of_thread = threading.local()
        self._open: dict[threading.Thread, Connection] = {}
        self._opening = threading.Lock()
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def lend(self) -> Connection:
        """Return this thread's connection; one that rested long is opened anew, as a server may have dropped it."""
        now = monotonic()
        held: Connection | None = getattr(self._of_thread, "connection", None)
        if held is None or held.closed or held.invalidated or now - self._of_thread.used_at > LONGEST_REST_SECONDS:
            self.drop()
            held = self._of_thread.connection = self._engine.connect()
            self._remember(held)
        self._of_thread.used_at = now
        return held

    def _remember(self, opened: Connection) -> None:
        """Keep whose connection it is; those of threads that have ended are closed now, not when memory is tidied."""
        with self._opening:
            for thread in [one for one in self._open if not one.is_alive()]:
                self._open.pop(thread).close()
            self._open[threading.current_thread()] = opened

    def drop(self) -> None:
        """Close this thread's connection, if it has one."""
        held: Connection | None = getattr(self._of_thread, "connection", None)
        if held is not None:
            self._of_thread.connection = None
            held.close()

    def close(self) -> None:
        """Close the connections of all threads; for the end of tests and processes."""
        for connection in list(self._open.values()):
            connection.close()


def _cursor_of_one_result() -> type:
    """Return mysqlclient's cursor without its question for a next result, before and after each statement.

    A unit of rows executes single SELECTs and INSERTs, which have one result. Each question lets go of Python's lock,
    and under load every other thread of the server then wakes up for it.
    """
    plain: Any = import_module("MySQLdb.cursors").Cursor  # installed only where somebody chose this driver

    class CursorOfOneResult(plain):  # type: ignore[misc] # known only while running
        def _discard(self) -> None:
            self._rows = self._result = self.rownumber = None

    return CursorOfOneResult


def row_connections() -> RowConnections:
    """Return the connections of units of rows of the running application."""
    return cast("RowConnections", current_app.extensions[ROW_CONNECTIONS])


def init_database(app: Flask, settings: Settings) -> None:
    """Connect the app to its database; creates a missing MySQL/MariaDB/PostgreSQL database outside production's way."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    prepare_engine(engine, settings)
    app.extensions[ROW_CONNECTIONS] = RowConnections(engine, settings)


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return pool and connection options for the database of the settings."""
    backend = make_url(settings.database).get_backend_name()
    # An error's text ends in logs and in rows for operators; the values may be hashes, names, addresses.
    always = {"hide_parameters": True, "pool_size": settings.db_pool_size}
    if backend == "sqlite":
        return {**always, "connect_args": {"timeout": 30, "check_same_thread": False}}
    options: dict[str, Any] = {
        **always,
        "max_overflow": settings.db_pool_size,
        "pool_recycle": 280,
        "pool_pre_ping": False,
        "isolation_level": "READ COMMITTED",
    }
    if backend in {"mysql", "mariadb"}:
        options["connect_args"] = {
            "charset": "utf8mb4",
            "init_command": "SET time_zone='+00:00', innodb_lock_wait_timeout=10, sql_mode='STRICT_ALL_TABLES'",
        }
    return options


def prepare_engine(engine: Engine, settings: Settings, *, has_transactions: bool = True) -> None:
    """Attach the events an engine of ours needs (SQLite: WAL, foreign keys, explicit BEGIN unless in autocommit)."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={settings.sqlite_synchronous}",
            "busy_timeout=30000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    if not has_transactions:
        return

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # A writer takes the lock at once: a later upgrade from reading to writing can only fail, never wait.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing.get() else "BEGIN")


def create_database_if_missing(database_url: str) -> bool:
    """Create the server-side database of the URL when it does not exist; return whether it was created.

    Needs an account that may create databases. SQLite needs nothing.
    """
    url = make_url(database_url)
    backend = url.get_backend_name()
    if backend in {"mysql", "mariadb"}:
        server = create_engine(url.set(database=""), isolation_level="AUTOCOMMIT")  # set() ignores None
        statement = f"CREATE DATABASE IF NOT EXISTS `{url.database}` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
        exists = "SELECT 1 FROM information_schema.schemata WHERE schema_name = :name"
    elif backend == "postgresql":
        server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        statement, exists = f'CREATE DATABASE "{url.database}"', "SELECT 1 FROM pg_database WHERE datname = :name"
    else:
        return False
    try:
        with server.connect() as connection:
            if connection.execute(text(exists), {"name": url.database}).scalar():
                return False
            connection.execute(text(statement))
            return True
    finally:
        server.dispose()
