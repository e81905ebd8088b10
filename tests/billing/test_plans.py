"""/admin/planes (contract 20-billing §2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.plans import Plan, PlanService
from backend.infra.audit import AuditEntry
from tests.conftest import run_in_threads
from tests.factories.catalogue import make_plan, make_service
from tests.factories.subscriptions import make_subscription
from tests.factories.users import auth_headers
from tests.fixtures.rows import stored
from tests.fixtures.statements import counted_statements

PATH = "/admin/planes"
GUARD = 1  # the caller, read from the database
OURS = select(AuditEntry).where(AuditEntry.action.startswith("billing.")).order_by(AuditEntry.id)
BODY = {"nombre": "Básico", "precio_mensual": 24990.00, "precio_anual": 269892}


def trail():
    return [(entry.action, entry.before, entry.after) for entry in stored(OURS)]


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_created_plan_has_its_defaults_and_exact_prices(operate):
    made = operate("POST", PATH, BODY)
    assert made.status_code == 201
    plan = made.json["plan"]
    assert plan == {
        "id": plan["id"], "nombre": "Básico", "descripcion": None, "precio_mensual": 24990, "precio_anual": 269892,
        "moneda": "ARS", "seleccionado": False, "activo": True, "creado_en": "2026-03-02T15:00:00Z",
    }  # fmt: skip
    assert made.json["message"]
    (kept,) = stored(select(Plan))
    assert (kept.monthly_price, kept.yearly_price) == (Decimal("24990.00"), Decimal("269892.00"))
    assert operate("GET", f"{PATH}/{plan['id']}").json == {**plan, "servicios": []}
    action, before, after = trail()[-1]
    assert (action, before, after["monthly_price"]) == ("billing.plan.created", None, "24990.00")


def test_cents_survive_unchanged(operate):
    made = operate("POST", PATH, {**BODY, "precio_mensual": 19.99, "precio_anual": "0.10"})
    assert (made.json["plan"]["precio_mensual"], made.json["plan"]["precio_anual"]) == (19.99, 0.1)
    (kept,) = stored(select(Plan))
    assert (kept.monthly_price, kept.yearly_price) == (Decimal("19.99"), Decimal("0.10"))


def test_refuse_12_price_zero_is_a_price(operate):
    made = operate("POST", PATH, {**BODY, "precio_mensual": 0, "precio_anual": 0, "seleccionado": True})
    assert made.status_code == 201
    assert (made.json["plan"]["precio_mensual"], made.json["plan"]["seleccionado"]) == (0, True)
    kept = operate("PUT", f"{PATH}/{made.json['plan']['id']}", {"precio_anual": 0})
    assert kept.json["plan"]["precio_mensual"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nombre": None}, "nombre"),
        ({"nombre": "  "}, "nombre"),
        ({"nombre": "x" * 101}, "nombre"),
        ({"nombre": "ß" * 51}, "nombre"),
        ({"precio_mensual": -1}, "precio_mensual"),
        ({"precio_mensual": None}, "precio_mensual"),
        ({"precio_mensual": "NaN"}, "precio_mensual"),
        ({"precio_mensual": "Infinity"}, "precio_mensual"),
        ({"precio_mensual": 1.999}, "precio_mensual"),
        ({"precio_mensual": True}, "precio_mensual"),
        ({"precio_anual": 10**12}, "precio_anual"),
        ({"moneda": "ZZZ"}, "moneda"),
        ({"moneda": "CLP", "precio_anual": 10.5}, "precio_anual"),
        ({"activo": "true"}, "activo"),
        ({"seleccionado": None}, "seleccionado"),
        ({"fecha_fin": "2030-01-01"}, "fecha_fin"),
    ],
)
def test_wrong_body_is_422(operate, changes, field):
    answer = operate("POST", PATH, {**BODY, **changes})
    assert (refusal(answer), list(answer.json["errors"])) == ((422, "validation_error"), [field])
    assert stored(select(Plan)) == []


@pytest.mark.parametrize("missing", ["nombre", "precio_mensual", "precio_anual"])
def test_missing_field_is_422(operate, missing):
    answer = operate("POST", PATH, {name: value for name, value in BODY.items() if name != missing})
    assert (answer.status_code, list(answer.json["errors"])) == (422, [missing])


@pytest.mark.parametrize("name", ["BÁSICO", "básico", " Básico ", "Ba\u0301sico"])
def test_name_is_unique_ignoring_case_and_form(operate, name):
    make_plan("Básico")
    assert refusal(operate("POST", PATH, {**BODY, "nombre": name})) == (409, "plan_exists")
    other = make_plan("Pro")
    assert refusal(operate("PUT", f"{PATH}/{other.id}", {"nombre": name})) == (409, "plan_exists")


def test_own_name_may_change_its_case(operate):
    plan = make_plan("básico")
    assert operate("PUT", f"{PATH}/{plan.id}", {"nombre": "Básico"}).json["plan"]["nombre"] == "Básico"


@pytest.mark.database
def test_two_plans_of_one_name_at_once_one_is_made(app, operate, admin):
    headers = auth_headers(admin)

    def post(_number):
        return app.test_client().post(PATH, json=BODY, headers=headers).status_code

    assert sorted(run_in_threads(4, post)) == [201, 409, 409, 409]


def test_list_is_by_price_then_id_with_filter_and_total(operate):
    dear, cheap, same = make_plan("C", "300"), make_plan("A", "100", is_active=False), make_plan("B", "300")
    listed = operate("GET", PATH)
    assert [plan["id"] for plan in listed.json] == [cheap.id, dear.id, same.id]
    assert listed.headers["X-Total-Count"] == "3"
    assert [plan["id"] for plan in operate("GET", PATH, query={"activo": "true"}).json] == [dear.id, same.id]
    assert [plan["id"] for plan in operate("GET", PATH, query={"activo": "false"}).json] == [cheap.id]
    part = operate("GET", PATH, query={"limit": 1, "offset": 1})
    assert ([plan["id"] for plan in part.json], part.headers["X-Total-Count"]) == ([dear.id], "3")
    assert operate("GET", PATH, query={"offset": 9}).json == []


@pytest.mark.parametrize("query", [{"limit": 101}, {"limit": 0}, {"offset": -1}, {"activo": "sí"}])
def test_wrong_query_is_422(operate, query):
    assert refusal(operate("GET", PATH, query=query)) == (422, "validation_error")


def test_change_writes_what_is_given_and_is_audited_once(operate):
    plan = make_plan("Básico", description="Viejo")
    changed = operate("PUT", f"{PATH}/{plan.id}", {"precio_mensual": 100, "descripcion": None, "activo": False})
    assert changed.status_code == 200
    now = changed.json["plan"]
    assert (now["precio_mensual"], now["descripcion"], now["activo"], now["nombre"]) == (100, None, False, "Básico")
    assert operate("PUT", f"{PATH}/{plan.id}", {"activo": False}).status_code == 200
    ((action, before, after),) = trail()
    assert (action, before["is_active"], after["is_active"]) == ("billing.plan.changed", True, False)


def test_currency_is_fixed_once_sold(operate, ana_company):
    plan = make_plan()
    assert operate("PUT", f"{PATH}/{plan.id}", {"moneda": "usd"}).json["plan"]["moneda"] == "USD"
    make_subscription(ana_company, plan, state=SubscriptionState("cancelled"))
    assert refusal(operate("PUT", f"{PATH}/{plan.id}", {"moneda": "ARS"})) == (409, "currency_in_use")
    assert operate("PUT", f"{PATH}/{plan.id}", {"moneda": "USD", "precio_mensual": 1}).status_code == 200


def test_currency_without_decimals_refuses_the_cents_a_plan_has(operate):
    plan = make_plan(monthly="10.50", yearly="100.25")
    answer = operate("PUT", f"{PATH}/{plan.id}", {"moneda": "CLP"})
    assert (answer.status_code, sorted(answer.json["errors"])) == (422, ["precio_anual", "precio_mensual"])
    (kept,) = stored(select(Plan))
    assert kept.currency == "ARS"


def test_deleted_plan_takes_its_links_along(operate):
    service = make_service()
    plan = make_plan(services={service: None})
    assert operate("DELETE", f"{PATH}/{plan.id}").status_code == 200
    assert (stored(select(Plan)), stored(select(func.count()).select_from(PlanService))) == ([], [0])
    assert trail()[-1][0] == "billing.plan.deleted"


@pytest.mark.parametrize("state", ["active", "cancelled", "ended"])
def test_refuse_11_plan_with_a_subscription_of_any_state_stays(operate, ana_company, state):
    plan = make_plan(services={make_service(): 3})
    make_subscription(ana_company, plan, SubscriptionState(state))
    assert refusal(operate("DELETE", f"{PATH}/{plan.id}")) == (409, "plan_in_use")
    assert stored(select(func.count()).select_from(PlanService)) == [1]


@pytest.mark.parametrize("number", [1, 999999999999999999999])
@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"activo": True}), ("DELETE", None)])
def test_unknown_plan_is_404(operate, method, body, number):
    answer = operate(method, f"{PATH}/{number}", body)
    assert answer.status_code == 404
    assert number > 1 or answer.json["code"] == "plan_not_found"


def test_only_operators_may(client, ana):
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", "/admin/planes-servicios/resumen")):
        assert refusal(client.open(path, method=method, json=BODY, headers=auth_headers(ana))) == (403, "forbidden")


def test_lists_take_a_fixed_number_of_statements(operate):
    service = make_service()
    for _ in range(30):
        make_plan(services={service: None})
    for path, statements in ((PATH, 2), ("/admin/planes-servicios/resumen", 3)):
        with counted_statements() as sent:
            assert len(operate("GET", path).json) == 30
        assert len(sent) == GUARD + statements, sent
