"""Credentials: used without writing, renewed by one worker, given up once, told once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.outbox import OutboxMessage
from backend.infra.tenancy import PLATFORM
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments import ports
from backend.payments.errors import (
    AccountNotConnected,
    CircuitOpen,
    GrantRefused,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnauthorized,
    ProviderUnavailable,
    RenewalFailed,
)
from backend.payments.models import PaymentAccount
from backend.payments.ports import Seller, TokenGrant
from backend.payments.repository.accounts import AccountRepository
from backend.payments.service import linking, renewing, tokens
from tests.conftest import run_in_threads
from tests.fixtures.gateway import SELLER, connect


@dataclass
class FakeLinker:
    """Grants like Mercado Pago: a refresh token works once. ``before``/``after`` lose the call either way."""

    spent: set[str] = field(default_factory=set)
    calls: int = 0
    before: list[Exception] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    whoami_errors: list[Exception] = field(default_factory=list)

    def is_configured(self, app_type):
        return True

    def refresh(self, app_type, refresh_token):
        self.calls += 1
        if self.before:
            raise self.before.pop(0)
        if refresh_token in self.spent:
            raise GrantRefused(reason="invalid_grant", provider_status=400)
        self.spent.add(refresh_token)
        if self.after:
            raise self.after.pop(0)
        return TokenGrant(f"APP_USR-{self.calls}", f"TG-{self.calls}", 15_552_000, provider_user_id=SELLER)

    def whoami(self, access_token):
        if self.whoami_errors:
            raise self.whoami_errors.pop(0)
        return Seller(SELLER, "x", "MLA")


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def linker(app):
    fake = FakeLinker()
    earlier = ports.plugged()
    ports.plug(replace(earlier, linker=fake))
    yield fake
    ports.plug(earlier)


@pytest.fixture
def account(ana, ana_company):
    return connect(ana_company.id, "POINT")


def ends_in(moving_clock, account, **delta):
    moving_clock.set(account.token_expires_at - timedelta(**delta))


def row(account):
    return run_unit(lambda: shown(AccountRepository(PLATFORM).find_by_id(account.id)))


def shown(account):
    return {column.key: getattr(account, column.key) for column in PaymentAccount.__table__.c}


def mails():
    return run_unit(lambda: [m.payload for m in session().scalars(select(OutboxMessage)) if m.kind == "mail"])


def test_living_token_is_used_without_a_write_or_a_call(app, linker, account, ana_company):
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    access = tokens.access_for(ana_company.id, "POINT")

    assert access.access_token == "APP_USR-test"
    assert linker.calls == 0
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 1
    assert statements[-1].startswith("SELECT")


def test_token_with_less_than_an_hour_is_renewed_before_use(linker, account, ana_company, moving_clock):
    ends_in(moving_clock, account, minutes=59)

    access = tokens.access_for(ana_company.id, "POINT")

    assert (access.access_token, access.generation) == ("APP_USR-1", 2)
    assert row(account)["refresh_token"] == "TG-1"
    assert row(account)["token_expires_at"] == clock.now() + timedelta(days=180)
    (entry,) = run_unit(lambda: session().scalars(select(AuditEntry)).all())
    assert (entry.action, entry.company_id) == ("payments.account.renewed", ana_company.id)
    assert "APP_USR" not in str(entry.after)


@pytest.mark.parametrize(
    "error", [ProviderTimedOut(), ProviderUnavailable(), CircuitOpen(), ProviderRefused(reason="invalid_client")]
)
def test_token_that_still_lives_is_used_when_renewal_fails(linker, account, ana_company, moving_clock, error):
    ends_in(moving_clock, account, minutes=30)
    linker.before.append(error)

    assert tokens.access_for(ana_company.id, "POINT").access_token == "APP_USR-test"
    assert not row(account)["needs_reauthorization"]


def test_failed_renewal_is_not_repeated_at_every_use(linker, account, ana_company, moving_clock):
    ends_in(moving_clock, account, minutes=30)
    linker.before += [CircuitOpen(), CircuitOpen()]

    for _ in range(5):
        tokens.access_for(ana_company.id, "POINT")

    assert linker.calls == 1


def test_ended_token_that_cannot_be_renewed_is_an_error(linker, account, ana_company, moving_clock):
    ends_in(moving_clock, account, minutes=-1)
    linker.before.append(CircuitOpen())

    with pytest.raises(RenewalFailed):
        tokens.access_for(ana_company.id, "POINT")


def test_ended_token_whose_grant_is_dead_is_not_connected(linker, account, ana_company, moving_clock):
    ends_in(moving_clock, account, minutes=-1)
    linker.spent.add("TG-test")

    with pytest.raises(AccountNotConnected):
        tokens.access_for(ana_company.id, "POINT")


def test_dead_grant_asks_for_authorization_and_tells_the_owner_once(linker, account, moving_clock):
    linker.spent.add("TG-test")

    for _ in range(3):
        with pytest.raises(GrantRefused):
            renewing.renew(account.id, 1)

    assert linker.calls == 1
    assert row(account)["needs_reauthorization"]
    assert [mail["to"] for mail in mails()] == ["ana@example.com"]


def test_many_workers_make_one_call_and_share_it(app, linker, account):
    def use(_i):
        with app.app_context():
            return renewing.renew(account.id, 1).access_token

    results = run_in_threads(20, use)

    assert set(results) == {"APP_USR-1"}
    assert linker.calls == 1


def test_waiting_workers_share_a_failure_too(app, linker, account):
    linker.before += [ProviderUnavailable() for _ in range(20)]

    def use(_i):
        with app.app_context():
            return renewing.renew(account.id, 1)

    results = run_in_threads(10, use)

    assert {type(result) for result in results} == {RenewalFailed}
    assert linker.calls == 1


def test_crash_before_the_call_is_made_good_by_one_retry(linker, account, moving_clock):
    linker.before.append(Killed())
    with pytest.raises(Killed):
        renewing.renew(account.id, 1)
    assert row(account)["renewal"] == "begun"
    moving_clock.advance(seconds=61)

    assert renewing.renew(account.id, 1).generation == 2
    assert row(account)["renewal"] == "idle"


def test_crash_after_the_answer_costs_one_retry_and_one_message(linker, account, moving_clock):
    linker.after.append(Killed())
    with pytest.raises(Killed):
        renewing.renew(account.id, 1)
    moving_clock.advance(seconds=61)

    for _ in range(3):
        with pytest.raises(GrantRefused):
            renewing.renew(account.id, 1)
        moving_clock.advance(hours=7)

    assert linker.calls == 2
    assert len(mails()) == 1


def test_crash_during_the_retry_ends_it(linker, account, moving_clock):
    linker.before += [Killed(), Killed()]
    for _ in range(2):
        with pytest.raises(Killed):
            renewing.renew(account.id, 1)
        moving_clock.advance(seconds=61)

    for _ in range(3):
        with pytest.raises(GrantRefused):
            renewing.renew(account.id, 1)

    assert linker.calls == 2
    assert row(account)["needs_reauthorization"]
    assert len(mails()) == 1


def test_lost_answer_is_retried_once_after_a_pause(linker, account, moving_clock):
    linker.after += [ProviderTimedOut()]
    with pytest.raises(RenewalFailed):
        renewing.renew(account.id, 1)
    with pytest.raises(RenewalFailed):
        renewing.renew(account.id, 1)
    assert (linker.calls, row(account)["renewal"]) == (1, "unknown")
    moving_clock.advance(hours=6)

    with pytest.raises(GrantRefused):
        renewing.renew(account.id, 1)

    assert linker.calls == 2


def test_answer_lost_twice_is_given_up(linker, account, moving_clock):
    linker.before += [ProviderTimedOut(), ProviderUnavailable()]
    for _ in range(2):
        with pytest.raises(RenewalFailed):
            renewing.renew(account.id, 1)
        moving_clock.advance(hours=6)

    with pytest.raises(GrantRefused):
        renewing.renew(account.id, 1)

    assert linker.calls == 2
    assert len(mails()) == 1


def test_calls_that_were_never_made_do_not_count(linker, account, moving_clock):
    linker.before += [CircuitOpen() for _ in range(4)]
    for _ in range(4):
        with pytest.raises(RenewalFailed):
            renewing.renew(account.id, 1)
        moving_clock.advance(minutes=1)

    assert renewing.renew(account.id, 1).generation == 2


def test_tokens_of_another_seller_are_not_stored(linker, account, monkeypatch):
    foreign = TokenGrant("APP_USR-x", "TG-x", 100, provider_user_id="999")
    monkeypatch.setattr(linker, "refresh", lambda *_args: foreign)

    with pytest.raises(RenewalFailed):
        renewing.renew(account.id, 1)
    assert row(account)["access_token"] == "APP_USR-test"


def test_disconnecting_during_a_renewal_throws_the_new_tokens_away(linker, account, ana_company, monkeypatch):
    def disconnected_meanwhile(*_args):
        linking.disconnect(ana_company.id, "POINT")
        return TokenGrant("APP_USR-x", "TG-x", 100)

    monkeypatch.setattr(linker, "refresh", disconnected_meanwhile)

    with pytest.raises(AccountNotConnected):
        renewing.renew(account.id, 1)
    assert row(account)["access_token"] is None


def test_refused_token_ends_the_link_and_tells_once(linker, account, ana_company):
    access = tokens.access_for(ana_company.id, "POINT")

    assert [tokens.mark_unauthorized(access) for _ in range(3)] == [True, False, False]

    with pytest.raises(AccountNotConnected):
        tokens.access_for(ana_company.id, "POINT")
    assert len(mails()) == 1


def test_refusal_of_an_older_pair_does_not_end_a_newer_one(linker, account, ana_company):
    older = tokens.access_for(ana_company.id, "POINT")
    renewing.renew(account.id, 1)

    tokens.mark_unauthorized(older)

    assert tokens.access_for(ana_company.id, "POINT").access_token == "APP_USR-1"
    assert mails() == []


def test_refusal_while_the_pair_is_being_renewed_is_ignored(linker, account, ana_company, monkeypatch):
    older = tokens.access_for(ana_company.id, "POINT")

    def refused_meanwhile(*_args):
        tokens.mark_unauthorized(older)
        return TokenGrant("APP_USR-x", "TG-x", 15_552_000)

    monkeypatch.setattr(linker, "refresh", refused_meanwhile)

    renewing.renew(account.id, 1)

    assert tokens.access_for(ana_company.id, "POINT").access_token == "APP_USR-x"
    assert mails() == []


def test_401_inside_using_ends_the_link(linker, account, ana_company):
    with pytest.raises(ProviderUnauthorized), tokens.using(tokens.access_for(ana_company.id, "POINT")):
        raise ProviderUnauthorized

    assert not row(account)["is_active"]


def test_withdrawn_authorization_ends_every_link_of_the_seller(linker, account, ana_company, carla, carla_company):
    connect(ana_company.id, "QR")
    connect(carla_company.id, "POINT")
    connect(carla_company.id, "QR", seller="999")
    linker.whoami_errors += [ProviderUnauthorized() for _ in range(3)]

    assert tokens.deauthorize(SELLER) == ana_company.id

    for company, kind in ((ana_company, "POINT"), (ana_company, "QR"), (carla_company, "POINT")):
        with pytest.raises(AccountNotConnected):
            tokens.access_for(company.id, kind)
    assert tokens.access_for(carla_company.id, "QR")
    assert sorted(mail["to"] for mail in mails()) == ["ana@example.com", "ana@example.com", "carla@example.com"]


def test_late_news_of_a_withdrawal_does_not_end_a_new_link(linker, account, ana_company):
    assert tokens.deauthorize(SELLER) == ana_company.id

    assert tokens.access_for(ana_company.id, "POINT")


def test_withdrawal_that_cannot_be_checked_is_tried_again(linker, account, ana_company):
    linker.whoami_errors.append(ProviderTimedOut())

    with pytest.raises(ProviderTimedOut):
        tokens.deauthorize(SELLER)
    assert tokens.access_for(ana_company.id, "POINT")


def test_withdrawal_by_an_unknown_seller_is_nobodys(linker, account):
    assert tokens.deauthorize("404") is None


@pytest.mark.parametrize(
    ("age", "left", "is_due"),
    [
        (timedelta(days=1), timedelta(days=179), False),
        (timedelta(days=91), timedelta(days=89), True),
        (timedelta(days=0), timedelta(days=29), True),
        (timedelta(days=1), timedelta(days=31), False),
        (timedelta(days=181), timedelta(days=-1), True),
    ],
)
def test_pair_is_due_within_thirty_days_or_past_half_its_life(age, left, is_due):
    now = clock.now()

    assert renewing.is_due(now - age, now + left, now) is is_due


def test_job_renews_what_is_due_and_goes_on_after_a_failure(linker, ana, ana_company, carla_company, moving_clock):
    first, second = connect(ana_company.id, "POINT"), connect(ana_company.id, "QR")
    moving_clock.advance(days=100)
    fresh = connect(carla_company.id, "POINT")
    linker.before.append(RuntimeError("a bug"))

    assert renewing.renew_due() == 1

    generations = {row(one)["generation"] for one in (first, second)}
    assert (generations, row(fresh)["generation"]) == ({1, 2}, 1)


def test_job_leaves_dead_links_alone(linker, account, moving_clock):
    linker.spent.add("TG-test")
    moving_clock.advance(days=170)

    for _ in range(5):
        renewing.renew_due()
        moving_clock.advance(minutes=10)

    assert linker.calls == 1
    assert len(mails()) == 1
