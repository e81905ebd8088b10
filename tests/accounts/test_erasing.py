"""DELETE /admin/usuarios/{id} (contract 10-identity §11 rule 15; refusal 14): nothing dangles, authors stay known."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Integer, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.models.users import User
from backend.accounts.repository import references, users
from backend.accounts.service import email_addresses, erasing
from backend.infra import audit
from backend.infra.audit import AuditEntry
from backend.infra.db import Base, session
from backend.infra.principal import Actor, Role, acting
from backend.infra.tenancy import PLATFORM, CompanyRepository
from backend.infra.unit_of_work import reading, run_unit
from tests.accounts.steps import change, fresh, give_second_factor, log_in, said
from tests.factories.companies import make_company
from tests.factories.invitations import make_invitation
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale
from tests.factories.users import auth_headers, make_user, sign_in

NAMES_SOMEBODY = re.compile(r"(^|_)user_id$|_by$|_by_id$")


@pytest.fixture
def delete(client, admin):
    headers = auth_headers(admin)
    return lambda user: client.delete(f"/admin/usuarios/{user.id}", headers=headers)


def outcome(answer):
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()["resultado"]


@reading
def dangling():
    """Columns whose rows name an account that does not exist."""
    platform, found = CompanyRepository(PLATFORM), []
    for column in references.referring_columns():
        ids = platform.execute(select(column).where(column.is_not(None)).distinct()).scalars().all()
        known = set(session().scalars(select(User.id)))
        found += [f"{column.table.name}.{column.name}={one}" for one in ids if one not in known]
    return found


def test_rule_15_account_that_nothing_refers_to_is_deleted(delete, beto):
    assert outcome(delete(beto)) == "eliminado"
    assert fresh(beto) is None
    assert said(delete(beto)) == (404, "not_found")


def test_rule_15_proofs_of_the_person_go_with_the_account(delete, client, admin):
    made = client.post(
        "/admin/usuarios",
        json={"nombre": "N", "email": "n@example.com", "password": "Otra.Clave-2027", "rol": "user"},
        headers=auth_headers(admin),
    ).get_json()["usuario"]
    user = run_unit(lambda: users.get_user(made["id"]))
    give_second_factor(user)
    assert outcome(delete(user)) == "eliminado"
    assert dangling() == []


@pytest.fixture
def histories(ana, ana_company):
    """By name, what makes an account one that is referred to."""

    def acts(user):
        with acting(Actor(user_id=user.id)):
            run_unit(lambda: audit.record("accounts.user.profile_changed", user.id))

    return {
        "session": sign_in,
        "audit": acts,
        "sale": lambda user: make_sale(make_point_of_sale(ana_company), user_id=user.id),
        "invitation": lambda user: make_invitation(user, "x@example.com"),
    }


@pytest.mark.parametrize("history", ["session", "audit", "sale", "invitation"])
def test_refuse_14_account_with_history_is_anonymised_and_nothing_dangles(delete, beto, histories, history):
    histories[history](beto)
    give_second_factor(beto)
    change(beto, phone="341", address="Mitre 1", city="Rosario", country="AR", supabase_sub="sub-1")
    assert outcome(delete(beto)) == "anonimizado"
    kept = fresh(beto)
    assert (kept.name, kept.email) == ("Usuario eliminado", f"anon-{beto.id}@invalid")
    cleared = ("phone", "address", "city", "country", "birth_date", "supabase_sub", "password_hash", "otp_secret")
    assert [getattr(kept, name) for name in cleared] == [None] * len(cleared)
    assert (kept.is_active, kept.otp_enabled, kept.email_verified) == (False, False, False)
    assert kept.anonymised_at is not None
    assert dangling() == []


def test_refuse_14_looking_at_fewer_tables_would_leave_rows_dangling(delete, beto, histories, monkeypatch):
    histories["sale"](beto)
    monkeypatch.setattr(references, "UNLINKED", ())
    assert outcome(delete(beto)) == "eliminado"
    monkeypatch.undo()
    assert any(name.startswith("sale.user_id") for name in dangling())


def test_rule_12_anonymising_ends_sessions_and_links(delete, client, beto, mailbox):
    old = auth_headers(beto)
    change(beto, email_verified=False)
    run_unit(lambda: email_addresses.send_verification(fresh(beto)))
    delete(beto)
    assert said(client.get("/account/profile", headers=old)) == (401, "token_revoked")
    assert said(log_in(client, beto.email)) == (401, "invalid_credentials")
    link = re.search(r"token=([\w-]+)", mailbox.collect()[0].text)[1]
    assert said(client.post("/auth/email/verify", json={"token": link})) == (401, "invalid_token")


def test_rule_15_anonymised_is_final(delete, client, admin, beto):
    sign_in(beto)
    delete(beto)
    assert outcome(delete(beto)) == "anonimizado"
    headers, path = auth_headers(admin), f"/admin/usuarios/{beto.id}"
    for method, route, body in [
        ("PUT", path, {"is_active": True}),
        ("POST", f"{path}/toggle-estado", None),
        ("POST", f"{path}/cambiar-password", {"nueva_password": "Otra.Clave-2027"}),
    ]:
        assert said(client.open(route, method=method, json=body, headers=headers)) == (409, "anonymised")
    assert fresh(beto).email == f"anon-{beto.id}@invalid"


def test_address_of_an_anonymised_account_is_free_again(delete, client, beto):
    sign_in(beto)
    delete(beto)
    assert make_user(email=beto.email).id != beto.id


def test_registration_that_waits_is_deleted_with_its_company(delete, client):
    company = make_company(is_active=False, awaits_owner=True)
    founder = make_user(Role.OWNER, company)
    change(founder, is_active=False, activated_at=None)
    assert outcome(delete(founder)) == "eliminado"
    assert run_unit(lambda: session().get(type(company), company.id)) is None


def test_something_that_came_to_refer_to_it_meanwhile_makes_it_anonymised(admin, beto, monkeypatch):
    sign_in(beto)
    monkeypatch.setattr(references, "is_referred_to", lambda _user_id: False)
    assert erasing.erase_user(admin.id, beto.id) is erasing.Erasure.ANONYMISED
    with pytest.raises(IntegrityError):
        run_unit(lambda: users.delete_user(session().get(User, beto.id)))


def test_deletion_leaves_an_audit_row_without_personal_values(delete, beto, ana_company):
    delete(beto)
    row = run_unit(lambda: session().query(AuditEntry).filter_by(action="accounts.user.deleted").one())
    assert (row.entity_id, row.before) == (str(beto.id), {"role": "cashier", "company_id": ana_company.id})


@pytest.mark.usefixtures("app")
def test_every_column_that_names_an_account_is_a_foreign_key_or_declared():
    linked = {f"{column.table.name}.{column.name}" for column in references.referring_columns()}
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.c
        if NAMES_SOMEBODY.search(column.name)
        and isinstance(column.type, Integer)
        and table.name not in references.PARTS
    }
    assert named - linked == set(), "declare them in references.UNLINKED, or give them a foreign key"
