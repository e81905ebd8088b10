"""One transaction per use case: commit at the edge, retry, no network inside."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from backend.companies.models import Company
from backend.infra.db import db, row_connections, session
from backend.infra.unit_of_work import (
    MAX_ATTEMPTS,
    OpenTransaction,
    after_commit,
    appending,
    forbid_open_unit,
    reading,
    reading_rows,
    run_unit,
    transactional,
)
from backend.kernel.errors import AppError, DependencyDown


class Deadlock(Exception):
    sqlstate = "40P01"


def deadlock() -> OperationalError:
    return OperationalError("UPDATE x", {}, Deadlock())


@transactional
def add_company(tax_id: str) -> None:
    session().add(Company(name="Uno", tax_id=tax_id, tax_id_key=tax_id))


@reading
def tax_ids() -> list[str]:
    return list(session().scalars(select(Company.tax_id).order_by(Company.tax_id)))


def test_a_use_case_is_committed_at_its_end(app):
    add_company("1")
    assert tax_ids() == ["1"]


def test_an_error_undoes_everything_and_drops_what_should_follow(app):
    told = []

    @transactional
    def fails():
        add_company("1")
        after_commit(lambda: told.append("sent"))
        raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert tax_ids() == []
    assert told == []


def test_inner_use_cases_join_the_outer_unit(app):
    @transactional
    def both():
        add_company("1")
        add_company("2")
        raise LookupError

    with pytest.raises(LookupError):
        both()
    assert tax_ids() == []


def test_deadlock_runs_the_whole_unit_again(app):
    tries = []

    @transactional
    def unlucky_once():
        tries.append(1)
        add_company("1")
        session().flush()
        if len(tries) == 1:
            raise deadlock()

    unlucky_once()
    assert len(tries) == 2
    assert tax_ids() == ["1"]


def test_endless_deadlock_ends_in_busy(app, monkeypatch):
    monkeypatch.setattr("backend.infra.unit_of_work.time.sleep", lambda _seconds: None)
    tries = []

    @transactional
    def always_unlucky():
        tries.append(1)
        raise deadlock()

    with pytest.raises(DependencyDown) as caught:
        always_unlucky()
    assert caught.value.code == "busy"
    assert len(tries) == MAX_ATTEMPTS


def test_writing_inside_reading_is_refused(app):
    @reading
    def looks_then_writes():
        add_company("1")

    with pytest.raises(OpenTransaction):
        looks_then_writes()


def test_reading_never_commits(app):
    @reading
    def sneaks():
        session().add(Company(name="Uno", tax_id="1", tax_id_key="1"))
        session().flush()

    sneaks()
    assert tax_ids() == []


def test_network_inside_a_unit_is_refused_and_outside_allowed(app):
    forbid_open_unit()
    with pytest.raises(OpenTransaction):
        run_unit(forbid_open_unit)


def test_what_follows_a_commit_runs_after_it(app):
    seen = []

    @transactional
    def work():
        add_company("1")
        after_commit(lambda: seen.append(tax_ids()))

    work()
    assert seen == [["1"]]


def test_no_connection_is_held_between_units(app):
    add_company("1")
    tax_ids()
    assert db.engine.pool.checkedout() == 0


class Remembered(AppError):
    keeps_changes = True


def test_error_that_keeps_changes_is_raised_after_the_commit(app):
    @transactional
    def refuse() -> None:
        add_company("1")
        raise Remembered

    with pytest.raises(Remembered):
        refuse()
    assert tax_ids() == ["1"]


def test_other_errors_keep_nothing(app):
    @transactional
    def refuse() -> None:
        add_company("1")
        raise AppError

    with pytest.raises(AppError):
        refuse()
    assert tax_ids() == []


def test_rows_that_were_read_outlive_their_unit(app):
    add_company("1")

    @reading
    def find() -> Company:
        return session().scalars(select(Company)).one()

    assert find().tax_id == "1"


NAMED = select(Company.__table__.c.name).where(Company.__table__.c.tax_id == bindparam("tax_id"))


@reading_rows
def rows_of(tax_id: str) -> list[str]:
    return [row.name for row in session().execute(NAMED, {"tax_id": tax_id})]


def test_a_unit_of_rows_sees_each_commit_of_others(app):
    assert rows_of("1") == []
    add_company("1")
    assert rows_of("1") == ["Uno"]


def test_a_unit_of_rows_refuses_to_write(app):
    @reading_rows
    def sneaks():
        session().execute(Company.__table__.delete())

    add_company("1")
    with pytest.raises(TypeError):
        sneaks()
    assert tax_ids() == ["1"]


def test_a_unit_of_rows_joins_an_open_unit_and_sees_what_it_wrote(app):
    @transactional
    def writes_then_reads():
        add_company("1")
        session().flush()
        return rows_of("1")

    assert writes_then_reads() == ["Uno"]


@appending
def append(*tax_ids: str) -> None:
    for tax_id in tax_ids:
        session().execute(insert(Company.__table__), company_row(tax_id))


def company_row(tax_id):
    return {"name": "Uno", "tax_id": tax_id, "tax_id_key": tax_id}


def test_an_appending_unit_is_committed_when_it_returns(app):
    append("1")
    assert tax_ids() == ["1"]
    with pytest.raises(IntegrityError):
        append("1")
    append("2")
    assert tax_ids() == ["1", "2"]


def test_an_appending_unit_takes_one_insert_only(app):
    with pytest.raises(TypeError):
        append("1", "2")
    with pytest.raises(TypeError):
        appending(lambda: session().execute(Company.__table__.delete()))()
    with pytest.raises(OpenTransaction):
        appending(lambda: add_company("3"))()
    assert tax_ids() == ["1"]


def test_an_appending_unit_inside_another_is_undone_with_it(app):
    @transactional
    def fails():
        append("1")
        raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert tax_ids() == []


def test_network_and_writing_inside_a_unit_of_rows_are_refused(app):
    with pytest.raises(OpenTransaction):
        reading_rows(forbid_open_unit)()
    with pytest.raises(OpenTransaction):
        reading_rows(lambda: add_company("1"))()


def test_a_connection_that_cannot_be_opened_leaves_no_unit_open(app, monkeypatch):
    def refuse():
        raise ConnectionRefusedError

    with monkeypatch.context() as now:
        now.setattr(row_connections(), "lend", refuse)
        with pytest.raises(ConnectionRefusedError):
            rows_of("1")
    add_company("1")
    assert rows_of("1") == ["Uno"]


@pytest.mark.database
def test_a_connection_of_rows_that_died_is_replaced(app):
    add_company("1")
    for _ in range(3):  # until its statement is ready
        rows_of("1")
    if db.engine.dialect.name == "sqlite":
        row_connections().lend().close()
    else:
        kill_connection(row_connections().lend())
    assert rows_of("1") == ["Uno"]


def kill_connection(connection):
    """End it from the server's side, as a restart does."""
    is_mysql = db.engine.dialect.name != "postgresql"
    number = connection.scalar(text("SELECT CONNECTION_ID()" if is_mysql else "SELECT pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text(f"KILL {number}" if is_mysql else f"SELECT pg_terminate_backend({number})"))
