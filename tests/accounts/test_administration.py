"""Accounts as an operator sees and changes them (contract 10-identity §7; rules 1, 3, 12, 14, 20; refusals 5, 13)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from backend.accounts.domain.kinds import DeactivatedBy
from backend.accounts.service import attempts, email_addresses
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading, run_unit
from tests.accounts.steps import (
    NEW_PASSWORD,
    WRONG,
    change,
    find_user,
    fresh,
    give_second_factor,
    link_token,
    log_in,
    said,
)
from tests.factories.users import auth_headers, make_user, sign_in

NEW = {"nombre": "Nora Paz", "email": "Nora@Example.com", "password": NEW_PASSWORD, "rol": "user"}


@pytest.fixture
def headers(admin):
    return auth_headers(admin)


@pytest.fixture
def call(client, headers):
    """Ask as the operator."""

    def ask(method, path="", **body):
        return client.open(f"/admin/usuarios{path}", method=method, headers=headers, json=body or None)

    return ask


@pytest.fixture
def put(call):
    return lambda user, **body: call("PUT", f"/{user.id}", **body)


@reading
def audit_of(action):
    return session().query(AuditEntry).filter_by(action=action).all()


def is_over(client, headers):
    return said(client.get("/account/profile", headers=headers)) == (401, "token_revoked")


class TestLooking:
    @pytest.fixture(autouse=True)
    def people(self, admin, ana, beto, carla):
        """Four accounts, in this order."""
        return [admin, ana, beto, carla]

    def test_list_holds_every_account_newest_first_with_its_company(self, call, people, ana_company):
        answer = call("GET").get_json()
        assert [user["email"] for user in answer["usuarios"]] == [user.email for user in reversed(people)]
        assert answer["usuarios"][2]["empresa"] == {
            "id": ana_company.id,
            "nombre": "Almacén Ana",
            "nit": "30-71000001-1",
        }
        assert answer["usuarios"][3]["empresa"] is None
        assert answer["pagination"] == {
            "page": 1, "per_page": 10, "total": 4, "pages": 1, "has_prev": False, "has_next": False
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("search=RÍOS", ["ana@example.com"]),
            ("search=ana R", ["ana@example.com"]),
            ("search=BETO@", ["beto@example.com"]),
            ("search=%25", []),
            ("rol=cliente", ["carla@example.com", "ana@example.com"]),
            ("rol=cliente&estado=inactivo", ["carla@example.com"]),
            ("estado=activo&rol=cashier", ["beto@example.com"]),
            ("search=", ["carla@example.com", "beto@example.com", "ana@example.com", "operador@example.com"]),
        ],
    )
    def test_list_is_narrowed(self, call, carla, query, found):
        change(carla, is_active=False)
        assert [user["email"] for user in call("GET", f"?{query}").get_json()["usuarios"]] == found

    def test_list_of_one_company(self, call, ana, ana_company):
        answer = call("GET", f"?empresa_id={ana_company.id}&per_page=1&page=2").get_json()
        assert [user["id"] for user in answer["usuarios"]] == [ana.id]
        assert answer["pagination"]["has_prev"]
        assert not answer["pagination"]["has_next"]

    @pytest.mark.parametrize("query", ["per_page=101", "page=0", "rol=jefe", "estado=x", "empresa_id=0"])
    def test_filter_that_makes_no_sense_is_refused(self, call, query):
        assert said(call("GET", f"?{query}")) == (422, "validation_error")

    def test_list_takes_two_statements_whatever_its_size(self, call):
        for _ in range(5):
            make_user()
        assert len(statements_of(lambda: call("GET"))) == 3  # one is the guard's

    def test_statistics_count_by_role_and_state(self, call, ana, carla):
        give_second_factor(ana)
        change(carla, is_active=False)
        assert call("GET", "/estadisticas").get_json() == {
            "total": 4, "activos": 3, "inactivos": 1, "admins": 1, "clientes": 2, "con_2fa": 1,
            "por_rol": {"admin": 1, "cliente": 2, "cashier": 1},
        }  # fmt: skip

    def test_one_account_comes_with_its_company(self, call, ana, ana_company):
        shown = call("GET", f"/{ana.id}").get_json()
        assert (shown["id"], shown["empresa"]["id"]) == (ana.id, ana_company.id)
        assert "password_hash" not in shown

    def test_unknown_account_is_404(self, call):
        assert said(call("GET", "/999999990")) == (404, "not_found")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_rule_20_nobody_but_an_operator_administers(client, ana, ana_company, role):
    company = ana_company if role not in {Role.ADMIN, Role.USER} else None
    headers = auth_headers(make_user(role, company))
    for method, path in [
        ("GET", "/admin/usuarios"),
        ("GET", "/admin/usuarios/estadisticas"),
        ("GET", f"/admin/usuarios/{ana.id}"),
        ("POST", "/admin/usuarios"),
        ("PUT", f"/admin/usuarios/{ana.id}"),
        ("POST", f"/admin/usuarios/{ana.id}/cambiar-password"),
        ("POST", f"/admin/usuarios/{ana.id}/toggle-estado"),
        ("POST", f"/admin/usuarios/{ana.id}/otp/disable"),
        ("DELETE", f"/admin/usuarios/{ana.id}"),
        ("POST", "/admin/empresa/transfer"),
        ("GET", "/admin/auditoria"),
        ("GET", "/admin/jobs"),
        ("POST", "/admin/jobs/payments.sweep/run"),
    ]:
        assert said(client.open(path, method=method, headers=headers, json={})) == (403, "forbidden"), path


class TestCreating:
    def test_new_account_is_active_unverified_and_logs_in(self, call, client, mailbox):
        answer = call("POST", **NEW, telefono="341 555")
        user = answer.get_json()["usuario"]
        assert answer.status_code == 201
        assert (user["email"], user["rol"], user["is_active"], user["email_verificado"]) == (
            "nora@example.com", "user", True, False
        )  # fmt: skip
        assert (user["telefono"], user["password_temporal"]) == ("341 555", False)
        assert log_in(client, "nora@example.com", NEW_PASSWORD).status_code == 200
        assert link_token(mailbox.collect(), "verificar-email")
        assert [row.after for row in audit_of("accounts.user.created")] == [{"role": "user", "company_id": None}]

    def test_refuse_13_weak_password_is_refused_rule_by_rule(self, call):
        answer = call("POST", **NEW | {"password": "corta"})
        assert said(answer) == (422, "validation_error")
        assert len(answer.get_json()["errors"]["password"]) == 4
        assert find_user("nora@example.com") is None

    def test_taken_address_is_refused_whatever_its_case(self, call, ana):
        assert said(call("POST", **NEW | {"email": "ANA@example.com"})) == (409, "email_taken")

    def test_address_taken_at_the_same_moment_is_refused(self, call, ana, monkeypatch):
        monkeypatch.setattr("backend.accounts.service.administration.make_room", lambda _email: None)
        assert said(call("POST", **NEW | {"email": ana.email})) == (409, "email_taken")

    def test_waiting_registration_gives_way(self, call, ana_company):
        waiting = make_user(email="nora@example.com")
        change(waiting, is_active=False, activated_at=None)
        assert call("POST", **NEW).status_code == 201
        assert fresh(waiting) is None

    def test_unknown_company_is_404(self, call):
        assert said(call("POST", **NEW | {"rol": "cliente", "empresa_id": 999999990})) == (404, "empresa_not_found")

    def test_company_whose_founder_has_not_confirmed_is_unknown(self, call, ana_company):
        change(ana_company, awaits_owner=True)
        answer = call("POST", **NEW | {"rol": "cliente", "empresa_id": ana_company.id})
        assert said(answer) == (404, "empresa_not_found")

    @pytest.mark.parametrize(
        ("role", "has_company", "status"),
        [
            ("seller", False, 422),
            ("scanner", False, 422),
            ("admin", True, 422),
            ("user", True, 422),
            ("cliente", False, 201),
            ("coordinator", True, 201),
            ("admin", False, 201),
        ],
    )
    def test_role_and_company_have_to_fit(self, call, ana_company, role, has_company, status):
        body = NEW | {"rol": role, "empresa_id": ana_company.id if has_company else None}
        answer = call("POST", **body)
        assert answer.status_code == status
        if status == 422:
            assert list(answer.get_json()["errors"]) == ["empresa_id"]

    @pytest.mark.parametrize("field", ["is_active", "supabase_sub", "fecha_nacimiento", "otp_enabled"])
    def test_unknown_field_is_refused(self, call, field):
        assert said(call("POST", **NEW | {field: True})) == (422, "validation_error")


class TestChanging:
    def test_fields_are_stored_and_null_clears(self, put, ana):
        change(ana, phone="341")
        user = put(ana, nombre="Ana R.", telefono=None, ciudad="Rosario", fecha_nacimiento="1990-05-01").get_json()[
            "usuario"
        ]
        assert (user["nombre"], user["telefono"], user["ciudad"], user["fecha_nacimiento"]) == (
            "Ana R.", None, "Rosario", "1990-05-01"
        )  # fmt: skip
        assert audit_of("accounts.user.profile_changed")[0].after == {"fields": ["name", "phone", "city", "birth_date"]}

    @pytest.mark.parametrize(
        "body", [{}, {"nombre": None}, {"password": NEW_PASSWORD}, {"fecha_nacimiento": "1899-12-31"}, {"rol": "x"}]
    )
    def test_body_that_makes_no_sense_is_refused(self, put, ana, body):
        assert said(put(ana, **body) if body else put(ana, otro=1)) == (422, "validation_error")

    def test_empty_body_is_refused(self, client, headers, ana):
        answer = client.put(f"/admin/usuarios/{ana.id}", json={}, headers=headers)
        assert said(answer) == (422, "validation_error")

    def test_rule_12_new_role_ends_sessions_at_once(self, put, client, beto):
        old = auth_headers(beto)
        assert put(beto, rol="seller").status_code == 200
        assert is_over(client, old)
        row = audit_of("accounts.user.changed")[0]
        assert (row.before["role"], row.after["role"]) == ("cashier", "seller")

    def test_rule_12_new_company_ends_sessions(self, put, client, beto, carla_company):
        old = auth_headers(beto)
        assert put(beto, empresa_id=carla_company.id).get_json()["usuario"]["empresa_id"] == carla_company.id
        assert is_over(client, old)

    def test_rule_12_deactivation_ends_sessions_and_says_who(self, put, client, beto):
        old = auth_headers(beto)
        assert put(beto, is_active=False).status_code == 200
        assert is_over(client, old)
        assert fresh(beto).deactivated_by is DeactivatedBy.ADMIN
        assert said(log_in(client, beto.email)) == (403, "account_inactive")

    def test_rule_12_new_address_keeps_sessions_and_voids_mailed_links(self, put, client, ana, mailbox):
        current = auth_headers(ana)
        change(ana, email_verified=False)
        run_unit(lambda: email_addresses.send_verification(fresh(ana)))
        client.post("/auth/password/forgot", json={"email": ana.email})
        mailbox.collect()
        mails = mailbox.collect()
        answer = put(ana, email="ana.nueva@example.com")
        assert not answer.get_json()["usuario"]["email_verificado"]
        assert client.get("/account/profile", headers=current).status_code == 200
        sent = mails + mailbox.collect()
        assert sent[-1].to == "ana.nueva@example.com"
        token = link_token(sent[-1:], "verificar-email")
        assert client.post("/auth/email/verify", json={"token": token}).status_code == 200

    def test_rule_12_reset_link_mailed_to_the_old_address_is_void(self, put, client, ana, mailbox):
        client.post("/auth/password/forgot", json={"email": ana.email})
        token = link_token(mailbox.collect() + mailbox.collect(), "restablecer")
        put(ana, email="ana.nueva@example.com")
        answer = client.post("/auth/password/reset", json={"token": token, "new_password": NEW_PASSWORD})
        assert said(answer) == (401, "invalid_token")

    def test_deactivated_account_that_is_renamed_stays_as_it_was(self, put, beto):
        change(beto, is_active=False, deactivated_by=DeactivatedBy.OWNER)
        put(beto, nombre="B")
        assert fresh(beto).deactivated_by is DeactivatedBy.OWNER
        put(beto, is_active=False)
        assert fresh(beto).deactivated_by is DeactivatedBy.ADMIN

    def test_role_without_company_drops_the_company(self, put, beto):
        assert put(beto, rol="user").get_json()["usuario"]["empresa_id"] is None

    @pytest.mark.parametrize(
        "body", [{"rol": "user", "keeps": True}, {"empresa_id": None}, {"rol": "admin", "keeps": True}]
    )
    def test_role_and_company_have_to_fit(self, put, beto, body):
        if body.pop("keeps", False):
            body["empresa_id"] = beto.company_id
        answer = put(beto, **body)
        assert list(answer.get_json()["errors"]) == ["empresa_id"]

    def test_owner_may_wait_for_a_company(self, put, ana):
        assert put(ana, empresa_id=None).get_json()["usuario"]["empresa_id"] is None

    def test_taken_address_and_identity_are_refused(self, put, ana, beto):
        change(ana, supabase_sub="sub-of-ana")
        assert said(put(beto, email="Ana@example.com")) == (409, "email_taken")
        assert list(put(beto, supabase_sub="sub-of-ana").get_json()["errors"]) == ["supabase_sub"]
        assert put(ana, supabase_sub="sub-of-ana").status_code == 200
        assert put(ana, supabase_sub=None).status_code == 200
        assert fresh(ana).supabase_sub is None

    def test_unknown_account_and_company_are_404(self, call, put, ana):
        assert said(call("PUT", "/999999990", nombre="X")) == (404, "not_found")
        assert said(put(ana, empresa_id=999999990)) == (404, "empresa_not_found")

    def test_activating_a_founder_opens_the_company(self, put, client, ana, ana_company):
        change(ana, is_active=False, activated_at=None)
        change(ana_company, is_active=False, awaits_owner=True)
        assert put(ana, is_active=True).get_json()["usuario"]["is_active"]
        assert log_in(client, ana.email).status_code == 200
        answer = client.get("/account/empresa", headers=auth_headers(ana))
        assert answer.get_json()["empresa"]["estado"]


class TestOwnAccount:
    @pytest.mark.parametrize("body", [{"rol": "user"}, {"is_active": False}])
    def test_rule_14_nobody_takes_their_own_access_away(self, put, admin, body):
        make_user(Role.ADMIN)
        assert said(put(admin, **body)) == (409, "own_account")
        assert (fresh(admin).role, fresh(admin).is_active) == (Role.ADMIN, True)

    @pytest.mark.parametrize(("method", "path"), [("POST", "/toggle-estado"), ("DELETE", "")])
    def test_rule_14_nor_closes_or_deletes_it(self, call, admin, method, path):
        make_user(Role.ADMIN)
        assert said(call(method, f"/{admin.id}{path}")) == (409, "own_account")
        assert fresh(admin).is_active

    def test_own_second_factor_is_not_taken_away_here(self, call, admin):
        give_second_factor(admin)
        assert said(call("POST", f"/{admin.id}/otp/disable", motivo="x")) == (409, "own_account")

    def test_own_name_may_be_changed(self, put, admin):
        assert put(admin, nombre="Otra", rol="admin", is_active=True).status_code == 200


class TestPassword:
    def test_new_password_ends_sessions_and_clears_the_lock(self, call, client, ana, mailbox):
        old = auth_headers(ana)
        for _ in range(5):
            log_in(client, ana.email, WRONG)
        assert log_in(client, ana.email).status_code == 429
        assert call("POST", f"/{ana.id}/cambiar-password", nueva_password=NEW_PASSWORD).status_code == 200
        assert is_over(client, old)
        assert log_in(client, ana.email, NEW_PASSWORD).status_code == 200
        assert [mail.to for mail in mailbox.collect()] == [ana.email]
        assert audit_of("accounts.user.password_changed")[0].after == {"reason": "admin"}

    def test_refuse_13_weak_password_is_refused(self, call, client, ana):
        answer = call("POST", f"/{ana.id}/cambiar-password", nueva_password="debil")
        assert list(answer.get_json()["errors"]) == ["nueva_password"]
        assert log_in(client, ana.email).status_code == 200

    def test_unknown_account_is_404(self, call):
        answer = call("POST", "/999999990/cambiar-password", nueva_password=NEW_PASSWORD)
        assert said(answer) == (404, "not_found")


class TestToggling:
    def test_it_closes_and_opens_again(self, call, client, beto):
        old = auth_headers(beto)
        closed = call("POST", f"/{beto.id}/toggle-estado").get_json()
        assert not closed["usuario"]["is_active"]
        assert is_over(client, old)
        assert call("POST", f"/{beto.id}/toggle-estado").get_json()["usuario"]["is_active"]
        assert is_over(client, old)
        assert log_in(client, beto.email).status_code == 200
        verbs = [len(audit_of(f"accounts.user.{verb}")) for verb in ("deactivated", "reactivated")]
        assert verbs == [1, 1]

    def test_refuse_5_operator_closed_in_between_is_refused_with_a_good_token(self, call, client):
        other = make_user(Role.ADMIN)
        token = sign_in(other).access_token
        call("POST", f"/{other.id}/toggle-estado")
        assert said(client.get("/admin/usuarios", headers={"Authorization": f"Bearer {token}"})) == (
            401,
            "token_revoked",
        )

    def test_refuse_5_operator_demoted_in_between_is_refused_with_a_good_token(self, put, client):
        other = make_user(Role.ADMIN)
        token = sign_in(other).access_token
        put(other, rol="user")
        answer = client.get("/admin/usuarios", headers={"Authorization": f"Bearer {token}"})
        assert said(answer) == (401, "token_revoked")
        assert said(client.get("/admin/usuarios", headers=auth_headers(other))) == (403, "forbidden")

    def test_refuse_20_owner_cannot_open_what_an_operator_closed(self, call, client, ana, beto):
        call("POST", f"/{beto.id}/toggle-estado")
        answer = client.patch(f"/account/usuarios/{beto.id}", json={"is_active": True}, headers=auth_headers(ana))
        assert said(answer) == (403, "deactivated_by_admin")

    def test_unknown_account_is_404(self, call):
        assert said(call("POST", "/999999990/toggle-estado")) == (404, "not_found")


class TestSecondFactor:
    def test_it_is_wiped_sessions_end_and_the_person_is_told(self, call, client, ana, mailbox):
        give_second_factor(ana)
        old = auth_headers(ana)
        answer = call("POST", f"/{ana.id}/otp/disable", motivo="Perdió el teléfono")
        assert not answer.get_json()["usuario"]["otp_enabled"]
        assert is_over(client, old)
        assert "Perdió el teléfono" in mailbox.collect()[0].text
        assert (fresh(ana).otp_secret, fresh(ana).otp_secret_pending) == (None, None)
        assert log_in(client, ana.email).status_code == 200
        row = audit_of("accounts.user.second_factor_disabled")[0]
        assert (row.after, row.entity_id) == ({"reason": "Perdió el teléfono"}, str(ana.id))

    def test_account_without_one_is_refused(self, call, ana):
        assert said(call("POST", f"/{ana.id}/otp/disable", motivo="x")) == (409, "otp_not_enabled")

    @pytest.mark.parametrize("body", [{}, {"motivo": " "}, {"motivo": "x" * 256}])
    def test_reason_has_to_be_given(self, client, headers, ana, body):
        answer = client.post(f"/admin/usuarios/{ana.id}/otp/disable", json=body, headers=headers)
        assert said(answer) == (422, "validation_error")


def statements_of(work):
    sent = []

    def note(*arguments):
        if not arguments[2].upper().startswith("BEGIN"):
            sent.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    work()
    event.remove(Engine, "before_cursor_execute", note)
    return sent


def test_lock_of_an_address_stays_for_others(call, client, ana, beto):
    for _ in range(5):
        log_in(client, beto.email, WRONG)
    call("POST", f"/{ana.id}/cambiar-password", nueva_password=NEW_PASSWORD)
    with pytest.raises(Exception, match="intentos"):
        attempts.refuse_if_locked(beto.email)
