"""Migrations go both ways, and end in exactly the tables that the models describe, on each database."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, inspect
from sqlalchemy.engine import make_url

from backend.app import create_app
from backend.infra.db import Base, create_database_if_missing, db

from .conftest import ROOT

MIGRATIONS = ROOT / "migrations"
pytestmark = pytest.mark.database


@pytest.fixture
def migrating_app(settings, tmp_path):
    """An application on a database of its own without any table."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(tmp_path / "migrations.sqlite3"))
    else:
        url = url.set(database=f"{url.database}_migrations")
        create_database_if_missing(url.render_as_string(hide_password=False))
    app = create_app(replace(settings, database_url=url.render_as_string(hide_password=False)))
    with app.app_context():
        drop_everything()
        yield app
        db.session.remove()
        drop_everything()
        db.engine.dispose()


def drop_everything():
    """Drop what stands there, whichever version of the tables it is."""
    found = MetaData()
    found.reflect(db.engine)
    found.drop_all(db.engine)


def test_upgrade_ends_in_the_tables_of_the_models(migrating_app):
    upgrade(directory=str(MIGRATIONS))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, Base.metadata) == []


def test_downgrade_leaves_nothing_and_upgrade_works_again(migrating_app):
    upgrade(directory=str(MIGRATIONS))
    downgrade(directory=str(MIGRATIONS), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=str(MIGRATIONS))
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_there_is_one_head():
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_each_file_is_named_by_date_and_goes_both_ways():
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert files
    for path in files:
        assert re.match(r"\d{4}_?\d{2}_?\d{2}_", path.name), f"{path.name} does not begin with its date"
        functions = {
            node.name: node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        }
        for direction in ("upgrade", "downgrade"):
            body = functions[direction].body
            assert not all(isinstance(node, ast.Pass | ast.Expr) and not has_call(node) for node in body), path.name


def has_call(node):
    return any(isinstance(one, ast.Call) for one in ast.walk(node))
