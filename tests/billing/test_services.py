"""/admin/servicios (contract 20-billing §2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.plans import PlanService, Service
from backend.infra.audit import AuditEntry
from tests.factories.catalogue import make_plan, make_service
from tests.factories.subscriptions import make_subscription
from tests.factories.users import auth_headers
from tests.fixtures.rows import stored
from tests.fixtures.statements import counted_statements

PATH = "/admin/servicios"
OURS = select(AuditEntry.action).where(AuditEntry.action.startswith("billing.")).order_by(AuditEntry.id)


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_created_service_is_read_listed_and_audited(operate):
    body = {"nombre": "Compraventa", "descripcion": "Línea 1\nLínea 2", "url_api": "https://api.example.com/v1?x=1"}
    made = operate("POST", PATH, body)
    assert made.status_code == 201
    service = made.json["servicio"]
    assert service == {"id": service["id"], **body, "activo": True, "creado_en": "2026-03-02T15:00:00Z"}
    assert operate("GET", f"{PATH}/{service['id']}").json == service
    assert operate("GET", PATH).json == [service]
    assert stored(OURS) == ["billing.service.created"]


def test_list_is_by_name_whatever_its_case(operate):
    for name, is_active in (("b", True), ("A", True), ("Á", False), ("C", True)):
        make_service(name, is_active=is_active)
    listed = operate("GET", PATH)
    assert ([one["nombre"] for one in listed.json], listed.headers["X-Total-Count"]) == (["A", "b", "C", "Á"], "4")
    assert [one["nombre"] for one in operate("GET", PATH, query={"activo": "false"}).json] == ["Á"]
    part = operate("GET", PATH, query={"activo": "true", "limit": 2, "offset": 1})
    assert ([one["nombre"] for one in part.json], part.headers["X-Total-Count"]) == (["b", "C"], "3")


def test_list_takes_two_statements(operate):
    for _ in range(20):
        make_service()
    with counted_statements() as sent:
        assert len(operate("GET", PATH).json) == 20
    assert len(sent) == 1 + 2, sent


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "nombre"),
        ({"nombre": ""}, "nombre"),
        ({"nombre": "x" * 121}, "nombre"),
        ({"nombre": "ß" * 61}, "nombre"),
        ({"nombre": "x", "url_api": "ftp://example.com/x"}, "url_api"),
        ({"nombre": "x", "url_api": "javascript:alert(1)"}, "url_api"),
        ({"nombre": "x", "url_api": "example.com"}, "url_api"),
        ({"nombre": "x", "url_api": "https://example.com/" + "x" * 236}, "url_api"),
        ({"nombre": "x", "activo": 1.5}, "activo"),
        ({"nombre": "x", "id": 3}, "id"),
    ],
)
def test_wrong_body_is_422(operate, body, field):
    answer = operate("POST", PATH, body)
    assert (refusal(answer), list(answer.json["errors"])) == ((422, "validation_error"), [field])


@pytest.mark.parametrize("url", ["http://localhost:8000/api", "https://intranet/x", None, "  "])
def test_address_may_be_inside_the_house_or_missing(operate, url):
    made = operate("POST", PATH, {"nombre": "x", "url_api": url})
    assert (made.status_code, made.json["servicio"]["url_api"]) == (201, (url or "").strip() or None)


def test_name_is_unique_ignoring_case(operate):
    make_service("Tótems")
    assert refusal(operate("POST", PATH, {"nombre": "TÓTEMS"})) == (409, "servicio_exists")
    other = make_service("Otro")
    assert refusal(operate("PUT", f"{PATH}/{other.id}", {"nombre": "tótems"})) == (409, "servicio_exists")


def test_change_and_toggle_are_audited_when_something_changed(operate):
    service = make_service("Viejo", description="x")
    changed = operate("PUT", f"{PATH}/{service.id}", {"nombre": "Nuevo", "descripcion": None})
    assert (changed.json["servicio"]["nombre"], changed.json["servicio"]["descripcion"]) == ("Nuevo", None)
    assert operate("PUT", f"{PATH}/{service.id}", {}).status_code == 200
    assert [operate("POST", f"{PATH}/{service.id}/toggle").json["servicio"]["activo"] for _ in range(2)] == [
        False,
        True,
    ]
    assert stored(OURS) == ["billing.service.changed"] * 3


def test_deleted_service_leaves_the_plans_that_were_never_sold(operate):
    service, other = make_service(), make_service()
    make_plan(services={service: 1, other: 2})
    assert operate("DELETE", f"{PATH}/{service.id}").status_code == 200
    assert stored(select(PlanService.service_id)) == [other.id]
    assert stored(select(Service.id)) == [other.id]
    assert stored(OURS) == ["billing.service.deleted"]


@pytest.mark.parametrize("state", ["active", "cancelled", "pending_payment"])
def test_refuse_11_service_of_a_sold_plan_stays(operate, ana_company, state):
    service = make_service()
    sold, unsold = make_plan(services={service: None}), make_plan(services={service: None})
    make_subscription(ana_company, sold, SubscriptionState(state))
    assert refusal(operate("DELETE", f"{PATH}/{service.id}")) == (409, "servicio_in_use")
    assert sorted(stored(select(PlanService.plan_id))) == sorted([sold.id, unsold.id])


@pytest.mark.parametrize(
    ("method", "end", "body"), [("GET", "", None), ("PUT", "", {}), ("POST", "/toggle", None), ("DELETE", "", None)]
)
def test_unknown_service_is_404(operate, method, end, body):
    assert refusal(operate(method, f"{PATH}/1{end}", body)) == (404, "servicio_not_found")
    assert refusal(operate(method, f"{PATH}/99999999999{end}", body)) == (404, "not_found")


def test_only_operators_may(client, ana):
    for method, end in (
        ("GET", ""),
        ("POST", ""),
        ("GET", "/1"),
        ("PUT", "/1"),
        ("POST", "/1/toggle"),
        ("DELETE", "/1"),
    ):
        answer = client.open(PATH + end, method=method, json={}, headers=auth_headers(ana))
        assert refusal(answer) == (403, "forbidden")
