"""POST /admin/empresa/transfer (contract 10-identity §7, rules 1, 12, 16; refusal 13)."""

from __future__ import annotations

import pytest

from backend.accounts.domain.password_policy import broken_rules
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from tests.accounts.steps import NEW_PASSWORD, change, find_user, fresh, give_second_factor, log_in, said
from tests.factories.users import PASSWORD, auth_headers, make_user


@pytest.fixture
def transfer(client, admin, ana, ana_company):
    headers = auth_headers(admin)

    def ask(email="nuevo@example.com", key=None, **body):
        sent = {"empresa_codigo": ana_company.tax_id, "nuevo_email": email, **body}
        extra = {"Idempotency-Key": key} if key else {}
        return client.post("/admin/empresa/transfer", json=sent, headers=headers | extra)

    return ask


def test_rule_16_new_person_becomes_owner_with_a_temporary_password(transfer, client, ana, ana_company, mailbox):
    old = auth_headers(ana)
    answer = transfer("Nuevo@Example.com", nuevo_nombre="Nuevo Dueño").get_json()
    owner, password = answer["nuevo_usuario"], answer["temp_password"]
    assert (answer["empresa"]["id"], answer["anterior_usuario"]["id"]) == (ana_company.id, ana.id)
    assert (owner["nombre"], owner["email"], owner["rol"]) == ("Nuevo Dueño", "nuevo@example.com", "cliente")
    assert (owner["empresa_id"], owner["is_active"], owner["password_temporal"]) == (ana_company.id, True, True)
    assert len(password) == 16
    assert broken_rules(password) == []
    assert (fresh(ana).role, fresh(ana).company_id, fresh(ana).is_active) == (Role.USER, None, True)
    assert said(client.get("/account/profile", headers=old)) == (401, "token_revoked")
    assert log_in(client, "nuevo@example.com", password).status_code == 200
    assert {mail.to for mail in mailbox.collect()} == {"nuevo@example.com"}


def test_rule_16_temporary_password_dies_after_72_hours(transfer, client, moving_clock):
    password = transfer().get_json()["temp_password"]
    moving_clock.advance(hours=72)
    assert said(log_in(client, "nuevo@example.com", password)) == (403, "password_expired")


def test_chosen_password_is_no_temporary_one(transfer, client, moving_clock):
    answer = transfer(nuevo_password=NEW_PASSWORD).get_json()
    assert (answer["temp_password"], answer["nuevo_usuario"]["password_temporal"]) == (None, False)
    moving_clock.advance(hours=73)
    assert log_in(client, "nuevo@example.com", NEW_PASSWORD).status_code == 200


def test_refuse_13_weak_password_is_refused(transfer, ana):
    answer = transfer(nuevo_password="debil")
    assert list(answer.get_json()["errors"]) == ["nuevo_password"]
    assert fresh(ana).role is Role.OWNER


def test_rule_16_former_owner_can_be_closed_with_the_second_factor_wiped(transfer, client, ana):
    give_second_factor(ana)
    transfer(desactivar_anterior=True)
    kept = fresh(ana)
    assert (kept.role, kept.company_id, kept.is_active, kept.otp_enabled) == (Role.USER, None, False, False)
    assert said(log_in(client, ana.email)) == (403, "account_inactive")


def test_second_factor_of_a_former_owner_who_stays_is_kept(transfer, ana):
    give_second_factor(ana)
    transfer()
    assert fresh(ana).otp_enabled


@pytest.mark.parametrize("successor", ["buyer", "cashier", "waiting owner", "closed buyer"])
def test_rule_16_known_account_is_linked(transfer, client, ana_company, successor):
    made = {
        "buyer": make_user,
        "cashier": lambda: make_user(Role.CASHIER, ana_company),
        "waiting owner": lambda: make_user(Role.OWNER),
        "closed buyer": lambda: make_user(is_active=False, deactivated_by="admin"),
    }[successor]()
    old = auth_headers(made)
    answer = transfer(made.email).get_json()
    assert (answer["nuevo_usuario"]["id"], answer["temp_password"]) == (made.id, None)
    kept = fresh(made)
    assert (kept.role, kept.company_id, kept.is_active) == (Role.OWNER, ana_company.id, True)
    assert said(client.get("/account/profile", headers=old)) == (401, "token_revoked")
    assert log_in(client, made.email, PASSWORD).status_code == 200


def test_registration_that_waits_inherits_nothing(transfer, client):
    waiting = make_user(email="nuevo@example.com")
    change(waiting, is_active=False, activated_at=None)
    answer = transfer().get_json()
    assert answer["nuevo_usuario"]["id"] != waiting.id
    assert said(log_in(client, "nuevo@example.com", PASSWORD)) == (401, "invalid_credentials")


def test_known_account_takes_a_chosen_password(transfer, client):
    buyer = make_user()
    transfer(buyer.email, nuevo_password=NEW_PASSWORD)
    assert log_in(client, buyer.email, NEW_PASSWORD).status_code == 200


def test_rule_16_same_owner_changes_nothing(transfer, client, ana):
    current = auth_headers(ana)
    answer = transfer(ana.email, desactivar_anterior=True)
    assert (answer.status_code, answer.get_json()["nuevo_usuario"]["id"]) == (200, ana.id)
    assert answer.get_json()["anterior_usuario"] is None
    assert client.get("/account/profile", headers=current).status_code == 200
    assert run_unit(lambda: session().query(AuditEntry).filter_by(action="accounts.company.transferred").count()) == 0


def test_company_without_owner_gets_one(transfer, ana, ana_company):
    change(ana, role=Role.USER, company_id=None)
    answer = transfer().get_json()
    assert (answer["anterior_usuario"], answer["nuevo_usuario"]["empresa_id"]) == (None, ana_company.id)


class TestSeveralOwners:
    @pytest.fixture
    def other(self, ana, ana_company):
        return make_user(Role.OWNER, ana_company)

    def test_it_has_to_be_said_who_goes(self, transfer, ana, other):
        answer = transfer()
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["anterior_usuario_id"])
        assert find_user("nuevo@example.com") is None

    def test_named_one_goes_and_the_other_stays(self, transfer, ana, other):
        assert transfer(anterior_usuario_id=other.id).get_json()["anterior_usuario"]["id"] == other.id
        assert (fresh(ana).role, fresh(other).role) == (Role.OWNER, Role.USER)

    def test_one_of_them_may_be_the_successor(self, transfer, ana, other):
        transfer(ana.email, anterior_usuario_id=other.id)
        assert (fresh(ana).role, fresh(other).role) == (Role.OWNER, Role.USER)

    def test_closed_ones_need_not_be_told_apart(self, transfer, ana, other):
        change(other, is_active=False)
        assert transfer().get_json()["anterior_usuario"]["id"] == ana.id

    def test_named_one_has_to_be_an_owner_of_this_company(self, transfer, ana, beto, carla):
        for stranger in (beto, carla):
            answer = transfer(anterior_usuario_id=stranger.id)
            assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["anterior_usuario_id"])


def test_unknown_company_is_404_and_case_of_the_nit_is_ignored(transfer, ana_company):
    assert said(transfer(empresa_codigo="nobody")) == (404, "empresa_not_found")
    change(ana_company, tax_id="ABC-1", tax_id_key="abc-1")
    assert transfer(empresa_codigo="aBc-1").status_code == 200


def test_operator_and_people_of_other_companies_own_nothing(transfer, admin, carla, ana):
    assert said(transfer(admin.email)) == (409, "is_admin")
    assert said(transfer(carla.email)) == (409, "already_in_company")
    assert fresh(ana).role is Role.OWNER


def test_repeated_with_its_key_it_answers_the_same_password(transfer):
    first, second = transfer(key="one").get_json(), transfer(key="one").get_json()
    assert first["temp_password"] == second["temp_password"]


def test_transfer_is_audited_without_the_password(transfer, ana, ana_company):
    answer = transfer().get_json()
    rows = run_unit(lambda: session().query(AuditEntry).all())
    row = next(row for row in rows if row.action == "accounts.company.transferred")
    assert (row.before, row.after) == ({"owner_id": ana.id}, {"owner_id": answer["nuevo_usuario"]["id"]})
    assert (row.company_id, row.entity) == (ana_company.id, "company")
    assert answer["temp_password"] not in repr([(one.before, one.after) for one in rows])
