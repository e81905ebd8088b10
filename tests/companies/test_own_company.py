"""PUT /account/empresa (contract 10-identity §6, §13; 20-billing §1)."""

from __future__ import annotations

import pytest

from backend.infra.audit import AuditEntry
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from tests.accounts.steps import said
from tests.factories.payments import make_account, make_order, make_payment
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import make_sale
from tests.factories.users import auth_headers, make_user


@pytest.fixture
def headers(ana):
    return auth_headers(ana)


def put(client, headers, **fields):
    return client.put("/account/empresa", json=fields, headers=headers)


@reading
def audit_row(action):
    return session().query(AuditEntry).filter_by(action=action).one()


def test_owner_changes_the_company_and_the_trail_tells_how(client, headers, ana):
    answer = put(
        client,
        headers,
        nombre=" Almacén Nuevo ",
        contacto="ventas@example.com",
        zona_horaria="America/Santiago",
        moneda="clp",
        pais="cl",
        ciudad="Valparaíso",
        totem_raw_token=True,
    )
    assert (answer.status_code, answer.json["message"]) == (200, "Guardamos los datos de la empresa.")
    company = client.get("/account/empresa", headers=headers).json["empresa"]
    assert company == answer.json["empresa"]
    told = ("nombre", "contacto", "zona_horaria", "moneda", "pais", "ciudad", "totem_raw_token")
    assert [company[word] for word in told] == [
        "Almacén Nuevo", "ventas@example.com", "America/Santiago", "CLP", "CL", "Valparaíso", True,
    ]  # fmt: skip
    row = audit_row("companies.company.changed")
    assert (row.company_id, row.user_id, row.entity_id) == (ana.company_id, ana.id, str(ana.company_id))
    assert (row.before["name"], row.after["name"]) == ("Almacén Ana", "Almacén Nuevo")


def test_null_clears_contact_country_and_city(client, headers):
    put(client, headers, contacto="x@example.com", pais="AR", ciudad="Rosario")
    company = put(client, headers, contacto=None, pais=None, ciudad="").json["empresa"]
    assert (company["contacto"], company["pais"], company["ciudad"]) == ("", None, None)


def test_what_was_not_sent_stays(client, headers):
    before = client.get("/account/empresa", headers=headers).json["empresa"]
    assert put(client, headers).json["empresa"] == before
    assert before["totem_raw_token"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"nombre": None}, {"nombre": " "}, {"nombre": "x" * 151}, {"contacto": "x" * 121}, {"ciudad": "x" * 121},
        {"zona_horaria": "Marte/Olympus"}, {"zona_horaria": "../etc/passwd"}, {"zona_horaria": "UTC+3"},
        {"zona_horaria": None}, {"moneda": "ZZZ"}, {"moneda": "pesos"}, {"moneda": "AR"}, {"moneda": None},
        {"pais": "ZZ"}, {"pais": "ARG"}, {"totem_raw_token": None}, {"totem_raw_token": "quizás"},
        {"nit": "900000009"}, {"estado": False}, {"plan": "pro"}, {"id": 2}, {"notas": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_or_not_the_owners_is_refused(client, headers, fields):
    before = client.get("/account/empresa", headers=headers).json
    assert said(put(client, headers, **fields)) == (422, "validation_error")
    assert client.get("/account/empresa", headers=headers).json == before


def charged(company, owner):
    point = make_point_of_sale(company)
    make_order(point, make_account(company))


def paid(company, owner):
    make_payment(company, 100)


def sold(company, owner):
    make_sale(make_point_of_sale(company), 100, user_id=owner.id)


@pytest.mark.parametrize("business", [charged, paid, sold])
def test_currency_stays_once_there_is_money_in_it(client, headers, ana, ana_company, business):
    business(ana_company, ana)
    assert said(put(client, headers, moneda="USD", ciudad="Rosario")) == (409, "currency_in_use")
    company = client.get("/account/empresa", headers=headers).json["empresa"]
    assert (company["moneda"], company["ciudad"]) == ("ARS", None)
    assert put(client, headers, moneda="ARS", ciudad="Rosario").status_code == 200


def test_money_of_another_company_fixes_nothing(client, headers, carla, carla_company):
    for business in (charged, paid):
        business(carla_company, carla)
    assert put(client, headers, moneda="USD").status_code == 200


@pytest.mark.parametrize("role", [Role.SELLER, Role.CASHIER, Role.COORDINATOR, Role.SCANNER])
def test_only_the_owner_changes_the_company(client, ana_company, role):
    headers = auth_headers(make_user(role, ana_company))
    assert said(put(client, headers, nombre="Mía")) == (403, "forbidden")
    assert client.get("/account/empresa", headers=headers).json["empresa"]["nombre"] == "Almacén Ana"


def test_admin_changes_the_company_it_names(client, admin, ana_company, carla_company):
    assert said(put(client, auth_headers(admin), nombre="X")) == (422, "empresa_required")
    assert put(client, auth_headers(admin, company=carla_company), nombre="Kiosco Nuevo").status_code == 200
    told = client.get("/account/empresa", headers=auth_headers(admin, company=ana_company)).json["empresa"]
    assert told["nombre"] == "Almacén Ana"
