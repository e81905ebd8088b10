"""The authenticator behind every guard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from backend.accounts.errors import CompanyInactive, InvalidToken, TokenExpired, TokenRevoked
from backend.accounts.service import tokens
from backend.accounts.service.authentication import authenticate
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit, transactional
from tests.factories.users import sign_in

LIFE = timedelta(minutes=30)


@transactional
def change(row, **columns):
    merged = session().get_one(type(row), row.id)
    for name, value in columns.items():
        setattr(merged, name, value)


def test_access_token_of_a_live_session_names_user_role_and_company(ana):
    principal = authenticate(sign_in(ana).access_token)
    assert (principal.user_id, principal.role, principal.company_id) == (ana.id, Role.OWNER, ana.company_id)


def test_role_comes_from_the_database_not_from_the_token(ana):
    token = sign_in(ana).access_token
    change(ana, role=Role.CASHIER)
    assert authenticate(token).role is Role.CASHIER


def test_refresh_token_is_refused_as_access_token(ana):
    with pytest.raises(InvalidToken):
        authenticate(sign_in(ana).refresh_token)


def test_expired_access_token_is_refused_by_our_clock(ana, moving_clock):
    token = sign_in(ana).access_token
    moving_clock.advance(minutes=30)
    with pytest.raises(TokenExpired):
        authenticate(token)


def test_deactivated_user_is_refused(ana):
    token = sign_in(ana).access_token
    change(ana, is_active=False)
    with pytest.raises(TokenRevoked):
        authenticate(token)


def test_user_of_a_deactivated_company_is_refused(ana, ana_company):
    token = sign_in(ana).access_token
    change(ana_company, is_active=False)
    with pytest.raises(CompanyInactive):
        authenticate(token)


def test_caller_is_found_with_one_statement(ana):
    token = sign_in(ana).access_token
    authenticate(token)  # opens the connection
    statements = []

    def note(*arguments):
        statements.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    authenticate(token)
    event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) == 1


def test_token_of_a_session_of_somebody_else_is_refused(ana, carla):
    with pytest.raises(TokenRevoked):
        authenticate(run_unit(lambda: tokens.issue(tokens.ACCESS, ana, LIFE, session_id=sign_in(carla).session_id)))
