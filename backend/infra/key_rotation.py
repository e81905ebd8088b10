"""Sealing every stored secret again with the newest key, so that an old key can be taken off ``ENCRYPTION_KEY``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, Text, select, tuple_, type_coerce, update

from backend.infra.crypto import EncryptedJson, EncryptedText, key_ring
from backend.infra.db import Base, session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import transactional

BATCH = 200
ACROSS = {OPTION: PLATFORM}


def encrypted_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every encrypted column of every table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText | EncryptedJson):
                yield table, column


def rotate_keys(batch: int = BATCH) -> dict[str, int]:
    """Seal everything again, ``batch`` rows a transaction; returns rows by ``table.column``.

    May be interrupted and repeated. A row that is written at the same time keeps what was written: that is sealed
    with the newest key already. Raises CannotDecrypt when a row needs a key that is no longer listed.
    """
    counts: dict[str, int] = {}
    for table, column in encrypted_columns():
        name = f"{table.name}.{column.name}"
        counts[name], last = 0, None
        while rows := _rotate_batch(table, column, last, batch):
            counts[name] += len(rows)
            last = rows[-1]
    return counts


@transactional
def _rotate_batch(table: Table, column: Column[Any], last: tuple[Any, ...] | None, batch: int) -> list[tuple[Any, ...]]:
    keys, sealed = list(table.primary_key.columns), type_coerce(column, Text)
    statement = select(*keys, sealed).where(column.is_not(None)).order_by(*keys).limit(batch)
    if last is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*last))
    rotated = []
    for row in session().execute(statement, execution_options=ACROSS).all():
        *identity, old = row
        here = [key == value for key, value in zip(keys, identity, strict=True)]
        fresh = type_coerce(key_ring().rotate(old), Text)
        session().execute(
            update(table).where(*here, sealed == old).values({column.name: fresh}), execution_options=ACROSS
        )
        rotated.append(tuple(identity))
    return rotated
