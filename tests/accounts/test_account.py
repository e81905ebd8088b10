"""Profile, company and e-mail address of the own account (contract 10-identity §3, §5, §6; rule 9)."""

from __future__ import annotations

import pytest

from tests.accounts.steps import change, fresh, link_token, said
from tests.factories.users import auth_headers, make_user


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def put(client, headers, **fields):
    return client.put("/account/profile", json=fields, headers=headers)


def test_profile_shows_user_and_company(client, ana, headers):
    user = client.get("/account/profile", headers=headers).get_json()["usuario"]
    assert (user["id"], user["empresa"]["nombre"]) == (ana.id, "Almacén Ana")


def test_profile_of_a_buyer_has_no_company(client):
    answer = client.get("/account/profile", headers=auth_headers(make_user()))
    assert answer.get_json()["usuario"]["empresa"] is None


def test_profile_fields_are_stored_and_null_clears(client, headers):
    body = put(client, headers, telefono=" 341 555 ", ciudad="Rosario", pais="Argentina", fecha_nacimiento="1990-05-01")
    user = body.get_json()["usuario"]
    assert (user["telefono"], user["ciudad"], user["fecha_nacimiento"]) == ("341 555", "Rosario", "1990-05-01")
    cleared = put(client, headers, telefono=None, fecha_nacimiento=None).get_json()["usuario"]
    assert (cleared["telefono"], cleared["ciudad"], cleared["fecha_nacimiento"]) == (None, "Rosario", None)


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"nombre": None}, {"nombre": "  "}, {"fecha_nacimiento": "1899-12-31"}, {"fecha_nacimiento": "2026-03-03"},
        {"fecha_nacimiento": "2026-02-30"}, {"telefono": "1" * 31}, {"email": "x@example.com"}, {"rol": "admin"},
        {"empresa_id": 2}, {"is_active": True}, {"otp_enabled": False}, {"email_verificado": True},
    ],
)  # fmt: skip
def test_profile_refuses_what_is_empty_wrong_or_not_its_own(client, headers, ana, fields):
    assert said(put(client, headers, **fields)) == (422, "validation_error")
    assert fresh(ana).name == "Ana Ríos"


def test_birth_today_is_the_last_day_accepted(client, headers):
    assert put(client, headers, fecha_nacimiento="2026-03-02").status_code == 200


def test_own_company_is_shown_to_its_staff(client, beto, ana_company):
    company = client.get("/account/empresa", headers=auth_headers(beto)).get_json()["empresa"]
    assert set(company) == {
        "id", "nombre", "nit", "contacto", "plan", "estado", "moneda", "zona_horaria", "pais", "ciudad", "creado_en",
        "totem_raw_token",
    }  # fmt: skip
    assert (company["id"], company["moneda"]) == (ana_company.id, "ARS")
    assert company["zona_horaria"] == "America/Argentina/Buenos_Aires"


def test_company_routes_refuse_buyers_and_owners_without_company(client):
    from backend.infra.principal import Role  # noqa: PLC0415 - only this test makes a waiting owner

    assert said(client.get("/account/empresa", headers=auth_headers(make_user()))) == (403, "forbidden")
    waiting = auth_headers(make_user(Role.OWNER))
    assert said(client.get("/account/empresa", headers=waiting)) == (403, "no_company")


def test_admin_names_the_company_it_acts_for(client, admin, carla_company):
    assert said(client.get("/account/empresa", headers=auth_headers(admin))) == (422, "empresa_required")
    answer = client.get("/account/empresa", headers=auth_headers(admin, company=carla_company))
    assert answer.get_json()["empresa"]["nombre"] == "Kiosco Carla"
    assert client.get("/account/empresa", headers=auth_headers(admin, company=999)).status_code == 404


def verify(client, token):
    return client.post("/auth/email/verify", json={"token": token})


def resend(client, email):
    return client.post("/auth/email/resend", json={"email": email})


def test_mailed_link_verifies_the_address_once(client, ana, mailbox):
    change(ana, email_verified=False)
    assert resend(client, ana.email).status_code == 202
    token = link_token(mailbox.collect(), "/verificar-email")
    assert verify(client, token).status_code == 200
    assert fresh(ana).email_verified is True
    assert said(verify(client, token)) == (401, "invalid_token")


def test_verification_link_lives_a_day_and_a_newer_one_voids_it(client, ana, mailbox, moving_clock):
    change(ana, email_verified=False)
    resend(client, ana.email)
    older = link_token(mailbox.collect(), "/verificar-email")
    resend(client, ana.email)
    newer = link_token(mailbox.collect(), "/verificar-email")
    assert said(verify(client, older)) == (401, "invalid_token")
    moving_clock.advance(hours=24)
    assert said(verify(client, newer)) == (401, "token_expired")


def test_refuse_18_resend_answers_the_same_for_known_verified_and_unknown(client, ana, mailbox):
    answers = [resend(client, email) for email in (ana.email, "nadie@example.com")]
    assert {answer.status_code for answer in answers} == {202}
    assert answers[0].get_json() == answers[1].get_json()
    assert mailbox.collect() == []
