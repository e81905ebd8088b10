"""What stands at the edge of every route: kinds of bodies, the company an admin names, errors that tell no values."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import run_unit
from tests.factories.companies import make_company
from tests.factories.users import auth_headers

FOR_A_COMPANY = [
    ("GET", "/api/sales"),
    ("GET", "/api/points-of-sale"),
    ("GET", "/api/mercadopago/config"),
    ("GET", "/api/mercadopago/oauth/authorize"),
    ("DELETE", "/api/mercadopago/oauth/disconnect?appType=QR"),
    ("GET", "/api/mercadopago/orders-pending"),
    ("GET", "/account/empresa"),
]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_a_body_of_another_kind_than_json_is_415(client, kind):
    answer = client.post("/auth/login", data=b'{"email": "ana@example.com", "password": "x"}', content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert answer.content_type == "application/problem+json"


def test_a_missing_body_is_told_by_its_fields(client):
    answer = client.post("/auth/login")
    assert (answer.status_code, set(answer.json["errors"])) == (422, {"email", "password"})


def test_json_for_a_form_is_415(client):
    answer = client.post("/token", json={"username": "ana@example.com", "password": "x"})
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert "formulario" in answer.json["message"]


@pytest.mark.parametrize(("method", "path"), FOR_A_COMPANY)
@pytest.mark.parametrize("company_id", [0, 999999])
def test_an_admin_cannot_act_for_a_company_that_does_not_exist(client, admin, method, path, company_id):
    answer = client.open(path, method=method, headers=auth_headers(admin, company=company_id))
    assert (answer.status_code, answer.json["code"]) == (404, "empresa_not_found")


@pytest.mark.parametrize(("method", "path"), FOR_A_COMPANY)
def test_an_admin_acts_for_a_deactivated_company(client, admin, method, path):
    sleeping = make_company(is_active=False)
    assert client.open(path, method=method, headers=auth_headers(admin, company=sleeping)).status_code == 200


def test_the_text_of_a_database_error_tells_no_values(ana_company):
    twice = {"name": "Otra", "tax_id": "secreto-1", "tax_id_key": ana_company.tax_id_key}
    with pytest.raises(IntegrityError) as caught:
        run_unit(lambda: session().execute(insert(Company).values(contact="clave@example.com", **twice)))
    assert "secreto-1" not in str(caught.value)
    assert "clave@example.com" not in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "/api/sales?dateFrom=0001-01-01",
        "/api/sales?dateTo=9999-12-31",
        "/api/sales/reports/daily-summary?date=9999-12-31",
    ],
)
def test_days_that_are_no_instants_are_refused(client, ana, path):
    answer = client.get(path, headers=auth_headers(ana))
    assert (answer.status_code, answer.json["code"]) == (422, "validation_error")
