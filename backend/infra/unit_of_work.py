"""One transaction per use case, committed here and nowhere else; deadlocks retry the whole unit (bounded).

A use case is a function under ``@transactional`` (or ``@reading``). Called inside another unit it joins that one.
A use case that talks to the outside is made of several units with the network call between them:
``forbid_open_unit()`` in every HTTP client makes a call inside a transaction an error.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from backend.infra import db
from backend.infra.tenancy import RowAppender, RowReader
from backend.kernel.errors import AppError, DependencyDown

P = ParamSpec("P")
R = TypeVar("R")
MAX_ATTEMPTS = 6
# MariaDB 1205 lock wait, 1213 deadlock, 1020 record changed; PostgreSQL 40001 serialization, 40P01 deadlock, 55P03.
RETRYABLE_CODES = frozenset({1205, 1213, 1020, "40001", "40P01", "55P03"})


class OpenTransaction(RuntimeError):
    """Code that may take long, or must not be undone, ran inside a transaction: a mistake of ours."""


@dataclass(slots=True)
class _Unit:
    is_read_only: bool
    after_commit: list[Callable[[], None]] = field(default_factory=list)


# Run inside every writing unit of this context, just before its commit; None outside of such work.
with_each_commit: ContextVar[Callable[[], None] | None] = ContextVar("with_each_commit", default=None)
_current: ContextVar[_Unit | None] = ContextVar("unit_of_work", default=None)


def transactional(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one read-write transaction; commit at its end, roll back on any error.

    An AppError that ``keeps_changes`` is let out after the commit: what was written before it stays.

    On deadlock, lock time-out or serialization failure the whole function is run again, at most 6 times.
    """

    @wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return run_unit(lambda: use_case(*args, **kwargs))

    return run


def reading(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one read-only transaction that is rolled back at its end."""

    @wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return run_unit(lambda: use_case(*args, **kwargs), is_read_only=True)

    return run


def reading_rows(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run a function that executes Core SELECTs only (never ORM objects) on an autocommit connection.

    For hot paths: no session, and one round trip per statement. Each SELECT sees what is committed when it starts.
    Inside another unit it joins that one. A connection found dead is replaced once.
    """
    return _on_kept_connection(use_case, RowReader, _READING_ROWS)


def appending(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run a function that executes one Core INSERT on an autocommit connection: it is committed when it returns.

    For hot paths: no session, and one round trip. Must be safe to repeat: a deadlock or a dead connection repeats it.
    Inside another unit it joins that one.
    """
    return _on_kept_connection(use_case, RowAppender, _APPENDING)


_READING_ROWS = _Unit(is_read_only=True)
_APPENDING = _Unit(is_read_only=True)  # so that no writing use case joins it


def _on_kept_connection(use_case: Callable[P, R], kind: type[RowReader], unit: _Unit) -> Callable[P, R]:
    def once(*args: P.args, **kwargs: P.kwargs) -> R:
        rows = db.row_connections()
        reader = kind(rows.lend(), rows.selects)
        unit_token, reader_token = _current.set(unit), db.reader.set(reader)
        try:
            return use_case(*args, **kwargs)
        finally:
            db.reader.reset(reader_token)
            _current.reset(unit_token)

    @wraps(use_case)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return use_case(*args, **kwargs)
        attempt = 1
        while True:
            try:
                return once(*args, **kwargs)
            except DBAPIError as error:
                is_lost = isinstance(error, (OperationalError, InterfaceError)) and _is_disconnect(error)
                if is_lost:
                    db.row_connections().drop()
                if is_lost and attempt > 1:
                    raise DependencyDown("La base de datos no está disponible.", code="database_down") from error
                if not is_lost and not is_retryable(error):
                    raise
                _pause_before_retry(attempt, error)
                attempt += 1

    return run


def _pause_before_retry(attempt: int, error: DBAPIError) -> None:
    if attempt >= MAX_ATTEMPTS:
        raise DependencyDown("Hay mucha actividad en este momento. Probá de nuevo.", code="busy") from error
    time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - jitter, not a secret


def run_unit(work: Callable[[], R], *, is_read_only: bool = False) -> R:
    """Run ``work`` in a unit of its own, or in the open one; return what it returns."""
    open_unit = _current.get()
    if open_unit is not None:
        if open_unit.is_read_only and not is_read_only:
            raise OpenTransaction("a writing use case was called inside a reading one")
        return work()
    attempt = 1
    while True:
        try:
            return _run_once(work, is_read_only=is_read_only)
        except DBAPIError as error:
            if not is_retryable(error):
                if isinstance(error, (OperationalError, InterfaceError)) and _is_disconnect(error):
                    raise DependencyDown("La base de datos no está disponible.", code="database_down") from error
                raise
            _pause_before_retry(attempt, error)
            attempt += 1


def after_commit(action: Callable[[], None]) -> None:
    """Run ``action`` once the open unit has committed; dropped when it rolls back."""
    unit = _current.get()
    if unit is None:
        raise OpenTransaction("after_commit needs an open unit of work")
    unit.after_commit.append(action)


def forbid_open_unit() -> None:
    """Raise OpenTransaction when a transaction is open: called before every network call."""
    if _current.get() is not None:
        raise OpenTransaction("no network call inside a transaction")


def is_retryable(error: DBAPIError) -> bool:
    """Tell whether the same unit may succeed when it is run again."""
    original = error.orig
    # MariaDB's own number counts too: its SQLSTATE for a lock time-out says nothing.
    codes = {getattr(original, "sqlstate", None), next(iter(original.args), None) if original is not None else None}
    return not RETRYABLE_CODES.isdisjoint(codes) or "database is locked" in str(original)


def _run_once(work: Callable[[], R], *, is_read_only: bool) -> R:
    unit = _Unit(is_read_only)
    unit_token = _current.set(unit)
    writing_token = db.is_writing.set(not is_read_only)
    session = db.session()
    try:
        result, refusal = _result_of(work, is_read_only=is_read_only)
        if not is_read_only:
            if (note := with_each_commit.get()) is not None:
                note()
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
        db.is_writing.reset(writing_token)
        _current.reset(unit_token)
    for action in unit.after_commit:
        action()
    if refusal is not None:
        raise refusal
    return cast("R", result)


def _result_of(work: Callable[[], R], *, is_read_only: bool) -> tuple[R | None, AppError | None]:
    try:
        return work(), None
    except AppError as error:
        if is_read_only or not error.keeps_changes:
            raise
        return None, error


def _is_disconnect(error: DBAPIError) -> bool:
    return error.connection_invalidated or "connect" in str(error.orig).lower()
