"""/admin/empresas (contract 20-billing §2)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, null, select

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.service.changing import cancel_all_of
from backend.companies.models import Company
from backend.infra.audit import AuditEntry
from backend.infra.principal import Role
from backend.kernel.errors import Conflict
from tests.conftest import run_in_threads
from tests.factories.catalogue import make_plan
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_subscription
from tests.factories.users import auth_headers, make_user
from tests.fixtures.rows import stored
from tests.fixtures.statements import counted_statements

PATH = "/admin/empresas"
GUARD = 1
BODY = {"nombre": "Demo SA", "nit": "900000001"}
ALL = {
    "contacto": "Ana", "plan": "pro", "moneda": "uyu", "zona_horaria": "America/Montevideo", "pais": "uy",
    "ciudad": "Salto", "notas": "línea 1\nlínea 2",
}  # fmt: skip


def refusal(answer):
    return answer.status_code, answer.json["code"]


def trail():
    mine = AuditEntry.action.startswith("companies.")
    return stored(select(AuditEntry.action, AuditEntry.before, AuditEntry.after).where(mine).order_by(AuditEntry.id))


def fail_after(work):
    """Return the work followed by a refusal."""

    def both(*arguments):
        work(*arguments)
        raise Conflict

    return both


@pytest.fixture
def plan(app):
    return make_plan("Básico")


class TestCreation:
    def test_company_has_its_defaults(self, operate):
        made = operate("POST", PATH, BODY)
        assert made.status_code == 201
        assert set(made.json) == {"message", "empresa"}
        company = made.json["empresa"]
        assert company == {
            **BODY, "id": company["id"], "estado": True, "contacto": "", "plan": "basico", "moneda": "ARS",
            "zona_horaria": "America/Argentina/Buenos_Aires", "pais": None, "ciudad": None, "notas": None,
            "creado_en": "2026-03-02T15:00:00Z",
        }  # fmt: skip
        ((action, before, after),) = trail()
        assert (action, before, after["tax_id"]) == ("companies.company.created", None, "900000001")

    def test_everything_may_be_given(self, operate):
        company = operate("POST", PATH, {**BODY, **ALL}).json["empresa"]
        assert {name: company[name] for name in ALL} == {**ALL, "moneda": "UYU", "pais": "UY"}

    @pytest.mark.database
    def test_plan_makes_a_subscription_from_today_on(self, operate, plan):
        made = operate("POST", PATH, {**BODY, "plan_id": plan.id})
        assert made.status_code == 201
        row = made.json["suscripcion"]
        assert (row["estado"], row["periodo"], row["plan"]["id"]) == ("activa", "mensual", plan.id)
        assert (row["fecha_inicio"], row["fecha_fin"], row["precio_pagado"]) == ("2026-03-02", "2026-04-02", 24990)
        assert row["empresa_id"] == made.json["empresa"]["id"]

    def test_empty_plan_is_no_plan(self, operate):
        made = operate("POST", PATH, {**BODY, "plan_id": None, "periodo": "anual"})
        assert (made.status_code, set(made.json)) == (201, {"message", "empresa"})

    def test_years_come_with_their_discount(self, operate, plan):
        row = operate("POST", PATH, {**BODY, "plan_id": plan.id, "periodo": "anual", "anios": 3}).json["suscripcion"]
        assert (row["fecha_fin"], row["anios"], row["precio_con_descuento"]) == ("2029-03-02", 3, 793482.48)

    @pytest.mark.database
    @pytest.mark.parametrize(
        ("what", "expected"),
        [
            ({"plan_id": 987654}, (404, "plan_not_found")),
            ({"plan_id": "inactive"}, (409, "plan_inactive")),
            ({"plan_id": "sold", "anios": 2}, (422, "validation_error")),
        ],
    )
    def test_refuse_7_nothing_remains_when_the_plan_fails(self, operate, plan, what, expected):
        if what["plan_id"] == "inactive":
            what = {"plan_id": make_plan(is_active=False).id}
        elif what["plan_id"] == "sold":
            what = {**what, "plan_id": plan.id}
        assert refusal(operate("POST", PATH, {**BODY, **what})) == expected
        assert stored(select(func.count()).select_from(Company)) == [0]
        assert stored(select(func.count()).select_from(Subscription)) == [0]
        assert trail() == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"nombre": " "}, "nombre"),
            ({"nombre": "x" * 151}, "nombre"),
            ({"nit": ""}, "nit"),
            ({"nit": "x" * 51}, "nit"),
            ({"nit": "30 71"}, "nit"),
            ({"nit": "Ñ1"}, "nit"),
            ({"contacto": "x" * 121}, "contacto"),
            ({"plan": "Súper"}, "plan"),
            ({"moneda": "ZZZ"}, "moneda"),
            ({"zona_horaria": "America/Rosarito"}, "zona_horaria"),
            ({"pais": "XX"}, "pais"),
            ({"ciudad": "x" * 121}, "ciudad"),
            ({"plan_id": "1"}, "plan_id"),
            ({"periodo": "diario"}, "periodo"),
            ({"anios": 6}, "anios"),
            ({"anios": 0}, "anios"),
            ({"estado": False}, "estado"),
            ({"id": 3}, "id"),
        ],
    )
    def test_wrong_body_is_422(self, operate, changes, field):
        answer = operate("POST", PATH, {**BODY, **changes})
        assert (refusal(answer), list(answer.json["errors"])) == ((422, "validation_error"), [field])

    @pytest.mark.parametrize("nit", ["30-7a", "30-7A", " 30-7a "])
    def test_nit_is_unique_ignoring_case(self, operate, nit):
        make_company(tax_id="30-7A")
        assert refusal(operate("POST", PATH, {**BODY, "nit": nit})) == (409, "nit_taken")

    @pytest.mark.database
    def test_one_of_many_at_once_gets_the_nit(self, app, admin):
        headers = auth_headers(admin)

        def post(_number):
            return app.test_client().post(PATH, json=BODY, headers=headers).status_code

        assert sorted(run_in_threads(4, post)) == [201, 409, 409, 409]

    def test_registration_that_ran_out_does_not_hold_the_nit(self, operate, client, moving_clock):
        body = {"nombre": "Ana", "email": "ana@example.com", "password": "Mostrador.2026"}
        pending = {**body, "empresa_id": BODY["nit"], "empresa_nombre": "Pendiente"}
        assert client.post("/auth/registro", json=pending).status_code == 201
        assert refusal(operate("POST", PATH, BODY)) == (409, "nit_taken")
        moving_clock.advance(minutes=11)
        assert operate("POST", PATH, BODY).status_code == 201
        assert stored(select(Company.name)) == ["Demo SA"]

    def test_same_key_makes_one_company(self, operate, plan):
        body = {**BODY, "plan_id": plan.id}
        first, second = (operate("POST", PATH, body, Idempotency_Key="alta-1") for _ in range(2))
        assert (first.status_code, second.json) == (201, first.json)
        assert stored(select(func.count()).select_from(Subscription)) == [1]


class TestLists:
    def test_list_is_by_id_with_the_subscription_that_counts_today(self, operate, plan):
        current, over, renewed, bare = (make_company(name) for name in ("A", "B", "C", "D"))
        row = make_subscription(current, plan)
        make_subscription(current, plan, SubscriptionState.CANCELLED)
        past = {"start": date(2026, 1, 1), "end_date": date(2026, 3, 1)}
        make_subscription(over, plan, **past)
        make_subscription(renewed, plan, renews_automatically=True, **past)
        listed = operate("GET", PATH)
        assert [one["id"] for one in listed.json] == [current.id, over.id, renewed.id, bare.id]
        shown = [one["suscripcion_activa"] for one in listed.json]
        assert (shown[0]["id"], shown[0]["estado"], shown[0]["plan"]["nombre"]) == (row.id, "activa", "Básico")
        assert (shown[1], shown[2]["estado"], shown[3]) == (None, "activa", None)
        assert listed.headers["X-Total-Count"] == "4"

    @pytest.mark.database
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"search": "ALMACÉN"}, ["Almacén Ana"]),
            ({"search": "almacen"}, ["Almacén Ana"]),
            ({"search": "71-b"}, ["Kiosco"]),
            ({"search": "BETO@"}, ["Kiosco"]),
            ({"search": "ana almacen"}, ["Almacén Ana"]),
            ({"search": "%"}, []),
            ({"search": "  "}, ["Almacén Ana", "Kiosco"]),
            ({"estado": "false"}, ["Kiosco"]),
            ({"estado": "true", "search": "kiosco"}, []),
            ({"limit": 1, "offset": 1}, ["Kiosco"]),
            ({"offset": 5}, []),
        ],
    )
    def test_search_filter_and_window(self, operate, query, found):
        for name, tax_id, contact, is_active in (
            ("Almacén Ana", "30-70-A", "ana@example.com", True),
            ("Kiosco", "30-71-B", "beto@example.com", False),
        ):
            made = make_company(name, tax_id=tax_id, is_active=is_active)
            operate("PUT", f"{PATH}/{made.id}", {"contacto": contact})
        listed = operate("GET", PATH, query=query)
        assert [one["nombre"] for one in listed.json] == found

    def test_search_follows_what_is_changed(self, operate):
        company = make_company("Viejo", tax_id="1")
        operate("PUT", f"{PATH}/{company.id}", {"nombre": "Nuevo", "nit": "2-X"})
        counts = [
            operate("GET", PATH, query={"search": text}).headers["X-Total-Count"] for text in ("viejo", "nuevo", "2-x")
        ]
        assert counts == ["0", "1", "1"]

    @pytest.mark.parametrize("query", [{"limit": 101}, {"offset": -1}, {"estado": "activa"}])
    def test_wrong_query_is_422(self, operate, query):
        assert refusal(operate("GET", PATH, query=query)) == (422, "validation_error")

    def test_list_takes_three_statements(self, operate, plan):
        for _ in range(30):
            make_subscription(make_company(), plan)
        with counted_statements() as sent:
            assert len([one for one in operate("GET", PATH).json if one["suscripcion_activa"]]) == 30
        assert len(sent) == GUARD + 3, sent

    def test_one_company_has_its_subscriptions_newest_first(self, operate, plan, beto, carla_company):
        ana_company = stored(select(Company).where(Company.id == beto.company_id))[0]
        make_user(Role.OWNER, ana_company)
        old = make_subscription(ana_company, plan, SubscriptionState.ENDED, start=date(2026, 1, 1))
        new = make_subscription(ana_company, plan)
        make_subscription(carla_company, plan)
        make_user(Role.CASHIER, ana_company, is_active=False)
        make_user(Role.CASHIER, ana_company, is_active=False, activated_at=null())
        shown = operate("GET", f"{PATH}/{ana_company.id}").json
        assert [one["id"] for one in shown["suscripciones"]] == [new.id, old.id]
        assert (shown["usuarios_total"], shown["nit"], shown["notas"]) == (3, "30-71000001-1", None)

    def test_one_company_takes_a_fixed_number_of_statements(self, operate, plan, ana_company):
        for _ in range(10):
            make_subscription(ana_company, plan, SubscriptionState.ENDED)
        with counted_statements() as sent:
            assert len(operate("GET", f"{PATH}/{ana_company.id}").json["suscripciones"]) == 10
        assert len(sent) == GUARD + 3, sent


class TestChange:
    def test_given_fields_are_written_and_null_clears(self, operate):
        company = make_company(notes="x", country="AR", city="Rosario")
        path = f"{PATH}/{company.id}"
        changed = operate("PUT", path, {**BODY, **ALL})
        assert changed.status_code == 200
        assert {name: changed.json["empresa"][name] for name in BODY} == BODY
        cleared = {"contacto": None, "pais": None, "ciudad": None, "notas": None}
        assert operate("PUT", path, cleared).json["empresa"]["notas"] is None
        shown = operate("GET", path).json
        assert [shown[name] for name in cleared] == ["", None, None, None]
        assert operate("PUT", path, {}).status_code == 200
        assert [action for action, *_ in trail()] == ["companies.company.changed"] * 2
        assert trail()[0][2]["currency"] == "UYU"

    def test_nit_of_another_company_is_refused(self, operate):
        make_company(tax_id="30-7A")
        company = make_company(tax_id="1", name="Uno")
        refused = operate("PUT", f"{PATH}/{company.id}", {"nit": "30-7a", "nombre": "Otro"})
        assert refusal(refused) == (409, "nit_taken")
        assert operate("GET", f"{PATH}/{company.id}").json["nombre"] == "Uno"
        assert operate("PUT", f"{PATH}/{company.id}", {"nit": "1"}).status_code == 200

    def test_currency_stays_once_there_is_money(self, operate, till):
        refused = operate("PUT", f"{PATH}/{till.company_id}", {"moneda": "UYU", "nombre": "Otro"})
        assert refusal(refused) == (409, "currency_in_use")
        assert operate("PUT", f"{PATH}/{till.company_id}", {"moneda": "ARS"}).status_code == 200

    @pytest.mark.parametrize(
        ("body", "field"),
        [({"nombre": None}, "nombre"), ({"nit": None}, "nit"), ({"estado": "false"}, "estado"), ({"plan": ""}, "plan"),
         ({"totem_raw_token": True}, "totem_raw_token"), ({"plan_id": 1}, "plan_id")],
    )  # fmt: skip
    def test_wrong_change_is_422(self, operate, ana_company, body, field):
        answer = operate("PUT", f"{PATH}/{ana_company.id}", body)
        assert (refusal(answer), list(answer.json["errors"])) == ((422, "validation_error"), [field])

    def test_state_acts_as_deactivation_and_activation(self, operate):
        company = make_company()
        path = f"{PATH}/{company.id}"
        for wanted in (True, False, False, True):
            answer = operate("PUT", path, {"estado": wanted})
            assert (answer.status_code, answer.json["empresa"]["estado"]) == (200, wanted)
        assert [action for action, *_ in trail()] == ["companies.company.deactivated", "companies.company.activated"]

    def test_state_cannot_be_forced_past_active_people(self, operate, ana, ana_company):
        refused = operate("PUT", f"{PATH}/{ana_company.id}", {"estado": False, "nombre": "Otro"})
        assert refusal(refused) == (409, "empresa_has_users")
        shown = operate("GET", f"{PATH}/{ana_company.id}").json
        assert (shown["estado"], shown["nombre"]) == (True, "Almacén Ana")


class TestDeactivation:
    @pytest.mark.database
    def test_rule_2_people_are_refused_and_subscriptions_cancelled_at_once(
        self, operate, client, plan, ana, ana_company
    ):
        headers = auth_headers(ana)
        ended = make_subscription(ana_company, plan, SubscriptionState.ENDED, start=date(2026, 1, 1))
        make_subscription(ana_company, plan, SubscriptionState.SUSPENDED)
        make_subscription(ana_company, plan)
        make_subscription(ana_company, plan, SubscriptionState.SCHEDULED, start=date(2026, 4, 1))
        make_subscription(ana_company, plan, SubscriptionState.PENDING_PAYMENT)
        assert operate("DELETE", f"{PATH}/{ana_company.id}", query={"forzar": "true"}).status_code == 200
        assert refusal(operate("GET", "/account/profile", **headers)) == (403, "company_inactive")
        rows = operate("GET", f"{PATH}/{ana_company.id}").json["suscripciones"]
        cancelled = [row for row in rows if row["id"] != ended.id]
        assert {(row["estado"], row["motivo_cancelacion"]) for row in cancelled} == {
            ("cancelada", "Empresa desactivada")
        }
        assert [row["fecha_fin"] for row in rows if row["id"] == ended.id] == ["2026-02-01"]
        assert (len(cancelled), {row["estado"] for row in rows if row["id"] == ended.id}) == (4, {"inactiva"})

    def test_active_people_have_to_be_forced(self, operate, ana, ana_company, plan):
        make_subscription(ana_company, plan)
        for query in ({}, {"forzar": "false"}):
            refused = operate("DELETE", f"{PATH}/{ana_company.id}", query=query)
            assert refusal(refused) == (409, "empresa_has_users")
        shown = operate("GET", f"{PATH}/{ana_company.id}").json
        assert (shown["estado"], shown["suscripciones"][0]["estado"]) == (True, "activa")

    def test_people_who_cannot_log_in_do_not_count(self, operate, ana_company):
        make_user(Role.OWNER, ana_company, is_active=False)
        assert operate("DELETE", f"{PATH}/{ana_company.id}").status_code == 200

    @pytest.mark.database
    def test_rule_2_company_stays_active_when_its_subscriptions_cannot_be_cancelled(self, operate, monkeypatch, plan):
        company = make_company()
        make_subscription(company, plan)
        with monkeypatch.context() as patched:
            patched.setattr("backend.billing.subscribers.cancel_all_of", fail_after(cancel_all_of))
            assert refusal(operate("DELETE", f"{PATH}/{company.id}")) == (409, "conflict")
        assert stored(select(Company.is_active)) == [True]
        assert stored(select(Subscription.state)) == ["active"]
        assert trail() == []

    def test_refuse_11_row_of_the_company_stays(self, operate):
        company = make_company()
        assert operate("DELETE", f"{PATH}/{company.id}").status_code == 200
        assert refusal(operate("DELETE", f"{PATH}/{company.id}")) == (409, "already_inactive")
        assert stored(select(Company.is_active)) == [False]

    def test_activation_brings_nothing_else_back(self, operate, plan, ana_company):
        make_subscription(ana_company, plan)
        path = f"{PATH}/{ana_company.id}"
        assert refusal(operate("POST", f"{path}/activar")) == (409, "already_active")
        operate("DELETE", path)
        assert operate("POST", f"{path}/activar").json["empresa"]["estado"] is True
        assert operate("GET", path).json["suscripciones"][0]["estado"] == "cancelada"

    def test_activated_company_no_longer_hangs_on_its_founder(self, operate):
        company = make_company(is_active=False, awaits_owner=True)
        assert operate("POST", f"{PATH}/{company.id}/activar").status_code == 200
        assert stored(select(Company.is_active, Company.awaits_owner)) == [(True, False)]

    @pytest.mark.database
    def test_deactivated_at_once_by_many_one_does_it(self, app, admin, plan, ana_company):
        make_subscription(ana_company, plan)
        headers = auth_headers(admin)

        def remove(_number):
            return app.test_client().delete(f"{PATH}/{ana_company.id}", headers=headers).status_code

        assert sorted(run_in_threads(4, remove)) == [200, 409, 409, 409]
        cancelled = AuditEntry.action == "billing.subscription.cancelled"
        assert stored(select(func.count()).select_from(AuditEntry).where(cancelled)) == [1]

    @pytest.mark.database
    def test_company_deactivated_while_a_plan_is_sold_to_it_has_no_living_row(self, app, admin, plan, ana_company):
        headers = auth_headers(admin)
        body = {"empresa_id": ana_company.id, "plan_id": plan.id, "periodo": "mensual"}

        def act(number):
            caller = app.test_client()
            if number % 2:
                return caller.post("/admin/suscripciones", json=body, headers=headers).status_code
            return caller.delete(f"{PATH}/{ana_company.id}", headers=headers).status_code

        run_in_threads(2, act)
        living = Subscription.state != SubscriptionState.CANCELLED
        assert stored(select(func.count()).select_from(Subscription).where(living)) == [0]
        assert stored(select(Company.is_active)) == [False]


@pytest.mark.parametrize(
    ("method", "end", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {"nombre": "x"}),
        ("PUT", "", {}),
        ("DELETE", "", None),
        ("POST", "/activar", None),
    ],
)
def test_unknown_company_is_404(operate, method, end, body):
    assert refusal(operate(method, f"{PATH}/1{end}", body)) == (404, "empresa_not_found")
    assert refusal(operate(method, f"{PATH}/99999999999{end}", body)) == (404, "not_found")


def test_only_operators_may(client, ana):
    own = f"{PATH}/{ana.company_id}"
    for method, path in (
        ("GET", PATH), ("POST", PATH), ("GET", own), ("PUT", own), ("DELETE", own), ("POST", f"{own}/activar"),
    ):  # fmt: skip
        assert refusal(client.open(path, method=method, json=BODY, headers=auth_headers(ana))) == (403, "forbidden")


def test_notes_stay_with_operators(operate, client, ana, ana_company):
    operate("PUT", f"{PATH}/{ana_company.id}", {"notas": "moroso"})
    assert "notas" not in client.get("/account/empresa", headers=auth_headers(ana)).json["empresa"]
