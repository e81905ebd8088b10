"""Alembic's environment: runs migrations on the database of the current application (`flask db …`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic import context
from alembic.operations.ops import DropTableOp, ModifyTableOps
from flask import current_app

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy import Connection


def render_own_type(kind: str, item: Any, autogenerating: AutogenContext) -> str | bool:
    """Write our column types with their module, and import it."""
    module = type(item).__module__
    if kind != "type" or not module.startswith("backend."):
        return False
    autogenerating.imports.add(f"import {module}")
    return f"{module}.{item!r}"


def tidy_revision(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Make no file when models and migrations agree already; drop no index of a table that is dropped anyway."""
    if not getattr(context.config.cmd_opts, "autogenerate", False):
        return
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []
        return
    for operations in (directives[0].upgrade_ops, directives[0].downgrade_ops):
        dropped = {one.table_name for one in operations.ops if isinstance(one, DropTableOp)}
        # MariaDB refuses to drop an index that a foreign key of the table still leans on.
        operations.ops = [
            one for one in operations.ops if not (isinstance(one, ModifyTableOps) and one.table_name in dropped)
        ]


def run_on(connection: Connection) -> None:
    """Run what is due in one transaction (where the database can undo changes of tables)."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # A table is rebuilt by copying; its children must not notice. Only possible outside a transaction.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_as_batch=is_sqlite,
        render_item=render_own_type,
        process_revision_directives=tidy_revision,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


with current_app.extensions["migrate"].db.engine.connect() as open_connection:
    run_on(open_connection)
