"""Which services a plan includes (contract 20-billing §2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.billing.models.plans import PlanService
from backend.infra.audit import AuditEntry
from tests.conftest import run_in_threads
from tests.factories.catalogue import make_plan, make_service
from tests.factories.users import auth_headers
from tests.fixtures.rows import stored

OURS = select(AuditEntry).where(AuditEntry.action == "billing.plan.contents_changed").order_by(AuditEntry.id)


def links(plan):
    return dict(stored(select(PlanService.service_id, PlanService.quantity).where(PlanService.plan_id == plan.id)))


def refusal(answer):
    return answer.status_code, answer.json["code"]


@pytest.fixture
def b_service(app):
    return make_service("B")


@pytest.fixture
def a_service(app):
    return make_service("A")


@pytest.fixture
def plan(b_service):
    return make_plan("Básico", services={b_service: 3})


def path(plan, service=None):
    return f"/admin/planes/{plan.id}/servicios" + (f"/{service.id}" if service else "")


def test_contents_stand_beside_the_plan(operate, plan, b_service):
    shown = operate("GET", path(plan)).json
    assert set(shown) == {"plan", "servicios"}
    assert (shown["plan"]["id"], shown["plan"]["precio_mensual"]) == (plan.id, 24990)
    assert shown["servicios"] == [
        {
            "id": b_service.id, "nombre": "B", "descripcion": None, "activo": True, "url_api": None,
            "creado_en": "2026-03-02T15:00:00Z", "cantidad": 3,
        }
    ]  # fmt: skip


def test_replacement_by_quantities_by_ids_and_by_nothing(operate, plan, a_service, b_service):
    first = operate("POST", path(plan), {"servicios": [{"servicio_id": a_service.id, "cantidad": 0}]})
    assert first.status_code == 200
    assert first.json["message"]
    assert links(plan) == {a_service.id: 0}
    both = operate("POST", path(plan), {"servicio_ids": [b_service.id, a_service.id]})
    assert [(one["nombre"], one["cantidad"]) for one in both.json["servicios"]] == [("A", None), ("B", None)]
    unlimited = {"servicios": [{"servicio_id": a_service.id, "cantidad": None}, {"servicio_id": b_service.id}]}
    assert operate("POST", path(plan), unlimited).status_code == 200
    assert links(plan) == {a_service.id: None, b_service.id: None}
    assert operate("POST", path(plan), {"servicios": []}).json["servicios"] == []
    assert links(plan) == {}
    assert [(one.before, one.after) for one in stored(OURS)] == [
        ({str(b_service.id): 3}, {str(a_service.id): 0}),
        ({str(a_service.id): 0}, {str(a_service.id): None, str(b_service.id): None}),
        ({str(a_service.id): None, str(b_service.id): None}, {}),
    ]


def test_replacement_is_all_or_nothing(operate, plan, a_service, b_service):
    unknown = {"servicio_ids": [a_service.id, b_service.id + a_service.id + 1]}
    assert refusal(operate("POST", path(plan), unknown)) == (404, "servicio_not_found")
    assert links(plan) == {b_service.id: 3}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"servicios": [], "servicio_ids": []},
        {"servicio_ids": [1, 1]},
        {"servicios": [{"servicio_id": 1}, {"servicio_id": 1, "cantidad": 2}]},
        {"servicios": [{"servicio_id": 1, "cantidad": -1}]},
        {"servicios": [{"servicio_id": 1, "cantidad": 1.5}]},
        {"servicios": [{"servicio_id": 1, "cantidad": True}]},
        {"servicios": [{"cantidad": 1}]},
        {"servicios": [{"servicio_id": 1, "otro": 1}]},
        {"servicios": None},
        {"servicio_ids": ["1"]},
        {"servicio_ids": [0]},
        {"servicio_ids": [2**31]},
    ],
)
def test_wrong_replacement_is_422_and_changes_nothing(operate, plan, b_service, body):
    assert refusal(operate("POST", path(plan), body)) == (422, "validation_error")
    assert links(plan) == {b_service.id: 3}


def test_one_service_is_added_changed_and_removed(operate, plan, a_service, b_service):
    added = operate("POST", path(plan, a_service), {"cantidad": 5})
    assert (added.status_code, links(plan)) == (200, {a_service.id: 5, b_service.id: 3})
    assert refusal(operate("POST", path(plan, a_service), {})) == (409, "already_linked")
    changed = operate("PUT", path(plan, a_service), {"cantidad": None})
    assert (changed.json["plan"]["id"], changed.json["servicio"]["cantidad"]) == (plan.id, None)
    assert set(changed.json) == {"message", "plan", "servicio"}
    removed = operate("DELETE", path(plan, b_service))
    assert [one["nombre"] for one in removed.json["servicios"]] == ["A"]
    assert links(plan) == {a_service.id: None}


def test_added_without_a_body_is_unlimited(operate, plan, a_service):
    assert operate("POST", path(plan, a_service)).status_code == 200
    assert links(plan)[a_service.id] is None


@pytest.mark.parametrize("body", [{}, {"cantidad": -1}, {"cantidad": "3"}, {"cantidad": 2**31}])
def test_change_needs_a_right_quantity(operate, plan, b_service, body):
    answer = operate("PUT", path(plan, b_service), body)
    assert (refusal(answer), list(answer.json["errors"])) == ((422, "validation_error"), ["cantidad"])


def test_what_is_not_there_is_404(operate, plan, a_service):
    nowhere = f"/admin/planes/{plan.id + 1}/servicios"
    one = f"{nowhere}/{a_service.id}"
    for method, where, body in (
        ("GET", nowhere, None), ("POST", nowhere, {"servicio_ids": []}), ("POST", one, {}),
        ("PUT", one, {"cantidad": 1}), ("DELETE", one, None),
    ):  # fmt: skip
        assert refusal(operate(method, where, body)) == (404, "plan_not_found"), method
    assert refusal(operate("PUT", path(plan, a_service), {"cantidad": 1})) == (404, "not_linked")
    assert refusal(operate("DELETE", path(plan, a_service))) == (404, "not_linked")
    assert refusal(operate("POST", f"{path(plan)}/{a_service.id + 99}", {})) == (404, "servicio_not_found")


def test_summary_has_every_plan_with_its_services(operate, plan, b_service):
    make_plan("Vacío", "1")
    listed = operate("GET", "/admin/planes-servicios/resumen")
    assert listed.headers["X-Total-Count"] == "2"
    assert [(one["nombre"], one["total_servicios"]) for one in listed.json] == [("Vacío", 0), ("Básico", 1)]
    assert listed.json[1]["servicios"][0]["cantidad"] == 3
    part = operate("GET", "/admin/planes-servicios/resumen", query={"limit": 1, "offset": 1})
    assert ([one["id"] for one in part.json], part.headers["X-Total-Count"]) == ([plan.id], "2")


@pytest.mark.database
def test_replacements_at_once_leave_one_of_them_whole(app, plan, a_service, b_service, admin):
    headers = auth_headers(admin)
    wanted = [{a_service.id: 1, b_service.id: 1}, {a_service.id: 2, b_service.id: 2}] * 3

    def replace(number):
        listed = [{"servicio_id": one, "cantidad": amount} for one, amount in wanted[number].items()]
        return app.test_client().post(path(plan), json={"servicios": listed}, headers=headers).status_code

    assert run_in_threads(6, replace) == [200] * 6
    assert links(plan) in wanted


def test_only_operators_may(client, ana, plan, b_service):
    for method, where in (
        ("GET", path(plan)), ("POST", path(plan)), ("POST", path(plan, b_service)), ("PUT", path(plan, b_service)),
        ("DELETE", path(plan, b_service)),
    ):  # fmt: skip
        answer = client.open(where, method=method, json={"cantidad": 1}, headers=auth_headers(ana))
        assert refusal(answer) == (403, "forbidden")
