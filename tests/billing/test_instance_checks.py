"""What instances ask with their key (contract 20-billing §5; refusals 3, 13, 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backend.app import PUBLIC_ENDPOINTS
from backend.billing.domain.states import SubscriptionState as State
from backend.infra import current
from backend.infra.principal import KeyScope
from tests.factories.api_keys import make_api_key
from tests.factories.subscriptions import make_plan, make_service, make_subscription
from tests.factories.users import auth_headers

SERVICES = "/api/verificar-servicios-activos"
SAAS_KEY = "saas-key-of-an-older-installation-1"


@pytest.fixture
def plan(app):
    return plan_with_services()


@pytest.fixture
def row(ana_company, plan):
    return make_subscription(ana_company, plan, State.ACTIVE, start=date(2026, 3, 1), payment_method="transferencia")


@pytest.fixture
def key(ana):
    return {"X-API-Key": make_api_key(ana)[1]}


@pytest.fixture
def saas_key(app):
    """The key of the environment that older installations use."""
    known = app.extensions[current.EXTENSION]
    app.extensions[current.EXTENSION] = replace(known, saas_api_key=SAAS_KEY)
    yield {"X-API-Key": SAAS_KEY}
    app.extensions[current.EXTENSION] = known


def active(client, tax_id, headers):
    return client.get(f"/api/suscripcion-activa/{tax_id}", headers=headers)


def test_instance_reads_its_subscription_plan_and_services(client, ana_company, row, plan, key):
    answer = active(client, ana_company.tax_id, key)
    assert answer.status_code == 200
    services = answer.json["servicios"]
    assert [(one["nombre"], one["cantidad"], one["activo"]) for one in services] == [
        ("Compraventa", None, True),
        ("Tótems", 3, True),
    ]
    assert answer.json["suscripcion"] == {
        "id": row.id,
        "fecha_inicio": "2026-03-01",
        "fecha_fin": "2026-04-01",
        "estado": "activa",
        "forma_pago": "transferencia",
        "periodo": "mensual",
        "precio_pagado": 24990,
        "creado_en": "2026-03-02T15:00:00Z",
    }
    assert (answer.json["tiene_suscripcion_activa"], answer.json["total_servicios"]) == (True, 2)
    assert (answer.json["empresa"]["nit"], answer.json["plan"]["nombre"]) == (ana_company.tax_id, "Básico")


def test_nit_counts_in_either_case(client, app, carla, plan):
    from tests.factories.companies import make_company  # noqa: PLC0415 - only here
    from tests.factories.users import make_user  # noqa: PLC0415 - same

    company = make_company(tax_id="AbC-9")
    owner = make_user(carla.role, company, email="dueño@example.com".replace("ñ", "n"))
    key = {"X-API-Key": make_api_key(owner)[1]}
    assert active(client, "aBc-9", key).json["empresa"]["nit"] == "AbC-9"


def test_company_without_subscription_has_none_and_no_services(client, ana_company, key):
    answer = active(client, ana_company.tax_id, key).json
    assert answer["message"] == "La empresa no tiene una suscripción activa"
    assert (answer["suscripcion"], answer["plan"], answer["servicios"]) == (None, None, [])
    assert (answer["tiene_suscripcion_activa"], answer["total_servicios"]) == (False, 0)


def test_key_cannot_tell_another_company_from_an_unknown_one(client, key, carla_company):
    known = active(client, carla_company.tax_id, key)
    unknown = active(client, "no-such-nit", key)
    assert known.status_code == unknown.status_code == 404
    assert {**known.json, "nit": ""} == {**unknown.json, "nit": ""}
    assert (known.json["code"], known.json["nit"]) == ("empresa_not_found", carla_company.tax_id)


def test_services_of_another_company_are_as_unknown_as_of_none(client, key, ana, carla_company):
    for headers in (key, auth_headers(ana)):
        answers = [
            client.post(SERVICES, json={"empresa_id": wanted}, headers=headers) for wanted in (carla_company.id, 999999)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].json == answers[1].json


def test_key_of_the_environment_reads_any_company(client, row, ana_company, saas_key):
    assert active(client, ana_company.tax_id, saas_key).json["tiene_suscripcion_activa"] is True
    answer = client.post(SERVICES, json={"empresa_id": ana_company.id}, headers=saas_key)
    assert [one["nombre"] for one in answer.json["servicios_habilitados"]] == ["Compraventa", "Tótems"]


@pytest.mark.usefixtures("row")
def test_services_by_key_and_by_staff(client, ana_company, beto, key):
    expected = {"empresa_id": ana_company.id, "servicios_habilitados": services_of(client, ana_company, key)}
    for headers in (key, auth_headers(beto)):
        answer = client.post(SERVICES, json={"empresa_id": ana_company.id}, headers=headers)
        assert (answer.status_code, answer.json) == (200, expected)


def test_no_services_without_a_valid_licence(client, ana_company, plan, key):
    make_subscription(ana_company, plan, State.SUSPENDED, start=date(2026, 3, 1))
    answer = client.post(SERVICES, json={"empresa_id": ana_company.id}, headers=key)
    assert answer.json == {"empresa_id": ana_company.id, "servicios_habilitados": []}


def test_services_without_any_credential_are_refused(client, ana_company):
    answer = client.post(SERVICES, json={"empresa_id": ana_company.id})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/api/suscripcion-activa/1", "/api/licencia"])
def test_no_key_is_401_and_a_bad_one_403(client, key, path):
    missing, bad = client.get(path), client.get(path, headers={"X-API-Key": "mk_00000000_" + "x" * 43})
    assert (missing.status_code, missing.json["code"]) == (401, "missing_api_key")
    assert (bad.status_code, bad.json["code"]) == (403, "invalid_api_key")


def test_bad_key_for_services_is_403(client, key, ana_company):
    bad = client.post(SERVICES, json={"empresa_id": ana_company.id}, headers={"X-API-Key": "mk_00000000_" + "x" * 43})
    assert (bad.status_code, bad.json["code"]) == (403, "invalid_api_key")


def test_key_without_the_scope_is_refused(client, ana, ana_company):
    make_api_key(ana)
    _row, text = make_api_key(ana, KeyScope.SUPPORT)
    answer = active(client, ana_company.tax_id, {"X-API-Key": text})
    assert (answer.status_code, answer.json["code"]) == (403, "insufficient_scope")


def test_without_any_key_in_the_installation_it_says_so(client, ana_company):
    answer = active(client, ana_company.tax_id, {"X-API-Key": "mk_00000000_" + "x" * 43})
    assert (answer.status_code, answer.json["code"]) == (503, "server_config_error")


@pytest.mark.parametrize("wanted", ["1", 1.5, None, 0, 2**40, True, [1]])
def test_company_that_is_no_id_is_refused(client, key, wanted):
    assert client.post(SERVICES, json={"empresa_id": wanted}, headers=key).status_code == 422


def test_answer_as_documented(client, ana_company, row, key):
    """The hot path writes its answer by hand: the schema that documents it must say the same."""
    from backend.billing.schemas.licences import ActiveSubscriptionSchema  # noqa: PLC0415 - only here

    answer = active(client, ana_company.tax_id, key).json
    documented = ActiveSubscriptionSchema()
    assert set(answer) == {field.data_key or name for name, field in documented.fields.items()} - {"message"}
    for part in ("empresa", "suscripcion", "plan"):
        nested = documented.fields[{"empresa": "company", "suscripcion": "subscription", "plan": "plan"}[part]].schema
        assert set(answer[part]) == {field.data_key or name for name, field in nested.fields.items()}
    service = documented.fields["services"].inner.schema
    assert set(answer["servicios"][0]) == {field.data_key or name for name, field in service.fields.items()}


def test_refusal_15_only_these_routes_of_billing_ask_for_no_login(app):
    """Whatever a guarded route tells, no unguarded one tells too: these show plans, names and public keys."""
    views = {rule.endpoint for rule in app.url_map.iter_rules() if is_of_billing(app.view_functions[rule.endpoint])}
    assert views & PUBLIC_ENDPOINTS == {
        "licences.publish_keys",
        "public_catalogue.list_plans",
        "public_catalogue.list_plans_1",
        "public_catalogue.list_services",
        "public_catalogue.show_company",
        "public_catalogue.list_countries",
        "public_catalogue.list_cities",
    }


def is_of_billing(view):
    return view.__module__.startswith("backend.billing.")


def services_of(client, company, key):
    services = active(client, company.tax_id, key).json["servicios"]
    return [{name: one[name] for name in ("id", "nombre", "cantidad")} for one in services]


def plan_with_services():
    plan = make_plan("Básico")
    make_service(plan, "Tótems", 3)
    make_service(plan, "Compraventa")
    return plan
