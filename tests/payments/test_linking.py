"""Linking an account: who may come back from the consent page, and what is kept."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text, update

from backend.accounts.models.users import User
from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from backend.payments import ports
from backend.payments.errors import AccountNotConnected, GrantRefused, LinkRefused, ProviderTimedOut
from backend.payments.service import linking, tokens
from tests.conftest import run_in_threads


def walk(simulator, company, user, app_type="POINT", **decision):
    """Begin, decide on the consent page, and return what the provider sends back."""
    url = linking.begin(company.id, user.id, app_type)
    seller = simulator.control.new_seller()["user_id"]
    back = simulator.control.consent(url, seller, **decision)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def accounts_in_database():
    with db.engine.connect() as connection:
        return connection.execute(text("SELECT * FROM payment_account")).mappings().all()


def test_consent_links_the_account(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana)

    account = linking.complete(back["state"], back["code"])

    assert account.is_connected
    assert (account.app_type, account.site_id, account.environment) == ("POINT", "MLA", "production")
    assert tokens.access_for(ana_company.id, "POINT").provider_user_id == account.provider_user_id


def test_tokens_are_sealed_in_the_database(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana)
    linking.complete(back["state"], back["code"])

    (row,) = accounts_in_database()
    token = tokens.access_for(ana_company.id, "POINT").access_token

    assert token.startswith("APP_USR-")
    assert "APP_USR-" not in row["access_token"]
    assert "TG-" not in row["refresh_token"]


def test_state_and_verifier_are_not_kept_in_clear(plugged_in, ana, ana_company):
    url = linking.begin(ana_company.id, ana.id, "POINT")
    query = parse_qs(urlsplit(url).query)

    with db.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM link_attempt")).mappings().all()

    assert len(query["state"][0]) >= 43  # 256 bits
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"][0] not in str(dict(row))
    assert len(row["code_verifier"]) > 100  # sealed


def test_linking_again_replaces_the_tokens_and_keeps_the_account(simulator, plugged_in, ana, ana_company):
    first = walk(simulator, ana_company, ana)
    earlier = linking.complete(first["state"], first["code"])
    earlier_access = tokens.access_for(ana_company.id, "POINT")
    second = walk(simulator, ana_company, ana)

    account = linking.complete(second["state"], second["code"])

    assert account.id == earlier.id
    assert account.provider_user_id != earlier.provider_user_id
    assert tokens.access_for(ana_company.id, "POINT").generation == earlier_access.generation + 1


def test_each_application_has_its_own_account(simulator, plugged_in, ana, ana_company):
    for app_type in ("POINT", "QR"):
        back = walk(simulator, ana_company, ana, app_type)
        linking.complete(back["state"], back["code"])

    accounts = linking.list_accounts(ana_company.id)

    assert accounts["POINT"].provider_user_id != accounts["QR"].provider_user_id
    assert accounts["ONLINE"] is None


def test_state_works_once(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana)
    linking.complete(back["state"], back["code"])
    linking.disconnect(ana_company.id, "POINT")

    with pytest.raises(LinkRefused):
        linking.complete(back["state"], back["code"])
    with pytest.raises(AccountNotConnected):
        tokens.access_for(ana_company.id, "POINT")


def test_state_delivered_twice_at_once_links_once(simulator, plugged_in, app, ana, ana_company):
    back = walk(simulator, ana_company, ana)

    def deliver(_i):
        with app.app_context():
            return linking.complete(back["state"], back["code"])

    results = run_in_threads(8, deliver)

    assert sum(isinstance(result, LinkRefused) for result in results) == 7
    assert len(accounts_in_database()) == 1


def test_two_walks_at_once_make_one_account(simulator, plugged_in, app, ana, ana_company):
    walks = [walk(simulator, ana_company, ana) for _ in range(4)]

    def deliver(i):
        with app.app_context():
            return linking.complete(walks[i]["state"], walks[i]["code"])

    results = run_in_threads(4, deliver)

    assert not [result for result in results if isinstance(result, Exception)]
    assert len(accounts_in_database()) == 1


@pytest.mark.parametrize("state", [None, "", "made-up", "x" * 512])
def test_unknown_state_is_refused(plugged_in, state):
    with pytest.raises(LinkRefused):
        linking.complete(state, "TG-any")
    assert accounts_in_database() == []


def test_late_return_is_refused(simulator, plugged_in, moving_clock, ana, ana_company):
    back = walk(simulator, ana_company, ana)
    moving_clock.advance(minutes=10)

    with pytest.raises(LinkRefused):
        linking.complete(back["state"], back["code"])
    assert accounts_in_database() == []


@pytest.mark.parametrize(
    "change",
    [{"role": Role.CASHIER}, {"is_active": False}, {"role": Role.USER, "company_id": None}],
    ids=["demoted", "deactivated", "left"],
)
def test_user_who_may_no_longer_manage_is_refused(simulator, plugged_in, ana, ana_company, change):
    back = walk(simulator, ana_company, ana)
    run_unit(lambda: session().execute(update(User).where(User.id == ana.id).values(**change)))

    with pytest.raises(LinkRefused):
        linking.complete(back["state"], back["code"])
    assert accounts_in_database() == []


def test_declined_consent_is_told_and_uses_the_state_up(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana, decision="deny")

    with pytest.raises(LinkRefused) as raised:
        linking.complete(back["state"], None)
    assert raised.value.code == "link_declined"
    with pytest.raises(LinkRefused):
        linking.complete(back["state"], "TG-late")


@pytest.mark.usefixtures("plugged_in")
def test_code_of_another_walk_is_refused(simulator, ana, ana_company, carla, carla_company):
    """A code stolen from Ana is worth nothing in Carla's walk: PKCE ties it to its own verifier."""
    stolen = walk(simulator, ana_company, ana)
    own = walk(simulator, carla_company, carla)

    with pytest.raises(GrantRefused):
        linking.complete(own["state"], stolen["code"])
    assert accounts_in_database() == []


def test_lost_exchange_stores_nothing(simulator, plugged_in, ana, ana_company, monkeypatch):
    back = walk(simulator, ana_company, ana)

    def lost(*_args):
        raise ProviderTimedOut

    monkeypatch.setattr(ports.plugged().linker, "exchange", lost)

    with pytest.raises(ProviderTimedOut):
        linking.complete(back["state"], back["code"])
    assert accounts_in_database() == []


def test_disconnecting_destroys_the_tokens(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana)
    linking.complete(back["state"], back["code"])

    linking.disconnect(ana_company.id, "POINT")
    linking.disconnect(ana_company.id, "POINT")

    (row,) = accounts_in_database()
    assert row["access_token"] is None
    assert row["refresh_token"] is None
    assert linking.list_accounts(ana_company.id)["POINT"] is None


def test_linking_and_disconnecting_leave_their_trace(simulator, plugged_in, ana, ana_company):
    back = walk(simulator, ana_company, ana)
    linking.complete(back["state"], back["code"])
    linking.disconnect(ana_company.id, "POINT")
    linking.disconnect(ana_company.id, "POINT")

    entries = run_unit(lambda: session().scalars(select(AuditEntry).order_by(AuditEntry.id)).all())

    assert [(one.action, one.user_id) for one in entries if one.action.startswith("payments.account")] == [
        ("payments.account.linked", ana.id),
        ("payments.account.disconnected", None),
    ]


def test_account_of_another_company_is_not_seen(simulator, plugged_in, ana, ana_company, carla_company):
    back = walk(simulator, ana_company, ana)
    linking.complete(back["state"], back["code"])

    with pytest.raises(AccountNotConnected):
        tokens.access_for(carla_company.id, "POINT")
    assert set(linking.list_accounts(carla_company.id).values()) == {None}


def test_old_walks_are_forgotten(plugged_in, moving_clock, ana, ana_company):
    linking.begin(ana_company.id, ana.id, "POINT")
    moving_clock.advance(days=2)
    linking.begin(ana_company.id, ana.id, "POINT")

    linking.forget_walks()

    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM link_attempt")).scalar() == 1
