"""Races about people, invitations and keys: each decided by the database, and shown to be lost without its guard."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from backend.accounts.domain.api_keys import MAX_ACTIVE_KEYS
from backend.accounts.errors import AlreadyInCompany, LastOwner, TooManyKeys
from backend.accounts.models.api_keys import ApiKey
from backend.accounts.models.invitations import Invitation
from backend.accounts.models.users import User
from backend.accounts.repository import company_people, users
from backend.accounts.repository.api_keys import ApiKeyRepository
from backend.accounts.repository.invitations import InvitationRepository
from backend.accounts.service import api_keys, invitations
from backend.accounts.service.api_keys import NewKey
from backend.accounts.service.company_people import AccessChange, change_access
from backend.companies import repository as companies
from backend.infra.db import db, session
from backend.infra.principal import KeyScope, Principal, Role
from backend.infra.tenancy import OPTION, PLATFORM
from backend.infra.unit_of_work import reading
from tests.conftest import run_in_threads
from tests.factories.api_keys import make_api_key
from tests.factories.companies import make_company
from tests.factories.invitations import make_invitation
from tests.factories.users import make_user

pytestmark = pytest.mark.database
ROUNDS = 6
AT_ONCE = 6
GUEST = "invitada@example.com"


def at_once(app, *works):
    """Run the works in threads with a context each; return what each got, errors as their classes."""

    def in_context(index):
        with app.app_context():
            return works[index]()

    results = run_in_threads(len(works), in_context)
    return [type(one) if isinstance(one, BaseException) else "done" for one in results]


def meeting(count):
    """Return a function that waits until so many threads have come to it, or half a second."""
    barrier = threading.Barrier(count)

    def meet():
        with suppress(threading.BrokenBarrierError):
            barrier.wait(0.5)

    return meet


def is_sqlite():
    """SQLite lets one writer in from the beginning of its transaction: nothing can be taken off there."""
    return db.engine.dialect.name == "sqlite"


@reading
def count(column, *criteria):
    return session().execute(select(func.count(column)).where(*criteria), execution_options={OPTION: PLATFORM}).scalar()


def two_owners():
    company = make_company()
    return [make_user(Role.OWNER, company) for _ in range(2)]


def taking_away(by, other, change):
    principal = Principal(by.id, Role.OWNER, by.company_id)
    return lambda: change_access(principal, other.id, change)


def take_each_other_away(app, change):
    ana, zoe = two_owners()
    results = at_once(app, taking_away(ana, zoe, change), taking_away(zoe, ana, change))
    return Counter(results), count(
        User.id, User.company_id == ana.company_id, User.role == Role.OWNER, User.is_active.is_(True)
    )


@pytest.mark.parametrize("change", [AccessChange(role=Role.CASHIER), AccessChange(is_active=False)])
def test_rule_14_of_two_owners_who_take_each_other_away_one_wins(app, change):
    for _ in range(ROUNDS):
        assert take_each_other_away(app, change) == (Counter({"done": 1, LastOwner: 1}), 1)


@pytest.mark.parametrize("change", [AccessChange(role=Role.CASHIER), AccessChange(is_active=False)])
def test_without_the_lock_on_owners_a_company_can_lose_both(app, monkeypatch, change):
    meet = meeting(2)

    def look_without_lock(company_id):
        owners = select(User.id).where(User.company_id == company_id, User.role == Role.OWNER, User.is_active.is_(True))
        seen = set(session().scalars(owners))
        meet()
        return seen

    monkeypatch.setattr(company_people, "lock_active_owners", look_without_lock)
    results, left = take_each_other_away(app, change)
    assert left == (1 if is_sqlite() else 0), results


def accept_two(app):
    buyer = make_user(email=GUEST)
    hosts = [make_user(Role.OWNER, make_company()) for _ in range(2)]
    codes = [make_invitation(host, GUEST) for host in hosts]
    results = at_once(app, *[lambda code=code: invitations.accept(buyer.id, code) for code in codes])
    return Counter(results), count(Invitation.id, Invitation.email == GUEST, Invitation.used_at.is_not(None))


def test_account_that_accepts_two_invitations_at_once_joins_one_company(app):
    assert accept_two(app) == (Counter({"done": 1, AlreadyInCompany: 1}), 1)


def test_without_a_fresh_look_at_the_account_both_invitations_are_used(app, monkeypatch):
    def look_once(user_id):
        user = users.get_user(user_id)
        set_committed_value(user, "company_id", None)
        return user

    monkeypatch.setattr(invitations.users, "lock_user", look_once)
    assert accept_two(app) == (Counter({"done": 2}), 2)


def invite_at_once(app, ana):
    works = [lambda: invitations.invite(ana.company_id, ana.id, GUEST, Role.CASHIER)] * AT_ONCE
    assert set(at_once(app, *works)) == {"done"}
    return count(Invitation.id, Invitation.email == GUEST, Invitation.revoked_at.is_(None))


def test_one_invitation_of_an_address_waits_however_many_are_made_at_once(app, ana):
    assert invite_at_once(app, ana) == 1


def test_without_the_lock_on_the_company_several_invitations_wait(app, ana, monkeypatch):
    meet, revoke = meeting(AT_ONCE), InvitationRepository.revoke_pending

    def revoke_together(repository, email, now):
        revoke(repository, email, now)
        meet()

    monkeypatch.setattr(invitations.companies, "lock_company", companies.get_company)
    monkeypatch.setattr(InvitationRepository, "revoke_pending", revoke_together)
    waiting = invite_at_once(app, ana)
    assert waiting == 1 if is_sqlite() else waiting > 1


def make_keys_at_once(app, ana):
    for _ in range(MAX_ACTIVE_KEYS - 1):
        make_api_key(ana)
    wanted = NewKey("Otra", frozenset({KeyScope.LICENCE}))
    results = at_once(app, *[lambda: api_keys.create_key(ana.company_id, ana.id, wanted)] * AT_ONCE)
    return Counter(results), count(ApiKey.id, ApiKey.is_active.is_(True))


def test_no_company_gets_a_fifty_first_key_by_asking_at_once(app, ana):
    assert make_keys_at_once(app, ana) == (Counter({"done": 1, TooManyKeys: AT_ONCE - 1}), MAX_ACTIVE_KEYS)


def test_without_the_lock_on_the_company_it_gets_more_than_fifty(app, ana, monkeypatch):
    meet, count_active = meeting(AT_ONCE), ApiKeyRepository.count_active

    def count_together(repository, now):
        counted = count_active(repository, now)
        meet()
        return counted

    monkeypatch.setattr(api_keys.companies, "lock_company", companies.get_company)
    monkeypatch.setattr(ApiKeyRepository, "count_active", count_together)
    _results, active = make_keys_at_once(app, ana)
    assert active == MAX_ACTIVE_KEYS if is_sqlite() else active > MAX_ACTIVE_KEYS


def test_renewal_and_revocation_at_once_leave_the_key_revoked(app, ana):
    for _ in range(ROUNDS):
        key, _text = make_api_key(ana)
        works = [partial(do, ana.company_id, key.id) for do in (api_keys.renew_key, api_keys.revoke_key)]
        assert at_once(app, *works)[1] == "done"
        assert count(ApiKey.id, ApiKey.id == key.id, ApiKey.revoked_at.is_not(None), ApiKey.is_active.is_(False)) == 1
