"""A statement of a unit of rows answers the same at each execution, and the same as in a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, Integer, bindparam, case, event, literal, literal_column, select, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from backend.accounts.models.users import User
from backend.infra.db import db, session
from backend.infra.principal import Role
from backend.infra.tenancy import CompanyRepository, TenancyMissing
from backend.infra.unit_of_work import reading, reading_rows
from backend.kernel import clock
from backend.payments.models import PaymentOrder
from tests.factories.payments import make_account, make_order
from tests.factories.points_of_sale import make_point_of_sale

users, orders = User.__table__, PaymentOrder.__table__
TIMES = 4


def executed(scope, statement, **values):
    return CompanyRepository(scope).execute(statement, values).all()


def each_time(scope, statement, **values):
    """What a session reads, after making sure that a unit of rows reads the same time after time."""
    expected = reading(executed)(scope, statement, **values)
    for _ in range(TIMES):
        found = reading_rows(executed)(scope, statement, **values)
        assert found == expected
        assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in expected]
        assert [row._fields for row in found] == [row._fields for row in expected]
    return expected


@pytest.fixture
def order(ana_company):
    return make_order(make_point_of_sale(ana_company), make_account(ana_company), "1234.50", asked_at=clock.now())


def test_every_kind_of_column_comes_out_as_in_a_session(order, ana):
    named = select(orders).where(orders.c.company_id == bindparam("company_id"), orders.c.id == bindparam("named"))
    assert each_time(order.company_id, named, company_id=order.company_id, named=order.id)[0].amount == order.amount
    (row,) = each_time(ana.company_id, select(users).where(users.c.id == bindparam("id")), id=ana.id)
    assert row.role is Role.OWNER
    assert row.is_active is True


def test_every_kind_of_value_goes_in_as_in_a_session(order):
    asked = select(orders.c.id).where(
        orders.c.company_id == bindparam("company_id"),
        orders.c.amount == bindparam("amount"),
        orders.c.asked_at > bindparam("since"),
    )
    values = {"company_id": order.company_id, "amount": order.amount}
    assert len(each_time(order.company_id, asked, since=order.asked_at - timedelta(seconds=1), **values)) == 1
    assert each_time(order.company_id, asked, since=order.asked_at, **values) == []


def test_values_written_into_a_statement_stay_as_they_are(app):
    ((told, number),) = each_time(1, select(literal("it's 100%s %(x)s ?").label("told"), literal(7).label("number")))
    assert (told, number) == ("it's 100%s %(x)s ?", 7)


def test_value_of_a_statement_that_its_column_writes_otherwise_goes_in_each_time(ana):
    owners = select(users.c.id).where(users.c.role == Role.OWNER, users.c.created_at <= clock.now())
    assert each_time(ana.company_id, owners) == [(ana.id,)]


def test_a_list_of_values_may_have_another_length_each_time(order):
    among = select(orders.c.id).where(
        orders.c.company_id == bindparam("company_id"), orders.c.id.in_(bindparam("ids", expanding=True))
    )
    for ids in ([order.id], [order.id, "x"], [], ["x", "y", order.id]):
        assert len(each_time(order.company_id, among, company_id=order.company_id, ids=ids)) == (order.id in ids)


def test_a_missing_value_is_refused_each_time(ana):
    by_id = select(users.c.id).where(users.c.id == bindparam("id"))
    each_time(ana.company_id, by_id, id=ana.id)
    with pytest.raises(InvalidRequestError):
        reading_rows(executed)(ana.company_id, by_id)


def test_a_statement_without_company_is_refused_each_time(order):
    anybodys = select(orders.c.id)
    for _ in range(TIMES):
        with pytest.raises(TenancyMissing):
            reading_rows(lambda: session().execute(anybodys))()


# Fails while it runs, and only for some values.
FAILING = {"sqlite": "abs(-9223372036854775807 - 1)"}


def test_an_error_of_the_database_is_sqlalchemys_each_time(app):
    fails = FAILING.get(db.engine.dialect.name, "(SELECT 1 UNION SELECT 2)")
    now_and_then = select(case((bindparam("bad", Integer) == 1, literal_column(fails, Integer)), else_=0))
    ask = reading_rows(lambda bad: session().execute(now_and_then, {"bad": bad}).scalar())
    for _ in range(TIMES):
        assert ask(0) == 0
        with pytest.raises(DBAPIError):
            ask(1)


def test_a_column_written_as_text_is_read_each_time(app):
    assert each_time(1, select(text("7 AS number"), literal(8).label("other"))) == [(7, 8)]


def test_who_listens_hears_of_every_statement(ana):
    by_id = select(users.c.id).where(users.c.id == bindparam("id"))
    ask = reading_rows(lambda: session().execute(by_id, {"id": ana.id}).first())
    for _ in range(TIMES):
        ask()
    heard = []

    def note(*arguments):
        heard.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(heard) == 2
