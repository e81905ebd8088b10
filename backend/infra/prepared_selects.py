"""Core SELECTs made ready once: their text, how values go in, how rows come out.

For statements that live as long as the process and are executed at every other request: SQLAlchemy's own way makes a
compiled form, a context and a described result each time, which costs more than the statement. Here all of it is
worked out at the second execution; the later ones ask the driver's cursor. Rows and results are SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, CursorResult, Result, Select
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]


class PreparedSelect:
    """One statement, ready for the connections of one engine."""

    def __init__(self, statement: Select[Any], compiled: SQLCompiler, result: CursorResult[Any]) -> None:
        """Learn the rest from a result whose rows nobody has fetched yet."""
        self._compiled = compiled
        self._text = compiled.string
        self._order = compiled.positiontup
        self._into = _processes_in(compiled)
        self._metadata = SimpleResultMetaData(list(result.keys()))
        self._out = _processes_out(statement, result)

    def execute(self, connection: Connection, params: Values | None) -> Result[Any]:
        """Return the rows; raises the driver's own errors."""
        sent = self._compiled.construct_params(params)
        for name, process in self._into:
            sent[name] = process(sent[name])
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._text, sent if self._order is None else [sent[name] for name in self._order])
            rows = cursor.fetchall()
        finally:
            cursor.close()
        return IteratorResult(self._metadata, map(self._read, rows))

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for index, process in self._out:
            values[index] = process(values[index])
        return values


class PreparedSelects:
    """The statements of one engine; each is made ready when it comes a second time."""

    def __init__(self) -> None:
        """Start with none; None stands for one whose text depends on its values, or whose columns are text."""
        self._seen: WeakSet[Select[Any]] = WeakSet()
        self._known: WeakKeyDictionary[Select[Any], PreparedSelect | None] = WeakKeyDictionary()

    def execute(self, connection: Connection, statement: Select[Any], params: Values | None) -> Result[Any]:
        """Return the rows of a SELECT; errors are SQLAlchemy's, and whoever listens to its statements hears of all."""
        if statement not in self._known:
            return self._not_ready(connection, statement, params)
        prepared = self._known[statement]
        if prepared is None or connection.engine.dispatch.before_cursor_execute:
            return connection.execute(statement, params)
        try:
            return prepared.execute(connection, params)
        except connection.dialect.loaded_dbapi.Error:
            # Reading twice is harmless; what is wrong is then said as everywhere, a lost connection noticed.
            return connection.execute(statement, params)

    def _not_ready(self, connection: Connection, statement: Select[Any], params: Values | None) -> Result[Any]:
        result = connection.execute(statement, params)
        if statement in self._seen:
            self._known[statement] = _prepared(statement, result)
        self._seen.add(statement)
        return result


def _prepared(statement: Select[Any], result: CursorResult[Any]) -> PreparedSelect | None:
    compiled = statement.compile(dialect=result.dialect)
    is_text_fixed = isinstance(compiled, SQLCompiler) and not compiled.post_compile_params
    are_columns_known = len(statement.selected_columns) == len(result.keys())
    return PreparedSelect(statement, compiled, result) if is_text_fixed and are_columns_known else None


def _processes_in(compiled: SQLCompiler) -> list[tuple[str, Any]]:
    dialect = compiled.dialect
    found = (
        (name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for bind, name in compiled.bind_names.items()
    )
    return [(name, process) for name, process in found if process is not None]


def _processes_out(statement: Select[Any], result: CursorResult[Any]) -> list[tuple[int, Any]]:
    dialect = result.dialect
    described = zip(statement.selected_columns, result.cursor.description, strict=True)
    found = [column.type.dialect_impl(dialect).result_processor(dialect, told[1]) for column, told in described]
    return [(index, process) for index, process in enumerate(found) if process is not None]
