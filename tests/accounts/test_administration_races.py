"""Races between operators that the database decides (contract 10-identity §11 rule 14), and what happens without it."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from backend.accounts.errors import EmailTaken, InvalidCredentials, LastAdmin
from backend.accounts.models.users import User
from backend.accounts.repository import users
from backend.accounts.service import administration, erasing, login, transfer
from backend.accounts.service.administration import NewUser
from backend.accounts.service.proofs import SecondFactor
from backend.accounts.service.transfer import Transfer
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading, run_unit
from tests.accounts.steps import NEW_PASSWORD, fresh
from tests.conftest import run_in_threads
from tests.factories.users import PASSWORD, make_user, sign_in

pytestmark = pytest.mark.database
ROUNDS = 4


def at_once(app, *works):
    """Run each in a thread with a context of its own; return what they got, errors as their classes."""

    def in_context(index):
        with app.app_context():
            return works[index]()

    results = run_in_threads(len(works), in_context)
    return [type(one) if isinstance(one, BaseException) else one for one in results]


@reading
def active_admins():
    return session().scalars(select(User.id).where(User.role == Role.ADMIN, User.is_active.is_(True))).all()


def demote(actor, user):
    return lambda: administration.change_user(actor.id, user.id, {"role": Role.USER}).id


def close(actor, user):
    return lambda: administration.toggle_activity(actor.id, user.id).id


def delete(actor, user):
    def work():
        erasing.erase_user(actor.id, user.id)
        return user.id

    return work


@pytest.mark.parametrize(("one", "other"), [(demote, demote), (demote, close), (close, delete), (delete, demote)])
def test_rule_14_of_two_who_take_the_last_admins_away_one_wins(app, one, other):
    for _ in range(ROUNDS):
        first, second = make_user(Role.ADMIN), make_user(Role.ADMIN)
        sign_in(first), sign_in(second)
        results = at_once(app, one(first, second), other(second, first))
        assert Counter(type(result) is int for result in results) == {True: 1, False: 1}, results
        assert LastAdmin in results
        assert len(active_admins()) == 1
        administration_over()


@pytest.mark.parametrize("broken", ["lock", "check"])
def test_without_the_guard_nobody_is_left(app, monkeypatch, broken):
    if broken == "check":
        monkeypatch.setattr(administration, "refuse_last_admin", lambda *_: None)
    else:
        monkeypatch.setattr(users, "lock_active_admins", lambda: set(active_admins()))
    # SQLite has one writer at a time, who reads what the one before has written: the lock is for the others.
    is_guarded = broken == "lock" and session().get_bind().dialect.name == "sqlite"
    left = []
    for _ in range(ROUNDS * 3):
        first, second = make_user(Role.ADMIN), make_user(Role.ADMIN)
        at_once(app, demote(first, second), demote(second, first))
        left.append(len(active_admins()))
        administration_over()
    assert (0 in left) is not is_guarded


def administration_over():
    """Close every administrator of the round."""
    run_unit(lambda: session().query(User).filter_by(role=Role.ADMIN).update({"role": Role.USER}))


def test_login_and_deletion_at_once_leave_nothing_half_done(app, admin):
    for _ in range(ROUNDS):
        user = make_user()
        results = at_once(
            app,
            lambda user=user: login.login(user.email, PASSWORD, SecondFactor()).session_id,
            lambda user=user: erasing.erase_user(admin.id, user.id),
        )
        assert results[0] is InvalidCredentials or type(results[0]) is int, results
        assert results[1] in set(erasing.Erasure), results
        assert type(results[0]) is not int or fresh(user) is not None, results


def test_one_address_makes_one_account(app):
    wanted = NewUser("Nora", "nora@example.com", NEW_PASSWORD, Role.USER)
    results = at_once(app, *[lambda: administration.create_user(wanted).id] * 4)
    assert Counter(results)[EmailTaken] == 3, results


def test_two_transfers_of_one_company_follow_each_other(app, ana, ana_company):
    def to(email):
        return lambda: transfer.transfer_company(Transfer(ana_company.tax_id, email)).owner.id

    results = at_once(app, to("uno@example.com"), to("dos@example.com"))
    assert all(type(result) is int for result in results), results
    owners = [owner_id for owner_id in results if fresh_owner(owner_id) == ana_company.id]
    assert len(owners) == 1
    assert fresh(ana).company_id is None


@reading
def fresh_owner(user_id):
    return session().get(User, user_id).company_id
