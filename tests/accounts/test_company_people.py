"""The people of a company (contract 10-identity §6, rules 12, 14, 20, refusals 5 and 20)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from backend.accounts.domain.kinds import DeactivatedBy
from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from tests.accounts.steps import bearer, change, fresh, log_in, said
from tests.factories.users import auth_headers, make_user, sign_in

NOBODY = 2147480000


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def people(client, headers, **query):
    return client.get("/account/usuarios", query_string=query, headers=headers)


def patch(client, headers, user, **fields):
    return client.patch(f"/account/usuarios/{user.id}", json=fields, headers=headers)


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [user["id"] for user in answer.json["usuarios"]]


@reading
def actions(user):
    rows = session().query(AuditEntry).filter_by(entity="user", entity_id=str(user.id)).order_by(AuditEntry.id)
    return [row.action for row in rows]


def test_list_shows_the_companys_people_newest_first(client, headers, ana, beto, ana_company):
    answer = people(client, headers)
    assert ids(answer) == [beto.id, ana.id]
    assert answer.json["usuarios"][0]["empresa"] == {
        "id": ana_company.id,
        "nombre": "Almacén Ana",
        "nit": "30-71000001-1",
    }
    assert set(answer.json["usuarios"][0]) == {
        "id", "nombre", "email", "rol", "empresa_id", "is_active", "otp_enabled", "email_verificado",
        "password_temporal", "telefono", "direccion", "ciudad", "pais", "fecha_nacimiento", "creado_en", "empresa",
    }  # fmt: skip
    assert answer.json["pagination"] == {
        "page": 1, "per_page": 10, "total": 2, "pages": 1, "has_prev": False, "has_next": False,
    }  # fmt: skip


def test_list_is_paged(client, headers, ana, ana_company):
    made = [make_user(Role.CASHIER, ana_company).id for _ in range(4)]
    answer = people(client, headers, page=2, per_page=2)
    assert ids(answer) == [made[1], made[0]]
    assert answer.json["pagination"] == {
        "page": 2, "per_page": 2, "total": 5, "pages": 3, "has_prev": True, "has_next": True,
    }  # fmt: skip
    assert ids(people(client, headers, page=9)) == []


def test_list_is_narrowed_by_text_role_and_state(client, headers, ana, beto, ana_company):
    gone = make_user(Role.CASHIER, ana_company, name="Zoe 100%", is_active=False)
    assert ids(people(client, headers, search="BETO@")) == [beto.id]
    assert ids(people(client, headers, search="beto paz")) == [beto.id]
    assert ids(people(client, headers, search="0%")) == [gone.id]
    assert ids(people(client, headers, search="_")) == []
    assert ids(people(client, headers, search="")) == [gone.id, beto.id, ana.id]
    assert ids(people(client, headers, rol="cashier")) == [gone.id, beto.id]
    assert ids(people(client, headers, estado="inactivo")) == [gone.id]
    assert ids(people(client, headers, estado="activo", rol="cliente")) == [ana.id]
    assert ids(people(client, headers, estado="activo", empresa_id=999)) == [beto.id, ana.id]


@pytest.mark.parametrize("query", [{"page": 0}, {"per_page": 101}, {"rol": "admin"}, {"estado": "otro"}, {"page": "x"}])
def test_list_refuses_what_it_does_not_know(client, headers, query):
    assert said(people(client, headers, **query)) == (422, "validation_error")


def test_list_takes_as_many_statements_for_one_as_for_many(client, headers, ana_company):
    def count():
        statements = []

        def note(*arguments):
            statements.append(arguments[2])

        event.listen(Engine, "before_cursor_execute", note)
        people(client, headers)
        event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    count()
    for_one = count()
    for _ in range(8):
        make_user(Role.CASHIER, ana_company)
    assert count() == for_one <= 5  # BEGIN, the caller, how many, the page, the company


def test_registration_that_waits_is_not_yet_one_of_the_people(client, headers, ana, ana_company):
    waiting = make_user(Role.CASHIER, ana_company, is_active=False)
    change(waiting, activated_at=None)
    assert ids(people(client, headers)) == [ana.id]
    assert said(client.get(f"/account/usuarios/{waiting.id}", headers=headers)) == (404, "not_found")
    assert said(patch(client, headers, waiting, is_active=True)) == (404, "not_found")


def test_one_person_is_shown_as_usuario(client, headers, beto):
    answer = client.get(f"/account/usuarios/{beto.id}", headers=headers)
    assert (answer.status_code, answer.json["email"], "empresa" in answer.json) == (200, "beto@example.com", False)


def test_rule_20_people_of_another_company_and_of_none_do_not_exist(client, headers, carla, admin):
    for stranger in (carla, admin, make_user()):
        nobodys = client.get(f"/account/usuarios/{NOBODY}", headers=headers)
        answer = client.get(f"/account/usuarios/{stranger.id}", headers=headers)
        assert (answer.status_code, answer.data) == (404, nobodys.data)
        assert said(patch(client, headers, stranger, rol="cashier", is_active=False)) == (404, "not_found")
        assert fresh(stranger).is_active


def test_role_is_changed_and_the_sessions_of_that_person_end(client, headers, beto):
    token = sign_in(beto).access_token
    answer = patch(client, headers, beto, rol="seller")
    assert (answer.status_code, answer.json["usuario"]["rol"]) == (200, "seller")
    assert said(client.get("/account/profile", headers=bearer(token))) == (401, "token_revoked")
    assert actions(beto)[-2:] == ["accounts.user.sessions_revoked", "accounts.user.changed"]


def test_refuse_5_token_of_before_a_demotion_opens_nothing(client, headers, ana_company):
    other = make_user(Role.OWNER, ana_company)
    old = auth_headers(other)
    assert patch(client, headers, other, rol="cashier").status_code == 200
    assert said(people(client, old)) == (401, "token_revoked")
    assert said(people(client, auth_headers(other))) == (403, "forbidden")


def test_deactivated_person_is_out_at_once_and_reactivated_may_log_in(client, headers, beto):
    token = sign_in(beto).access_token
    assert patch(client, headers, beto, is_active=False).json["usuario"]["is_active"] is False
    assert fresh(beto).deactivated_by is DeactivatedBy.OWNER
    assert said(client.get("/account/profile", headers=bearer(token))) == (401, "token_revoked")
    assert said(log_in(client, beto.email)) == (403, "account_inactive")
    assert patch(client, headers, beto, is_active=True).json["usuario"]["is_active"] is True
    assert fresh(beto).deactivated_by is None
    assert log_in(client, beto.email).status_code == 200
    assert said(client.get("/account/profile", headers=bearer(token))) == (401, "token_revoked")
    assert {"accounts.user.deactivated", "accounts.user.reactivated"} <= set(actions(beto))


def test_nothing_to_change_ends_no_session(client, headers, beto):
    token = sign_in(beto).access_token
    for fields in ({}, {"rol": "cashier"}, {"is_active": True}):
        assert patch(client, headers, beto, **fields).status_code == 200
    assert client.get("/account/profile", headers=bearer(token)).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"rol": "admin"},
        {"rol": "user"},
        {"rol": None},
        {"is_active": None},
        {"empresa_id": 2},
        {"email": "x@example.com"},
    ],
)
def test_what_is_no_business_of_an_owner_is_refused(client, headers, beto, fields):
    assert said(patch(client, headers, beto, **fields)) == (422, "validation_error")
    assert fresh(beto).role is Role.CASHIER


@pytest.mark.parametrize("fields", [{"rol": "cashier"}, {"is_active": False}])
def test_rule_14_nobody_takes_their_own_access_away(client, headers, ana, ana_company, fields):
    make_user(Role.OWNER, ana_company)
    assert said(patch(client, headers, ana, **fields)) == (409, "own_account")
    assert patch(client, headers, ana, rol="cliente", is_active=True).status_code == 200
    assert fresh(ana).is_active


@pytest.mark.parametrize("fields", [{"rol": "cashier"}, {"is_active": False}, {"rol": "seller", "is_active": False}])
def test_rule_14_company_keeps_an_active_owner(client, admin, ana, ana_company, fields):
    closed = make_user(Role.OWNER, ana_company, is_active=False)
    acting = auth_headers(admin, company=ana_company)
    assert said(patch(client, acting, ana, **fields)) == (409, "last_owner")
    assert fresh(ana).role is Role.OWNER
    change(closed, is_active=True)
    assert patch(client, acting, ana, **fields).status_code == 200


def test_closed_owner_may_be_demoted_while_another_is_active(client, headers, ana_company):
    closed = make_user(Role.OWNER, ana_company, is_active=False)
    assert patch(client, headers, closed, rol="cashier").json["usuario"]["rol"] == "cashier"


def test_refuse_20_what_an_admin_closed_no_owner_opens(client, headers, admin, beto, ana_company):
    acting = auth_headers(admin, company=ana_company)
    assert patch(client, acting, beto, is_active=False).status_code == 200
    assert fresh(beto).deactivated_by is DeactivatedBy.ADMIN
    for fields in ({"is_active": True}, {"rol": "seller"}, {"is_active": True, "rol": "seller"}):
        assert said(patch(client, headers, beto, **fields)) == (403, "deactivated_by_admin")
    assert not fresh(beto).is_active
    assert patch(client, acting, beto, is_active=True).status_code == 200
    assert fresh(beto).is_active


@pytest.mark.parametrize("role", [Role.SELLER, Role.CASHIER, Role.COORDINATOR, Role.SCANNER, Role.USER])
def test_only_owners_see_and_change_people(client, ana, ana_company, role):
    own = auth_headers(make_user(role, ana_company if role is not Role.USER else None))
    assert said(people(client, own)) == (403, "forbidden")
    assert said(client.get(f"/account/usuarios/{ana.id}", headers=own)) == (403, "forbidden")
    assert said(patch(client, own, ana, rol="cashier")) == (403, "forbidden")


def test_admin_names_the_company_whose_people_it_manages(client, admin, ana, carla, carla_company):
    assert said(people(client, auth_headers(admin))) == (422, "empresa_required")
    acting = auth_headers(admin, company=carla_company)
    assert ids(people(client, acting)) == [carla.id]
    assert said(patch(client, acting, ana, is_active=False)) == (404, "not_found")
