"""What anybody may read: plans, services, companies (contract 20-billing §4, §5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.app import create_app
from backend.billing.schemas.plans import PlanWithServicesSchema
from backend.billing.service.plan_contents import get_contents
from backend.infra.db import db
from tests.factories.catalogue import make_plan, make_service
from tests.factories.companies import make_company
from tests.fixtures.statements import counted_statements

PATHS = ("/public/planes", "/api/planes")


@pytest.mark.database
@pytest.mark.parametrize("path", PATHS)
def test_plans_on_sale_are_by_price_with_their_active_services_by_name(client, path):
    b, a, off = make_service("b"), make_service("A"), make_service("Off", is_active=False)
    dear = make_plan("Pro", "75000", services={b: 3, a: None, off: 1}, is_highlighted=True)
    cheap = make_plan("Básico", "24990.50", description="Para empezar")
    bare = make_plan("Gratis", "0", "0", services={off: 1})
    make_plan("Viejo", "1", is_active=False, services={a: None})
    answer = client.get(path)
    assert answer.status_code == 200
    assert [plan["id"] for plan in answer.json] == [bare.id, cheap.id, dear.id]
    assert [[one["nombre"] for one in plan["servicios"]] for plan in answer.json] == [[], [], ["A", "b"]]
    assert [one["cantidad"] for one in answer.json[2]["servicios"]] == [None, 3]
    assert (answer.json[0]["precio_mensual"], answer.json[1]["precio_mensual"]) == (0, 24990.5)
    assert (answer.headers["X-Total-Count"], answer.headers["Cache-Control"]) == ("3", "public, max-age=60")


def test_plans_are_written_as_their_schema_writes_them(client):
    plan = make_plan("Básico", "19.99", description="x", services={make_service("A", api_url="https://a.example"): 3})
    contents = get_contents(plan.id)
    columns = {name: getattr(plan, name) for name in PlanWithServicesSchema._declared_fields if name != "services"}
    dumped = PlanWithServicesSchema().dump({**columns, "services": contents.services})
    assert client.get(PATHS[0]).json == [dumped]


def test_plans_take_one_statement(client):
    services = {make_service(): None for _ in range(5)}
    for _ in range(20):
        make_plan(services=services)
    with counted_statements() as sent:
        assert len(client.get(PATHS[0]).json) == 20
    assert len(sent) == 1, sent


def test_empty_catalogue_is_an_empty_list(client):
    assert client.get("/public/planes").json == client.get("/public/servicios").json == []


@pytest.mark.parametrize(
    ("query", "names"),
    [({}, ["A", "c"]), ({"activos": "1"}, ["A", "c"]), ({"activos": "TRUE"}, ["A", "c"]),
     ({"activos": "0"}, ["A", "B", "c"]),
     ({"activos": "x"}, ["A", "B", "c"]), ({"activos": ""}, ["A", "B", "c"])],
)  # fmt: skip
def test_services_are_by_name_active_ones_unless_asked(client, query, names):
    for name in ("c", "A"):
        make_service(name)
    make_service("B", is_active=False)
    with counted_statements() as sent:
        answer = client.get("/public/servicios", query_string=query)
    assert [one["nombre"] for one in answer.json] == names
    assert set(answer.json[0]) == {"id", "nombre", "descripcion", "activo", "url_api", "creado_en"}
    assert (answer.headers["X-Total-Count"], len(sent)) == (str(len(names)), 1)


def test_refuse_14_company_shows_name_and_activity_and_nothing_else(client):
    company = make_company("Demo SA", notes="interno", is_active=False)
    answer = client.get(f"/public/empresas/{company.id}")
    assert answer.json == {"id": company.id, "nombre": "Demo SA", "estado": False}


@pytest.mark.parametrize("number", ["0", "7", "99999999999", "x"])
def test_unknown_company_is_404(client, number):
    assert client.get(f"/public/empresas/{number}").status_code == 404


def test_public_reads_share_one_limit(settings, app):
    limited = create_app(replace(settings, rate_limits=True))
    company = make_company()
    paths = ["/public/planes", "/api/planes", "/public/servicios", f"/public/empresas/{company.id}"] * 30
    caller = limited.test_client()
    assert {caller.get(path).status_code for path in paths} == {200}
    refused = caller.get("/public/planes")
    assert (refused.status_code, refused.json["code"]) == (429, "rate_limited")
    with limited.app_context():
        db.engine.dispose()
    create_app(settings)
