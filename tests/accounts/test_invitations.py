"""Invitations (contract 10-identity §6 and §7, rules 10, 12 and 20)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from backend.infra import outbox
from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from tests.accounts.steps import bearer, change, fresh, log_in, said
from tests.factories.invitations import make_invitation
from tests.factories.users import PASSWORD, auth_headers, make_user, sign_in

NOBODY = 2147480000
GUEST = "carla.nueva@example.com"


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def invite(client, headers, email=GUEST, rol="cashier", key=None):
    sent = headers | ({"Idempotency-Key": key} if key else {})
    return client.post("/account/invitaciones", json={"email": email, "rol": rol}, headers=sent)


def invitations(client, headers, **query):
    return client.get("/account/invitaciones", query_string=query, headers=headers).json["invitaciones"]


def accept(client, user, code):
    return client.post("/account/invitaciones/aceptar", json={"codigo": code}, headers=auth_headers(user))


def withdraw(client, headers, invitation_id):
    return client.delete(f"/account/invitaciones/{invitation_id}", headers=headers)


def register(client, code, email=GUEST):
    body = {"nombre": "Carla", "email": email, "password": PASSWORD, "codigo_invitacion": code, "otp_method": "none"}
    return client.post("/auth/registro", json=body)


def test_invitation_is_shown_once_with_its_code_and_mailed(client, headers, ana_company, mailbox):
    answer = invite(client, headers, email=" Carla.NUEVA@example.com ", rol="coordinator")
    assert answer.status_code == 201
    shown, code = answer.json["invitacion"], answer.json["codigo"]
    assert shown == {
        "id": shown["id"],
        "empresa_id": ana_company.id,
        "email": GUEST,
        "rol": "coordinator",
        "estado": "pendiente",
        "creado_en": "2026-03-02T15:00:00Z",
        "expira_en": "2026-03-09T15:00:00Z",
    }
    (mail,) = mailbox.collect()
    assert (mail.to, mail.subject) == (GUEST, "Te invitaron a Almacén Ana")
    assert code in mail.text
    assert f"/invitacion?codigo={code}&correo=carla.nueva%40example.com" in mail.text
    assert "Coordinador de eventos" in mail.html
    assert invitations(client, headers) == [shown]


def test_code_is_kept_nowhere_in_clear(client, headers):
    code = invite(client, headers).json["codigo"]
    outbox.deliver_due()
    with db.engine.connect() as connection:
        for table in ("invitation", "audit_entry", "outbox_message", "idempotency_record"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - names of our own tables
            assert code not in repr(rows)
    assert code not in client.get("/account/invitaciones", headers=headers).text


def test_invited_person_registers_with_the_mailed_code(client, headers, ana_company):
    code = invite(client, headers, rol="seller").json["codigo"]
    user = register(client, code).json["usuario"]
    assert (user["rol"], user["empresa_id"], user["email_verificado"]) == ("seller", ana_company.id, False)
    assert invitations(client, headers)[0]["estado"] == "usada"
    assert said(register(client, code, "otra@example.com")) == (403, "invalid_invitation")


def test_account_joins_with_the_role_and_all_its_sessions_end(client, headers, ana_company, mailbox):
    buyer = make_user(email=GUEST)
    elsewhere = sign_in(buyer).access_token
    code = invite(client, headers, rol="seller").json["codigo"]
    answer = accept(client, buyer, f" {code} ")
    assert answer.status_code == 200
    assert (answer.json["usuario"]["rol"], answer.json["usuario"]["empresa_id"]) == ("seller", ana_company.id)
    assert "mostrador_refresh=;" in "".join(answer.headers.getlist("Set-Cookie"))
    assert said(client.get("/account/profile", headers=bearer(elsewhere))) == (401, "token_revoked")
    assert log_in(client, GUEST).json["usuario"]["rol"] == "seller"
    assert [row["estado"] for row in invitations(client, headers)] == ["usada"]
    assert joined_rows(buyer) == [(ana_company.id, {"role": "user", "company_id": None})]


@reading
def joined_rows(user):
    rows = session().query(AuditEntry).filter_by(action="accounts.user.joined", entity_id=str(user.id))
    return [(row.company_id, row.before) for row in rows]


def test_owner_who_waits_for_a_company_may_join_one(client, headers, ana_company):
    waiting = make_user(Role.OWNER, email=GUEST)
    code = invite(client, headers, rol="cliente").json["codigo"]
    assert accept(client, waiting, code).json["usuario"]["empresa_id"] == ana_company.id


@pytest.mark.parametrize("bad", ["wrong", "expired", "used", "revoked", "foreign"])
def test_rule_10_bad_codes_are_told_apart_for_nobody(client, ana, moving_clock, bad):
    buyer = make_user(email=GUEST)
    now = moving_clock()
    columns = {"expired": {"expires_at": now}, "used": {"used_at": now}, "revoked": {"revoked_at": now}}
    email = "otra@example.com" if bad == "foreign" else GUEST
    code = make_invitation(ana, email, **columns.get(bad, {}))
    answer = accept(client, buyer, "x" * 32 if bad == "wrong" else code)
    assert said(answer) == (403, "invalid_invitation")
    assert answer.json["message"] == "La invitación no es válida."
    assert fresh(buyer).company_id is None


def test_somebody_with_a_company_joins_no_other(client, ana, carla):
    code = make_invitation(ana, carla.email)
    assert said(accept(client, carla, code)) == (409, "already_in_company")
    assert fresh(carla).company_id == carla.company_id
    assert invitations(client, auth_headers(ana))[0]["estado"] == "pendiente"


def test_operator_joins_no_company(client, ana, admin):
    code = make_invitation(ana, admin.email, Role.OWNER)
    assert said(accept(client, admin, code)) == (403, "forbidden")
    assert fresh(admin).role is Role.ADMIN


def test_nobody_joins_a_closed_company(client, ana, ana_company):
    buyer = make_user(email=GUEST)
    code = make_invitation(ana, GUEST)
    change(ana_company, is_active=False)
    assert said(accept(client, buyer, code)) == (403, "company_inactive")


def test_later_invitation_replaces_the_one_that_waits(client, headers, ana_company):
    first = invite(client, headers).json
    second = invite(client, headers, rol="seller").json
    states = {row["id"]: row["estado"] for row in invitations(client, headers)}
    assert states == {first["invitacion"]["id"]: "revocada", second["invitacion"]["id"]: "pendiente"}
    buyer = make_user(email=GUEST)
    assert said(accept(client, buyer, first["codigo"])) == (403, "invalid_invitation")
    assert accept(client, buyer, second["codigo"]).json["usuario"]["rol"] == "seller"


def test_invitations_of_other_addresses_and_companies_are_not_replaced(client, headers, carla):
    make_invitation(carla, GUEST)
    invite(client, headers, email="otra@example.com")
    invite(client, headers)
    assert {row["estado"] for row in invitations(client, headers)} == {"pendiente"}
    assert {row["estado"] for row in invitations(client, auth_headers(carla))} == {"pendiente"}


def test_person_of_the_company_is_not_invited_again(client, headers, beto, carla):
    assert said(invite(client, headers, email="BETO@example.com")) == (409, "already_member")
    change(beto, is_active=False)
    assert said(invite(client, headers, email=beto.email)) == (409, "already_member")
    assert invite(client, headers, email=carla.email).status_code == 201  # whether Carla exists is nobody's business


def test_list_is_narrowed_by_state_and_newest_first(client, ana, headers, moving_clock):
    now = moving_clock()
    expected = {
        "pendiente": make_invitation(ana, "a@example.com"),
        "usada": make_invitation(ana, "b@example.com", used_at=now),
        "revocada": make_invitation(ana, "c@example.com", revoked_at=now, expires_at=now),
        "vencida": make_invitation(ana, "d@example.com", expires_at=now),
    }
    everything = invitations(client, headers)
    assert [row["estado"] for row in everything] == list(expected)[::-1]
    for state in expected:
        assert [row["estado"] for row in invitations(client, headers, estado=state)] == [state]
    wrong = client.get("/account/invitaciones", query_string={"estado": "otra"}, headers=headers)
    assert said(wrong) == (422, "validation_error")


def test_list_shows_at_most_a_hundred(client, ana, headers):
    for number in range(103):
        make_invitation(ana, f"i{number}@example.com")
    listed = invitations(client, headers)
    assert (len(listed), listed[0]["email"]) == (100, "i102@example.com")


def test_pending_invitation_expires_by_itself_after_seven_days(client, headers, moving_clock):
    code = invite(client, headers).json["codigo"]
    moving_clock.advance(days=7, microseconds=-1)
    headers = log_in_anew(client)
    assert invitations(client, headers)[0]["estado"] == "pendiente"
    moving_clock.advance(microseconds=1)
    assert invitations(client, headers)[0]["estado"] == "vencida"
    assert said(register(client, code)) == (403, "invalid_invitation")


def log_in_anew(client):
    return bearer(log_in(client, "ana@example.com").json["access_token"])


def test_withdrawn_invitation_opens_nothing(client, headers):
    issued = invite(client, headers).json
    for _ in range(2):
        answer = withdraw(client, headers, issued["invitacion"]["id"])
        assert (answer.status_code, answer.data) == (204, b"")
    assert invitations(client, headers)[0]["estado"] == "revocada"
    assert said(register(client, issued["codigo"])) == (403, "invalid_invitation")


def test_used_invitation_cannot_be_withdrawn(client, headers):
    issued = invite(client, headers).json
    register(client, issued["codigo"])
    assert said(withdraw(client, headers, issued["invitacion"]["id"])) == (409, "already_used")
    assert invitations(client, headers)[0]["estado"] == "usada"


def test_rule_20_invitations_of_another_company_do_not_exist(client, headers, carla):
    make_invitation(carla, GUEST)
    foreign = invitations(client, auth_headers(carla))[0]["id"]
    assert invitations(client, headers) == []
    nobodys, answer = (withdraw(client, headers, one) for one in (NOBODY, foreign))
    assert (answer.status_code, answer.data) == (nobodys.status_code, nobodys.data) == (404, nobodys.data)
    assert invitations(client, auth_headers(carla))[0]["estado"] == "pendiente"


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"email": GUEST}, {"rol": "cashier"}, {"email": "no es", "rol": "cashier"}, {"email": GUEST, "rol": "user"},
        {"email": GUEST, "rol": "admin"}, {"email": GUEST, "rol": "cashier", "empresa_id": 2},
    ],
)  # fmt: skip
def test_invitation_refuses_wrong_fields(client, headers, fields):
    assert said(client.post("/account/invitaciones", json=fields, headers=headers)) == (422, "validation_error")


def test_repeated_invitation_under_one_key_is_one(client, headers, mailbox):
    first, second = (invite(client, headers, key="una-vez") for _ in range(2))
    assert first.json == second.json
    assert len(invitations(client, headers)) == len(mailbox.collect()) == 1


@pytest.mark.parametrize("role", [Role.SELLER, Role.CASHIER, Role.COORDINATOR, Role.SCANNER, Role.USER])
def test_only_owners_invite(client, ana_company, role):
    own = auth_headers(make_user(role, ana_company if role is not Role.USER else None))
    assert said(invite(client, own)) == (403, "forbidden")
    assert said(client.get("/account/invitaciones", headers=own)) == (403, "forbidden")
    assert said(withdraw(client, own, 1)) == (403, "forbidden")


def test_admin_invites_into_any_company(client, admin, ana, headers, mailbox):
    path, own = f"/admin/empresas/{ana.company_id}/invitaciones", auth_headers(admin)
    answer = client.post(path, json={"email": GUEST, "rol": "cliente"}, headers=own)
    assert (answer.status_code, answer.json["invitacion"]["empresa_id"]) == (201, ana.company_id)
    assert client.get(path, headers=own).json["invitaciones"] == invitations(client, headers)
    assert client.get(path, query_string={"estado": "usada"}, headers=own).json["invitaciones"] == []
    assert answer.json["codigo"] in mailbox.collect()[-1].text
    again = client.post(path, json={"email": ana.email, "rol": "cashier"}, headers=own)
    assert said(again) == (409, "already_member")


def test_admin_invites_into_no_unknown_or_closed_company(client, admin, ana_company):
    own, body = auth_headers(admin), {"email": GUEST, "rol": "cashier"}
    unknown = f"/admin/empresas/{NOBODY}/invitaciones"
    assert client.post(unknown, json=body, headers=own).status_code == 404
    assert client.get(unknown, headers=own).status_code == 404
    change(ana_company, is_active=False)
    known = f"/admin/empresas/{ana_company.id}/invitaciones"
    assert said(client.post(known, json=body, headers=own)) == (409, "empresa_inactive")
    assert client.get(known, headers=own).status_code == 200


def test_admin_routes_of_invitations_are_the_admins(client, headers, ana_company):
    path = f"/admin/empresas/{ana_company.id}/invitaciones"
    assert said(client.get(path, headers=headers)) == (403, "forbidden")
    assert said(client.post(path, json={"email": GUEST, "rol": "cashier"}, headers=headers)) == (403, "forbidden")


def test_mailed_names_are_text_and_no_markup(client, admin, mailbox):
    from tests.factories.companies import make_company  # noqa: PLC0415 - only this test names one like that

    company = make_company("<b>Bazar & Cía</b>")
    body = {"email": GUEST, "rol": "cashier"}
    client.post(f"/admin/empresas/{company.id}/invitaciones", json=body, headers=auth_headers(admin))
    (mail,) = mailbox.collect()
    assert "&lt;b&gt;Bazar &amp; Cía&lt;/b&gt; te invita" in mail.html
    assert not re.search(r"<b>", mail.html)
